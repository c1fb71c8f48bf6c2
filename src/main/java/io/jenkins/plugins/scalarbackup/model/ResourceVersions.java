package io.jenkins.plugins.scalarbackup.model;

import java.math.BigInteger;

/**
 * The order of resource versions. Kubernetes guarantees it for objects of one kind: they are decimal numbers that grow with
 * every change.
 */
final class ResourceVersions {
    private ResourceVersions() {}

    /**
     * Returns whether a version is equal to or newer than the other one; versions that are no numbers are compared for
     * equality only.
     */
    static boolean isAtLeast(String version, String other) {
        if (version.equals(other)) {
            return true;
        }
        return isNumber(version) && isNumber(other) && new BigInteger(version).compareTo(new BigInteger(other)) >= 0;
    }

    /** Returns whether a version is older than the other one; false if either is no number. */
    static boolean isOlder(String version, String other) {
        return isNumber(version) && isNumber(other) && new BigInteger(version).compareTo(new BigInteger(other)) < 0;
    }

    private static boolean isNumber(String version) {
        return version.matches("\\d{1,40}");
    }
}
