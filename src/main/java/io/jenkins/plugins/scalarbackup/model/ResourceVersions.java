package io.jenkins.plugins.scalarbackup.model;

import java.math.BigInteger;

/**
 * The order of resource versions. Kubernetes promises it for objects of one kind: they are decimal numbers that grow with
 * every change.
 */
final class ResourceVersions {
    private ResourceVersions() {}

    /** Whether a version is the other one or newer; what is no number is only ever itself. */
    static boolean isAtLeast(String version, String other) {
        if (version.equals(other)) {
            return true;
        }
        return isNumber(version) && isNumber(other) && new BigInteger(version).compareTo(new BigInteger(other)) >= 0;
    }

    /** Whether a version is older than the other one; of what is no number that is never known. */
    static boolean isOlder(String version, String other) {
        return isNumber(version) && isNumber(other) && new BigInteger(version).compareTo(new BigInteger(other)) < 0;
    }

    private static boolean isNumber(String version) {
        return version.matches("\\d{1,40}");
    }
}
