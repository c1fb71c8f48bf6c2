package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.kubernetes.ClusterParameters;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules for the values of a target's parameters, for steps and forms. Each refusal names the parameter, after
 * {@code where}: empty, or {@code "targets[1]: "}.
 */
final class TargetRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern RELEASE = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Pattern AUTHORITY = Pattern.compile("[\\w.:\\[\\]-]+");
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_DEPLOYMENT = 253;
    private static final int LARGEST_PORT = 65_535;

    private TargetRules() {}

    /** Refuses invalid names, and more than one; null means not given. */
    static void checkWhich(String where, String release, String selector, String deployment) throws RefusedException {
        List<String> given = new ArrayList<>();
        if (release != null) {
            given.add("release");
        }
        if (selector != null) {
            given.add("selector");
        }
        if (deployment != null) {
            given.add("deployment");
        }
        if (given.size() > 1) {
            throw new RefusedException(where + String.join(" and ", given)
                    + (given.size() == 2 ? " are both" : " are all") + " given. Give one of them.");
        }
        if (deployment != null
                && (deployment.length() > LONGEST_DEPLOYMENT
                        || !RELEASE.matcher(deployment).matches())) {
            throw new RefusedException(where + "deployment is \"" + Sentences.within(deployment)
                    + "\", but must be a Deployment's name (lower-case letters, digits, - and .), at most "
                    + LONGEST_DEPLOYMENT + " characters.");
        }
        checkMatches(
                where + "release", release, RELEASE, "a Helm release's name (lower-case letters, digits, - and .)");
    }

    /** Refuses an invalid label selector; null means not given. */
    static void checkSelector(String where, String selector) throws RefusedException {
        try {
            if (selector != null) {
                ClusterParameters.checkSelector(selector);
            }
        } catch (RefusedException refusal) {
            throw new RefusedException(where + Sentences.bounded(refusal.getMessage()), refusal);
        }
    }

    /** Refuses an invalid namespace name; null means not given. */
    static void checkNamespace(String where, String namespace) throws RefusedException {
        checkMatches(where + "namespace", namespace, NAME, "a namespace's name (lower-case letters, digits and -)");
    }

    static void checkPort(String where, int port) throws RefusedException {
        if (port < 1 || port > LARGEST_PORT) {
            throw new RefusedException(
                    where + "adminPort is " + port + ", but must be a port from 1 to " + LARGEST_PORT + ".");
        }
    }

    private static void checkMatches(String parameter, String value, Pattern pattern, String what)
            throws RefusedException {
        if (value != null
                && (value.length() > LONGEST_NAME || !pattern.matcher(value).matches())) {
            throw new RefusedException(parameter + " is \"" + Sentences.within(value) + "\", but must be " + what
                    + ", at most " + LONGEST_NAME + " characters.");
        }
    }

    static void checkTlsCaCertificate(String where, String ca) throws RefusedException {
        if (ca != null && !ca.contains("-----BEGIN CERTIFICATE-----")) {
            throw new RefusedException(where + "tlsCaCertificate is no PEM text: it must hold the certificate itself,"
                    + " beginning with -----BEGIN CERTIFICATE-----, not a file's name.");
        }
    }

    static void checkTlsAuthority(String where, String authority) throws RefusedException {
        if (authority != null && !AUTHORITY.matcher(authority).matches()) {
            throw new RefusedException(where + "tlsAuthority is \"" + Sentences.within(authority)
                    + "\", but must be a host name or an address, as the pods' certificate has it.");
        }
    }
}
