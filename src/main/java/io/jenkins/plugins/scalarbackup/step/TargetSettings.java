package io.jenkins.plugins.scalarbackup.step;

import hudson.Util;
import io.jenkins.plugins.scalarbackup.backup.Access;
import io.jenkins.plugins.scalarbackup.backup.AdminTls;
import io.jenkins.plugins.scalarbackup.backup.Product;
import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import io.jenkins.plugins.scalarbackup.backup.TargetSelection;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.config.StepConnection;
import java.io.Serializable;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What names and reaches one target, as an author wrote it: the same parameters on a step and on an entry of its {@code
 * targets}. A plain class, since Pipeline keeps it in {@code program.dat}.
 */
final class TargetSettings implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern RELEASE = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final int LONGEST_NAME = 63;
    private static final int LARGEST_PORT = 65_535;

    String release;
    String selector;
    String namespace;
    String product;
    Integer adminPort;
    Boolean allowOtherEndpoints;
    String credentialsId;
    String context;
    String serverUrl;
    String caCertificate;
    String access;
    Boolean tls;
    String tlsCaCertificate;
    String tlsAuthority;

    /** Whether it says which pods are meant. */
    boolean namesPods() {
        return release != null || selector != null;
    }

    /**
     * What is to be paused.
     *
     * @param outer the step's own settings, which hold where an entry says nothing; null for the step itself
     * @param where how a message names this entry: {@code ""}, or {@code "targets[1]: "}
     */
    TargetSelection selection(TargetSettings outer, ScalarBackupConfiguration defaults, String where)
            throws RefusedException {
        if (release != null && selector != null) {
            throw new RefusedException(where + "release and selector are both given. Give one of them.");
        }
        if (!namesPods()) {
            throw new RefusedException(
                    where + "neither release nor selector is given. Say which pods are meant: release:"
                            + " '<Helm release>' or selector: '<label selector>'.");
        }
        matches(where + "release", release, RELEASE, "a Helm release's name (lower-case letters, digits, - and .)");
        String in = either(outer, settings -> settings.namespace, null);
        matches(where + "namespace", in, NAME, "a namespace's name (lower-case letters, digits and -)");
        return new TargetSelection(
                release,
                selector,
                in,
                product(outer, where),
                port(outer, where),
                access(outer, defaults, where),
                tls(outer, defaults, where),
                Boolean.TRUE.equals(either(outer, settings -> settings.allowOtherEndpoints, false)));
    }

    /** How to reach its cluster. An entry that brings a credential of its own takes nothing from the step. */
    StepConnection connection(TargetSettings outer, ScalarBackupConfiguration defaults, String where)
            throws RefusedException {
        if (credentialsId == null && (serverUrl != null || caCertificate != null)) {
            throw new RefusedException(
                    where + "serverUrl and caCertificate go with a token: give credentialsId as well.");
        }
        if (credentialsId != null) {
            return new StepConnection(
                    credentialsId,
                    context,
                    serverUrl != null ? serverUrl : defaults.getServerUrl(),
                    caCertificate != null ? caCertificate : defaults.getCaCertificate());
        }
        String itsContext = either(outer, settings -> settings.context, null);
        if (outer != null && outer.credentialsId != null) {
            StepConnection step = outer.connection(null, defaults, where);
            return new StepConnection(step.credentialsId(), itsContext, step.serverUrl(), step.caCertificate());
        }
        return new StepConnection(null, itsContext, null, null);
    }

    private Product product(TargetSettings outer, String where) throws RefusedException {
        String name = either(outer, settings -> settings.product, null);
        return name == null
                ? null
                : Product.named(name)
                        .orElseThrow(() -> new RefusedException(where + "product is \"" + name
                                + "\", but must be one of " + Product.parameters() + "."));
    }

    private Integer port(TargetSettings outer, String where) throws RefusedException {
        Integer port = either(outer, settings -> settings.adminPort, null);
        if (port != null && (port < 1 || port > LARGEST_PORT)) {
            throw new RefusedException(
                    where + "adminPort is " + port + ", but must be a port from 1 to " + LARGEST_PORT + ".");
        }
        return port;
    }

    private Access access(TargetSettings outer, ScalarBackupConfiguration defaults, String where)
            throws RefusedException {
        String name = either(outer, settings -> settings.access, defaults.getAccess());
        return name == null
                ? Access.AUTO
                : Access.named(name)
                        .orElseThrow(() -> new RefusedException(
                                where + "access is \"" + name + "\", but must be auto, podIp or portForward."));
    }

    private AdminTls tls(TargetSettings outer, ScalarBackupConfiguration defaults, String where)
            throws RefusedException {
        boolean enabled = either(outer, settings -> settings.tls, defaults.isTls());
        if (!enabled) {
            if (tlsCaCertificate != null || tlsAuthority != null) {
                throw new RefusedException(
                        where + "tlsCaCertificate and tlsAuthority have no effect without TLS: add tls: true.");
            }
            return AdminTls.OFF;
        }
        String ca = either(outer, settings -> settings.tlsCaCertificate, defaults.getTlsCaCertificate());
        if (ca != null && !ca.contains("-----BEGIN CERTIFICATE-----")) {
            throw new RefusedException(where + "tlsCaCertificate is no PEM text: it must hold the certificate itself,"
                    + " beginning with -----BEGIN CERTIFICATE-----, not a file's name.");
        }
        return new AdminTls(true, ca, either(outer, settings -> settings.tlsAuthority, defaults.getTlsAuthority()));
    }

    private <T> T either(TargetSettings outer, Function<TargetSettings, T> what, T otherwise) {
        T mine = what.apply(this);
        if (mine != null) {
            return mine;
        }
        T theirs = outer == null ? null : what.apply(outer);
        return theirs != null ? theirs : otherwise;
    }

    private static void matches(String parameter, String value, Pattern pattern, String what) throws RefusedException {
        if (value != null
                && (value.length() > LONGEST_NAME || !pattern.matcher(value).matches())) {
            throw new RefusedException(parameter + " is \"" + value + "\", but must be " + what + ", at most "
                    + LONGEST_NAME + " characters.");
        }
    }

    static String text(String value) {
        return Util.fixEmptyAndTrim(value);
    }
}
