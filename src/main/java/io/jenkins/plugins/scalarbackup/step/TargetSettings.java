package io.jenkins.plugins.scalarbackup.step;

import hudson.Util;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.config.StepConnection;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The parameters that select and reach one target, as an author wrote them: the same on a step and on an entry of its
 * {@code targets}. A plain class, since Pipeline saves it in {@code program.dat}.
 */
final class TargetSettings implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The parameters' names. */
    static final List<String> PARAMETERS = List.of(
            "release",
            "selector",
            "deployment",
            "namespace",
            "product",
            "adminPort",
            "allowOtherEndpoints",
            "credentialsId",
            "context",
            "serverUrl",
            "caCertificate",
            "access",
            "tls",
            "tlsCaCertificate",
            "tlsAuthority");

    String release;
    String selector;
    /** Null if saved by an earlier version. */
    String deployment;

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

    /**
     * Reads the settings of a form.
     *
     * @param field returns the text of the field with that name; null or empty for none
     * @throws RefusedException if a number is invalid
     */
    static TargetSettings of(UnaryOperator<String> field) throws RefusedException {
        TargetSettings settings = new TargetSettings();
        settings.release = text(field.apply("release"));
        settings.selector = text(field.apply("selector"));
        settings.deployment = text(field.apply("deployment"));
        settings.namespace = text(field.apply("namespace"));
        settings.product = text(field.apply("product"));
        String port = Util.fixEmptyAndTrim(field.apply("adminPort"));
        settings.adminPort = port == null ? null : (Integer) FieldRule.number("adminPort", port, 0);
        settings.allowOtherEndpoints = choice(field.apply("allowOtherEndpoints"));
        settings.credentialsId = text(field.apply("credentialsId"));
        settings.context = text(field.apply("context"));
        settings.serverUrl = text(field.apply("serverUrl"));
        settings.caCertificate = text(field.apply("caCertificate"));
        settings.access = text(field.apply("access"));
        settings.tls = choice(field.apply("tls"));
        settings.tlsCaCertificate = text(field.apply("tlsCaCertificate"));
        settings.tlsAuthority = text(field.apply("tlsAuthority"));
        return settings;
    }

    private static Boolean choice(String text) {
        String trimmed = Util.fixEmptyAndTrim(text);
        return trimmed == null ? null : (Boolean) Boolean.parseBoolean(trimmed);
    }

    /** Returns whether it selects any pods. */
    boolean hasSelection() {
        return release != null || selector != null || deployment != null;
    }

    /**
     * Returns the pods to be paused.
     *
     * @param outer the step's own settings, which an entry inherits; null for the step itself
     * @param where the entry's name in messages: {@code ""}, or {@code "targets[1]: "}
     */
    TargetSelection selection(TargetSettings outer, ScalarBackupConfiguration defaults, String where)
            throws RefusedException {
        TargetRules.checkWhich(where, release, selector, deployment);
        if (!hasSelection()) {
            throw new RefusedException(
                    where + "neither release nor selector is given. Say which pods are meant: release:"
                            + " '<Helm release>' or selector: '<label selector>', or deployment: '<name>' for an"
                            + " application that implements the Admin service itself.");
        }
        TargetRules.checkSelector(where, selector);
        checkDeployment(outer, where);
        String in = ownOrInherited(outer, settings -> settings.namespace, null);
        TargetRules.checkNamespace(where, in);
        return new TargetSelection(
                release,
                selector,
                in,
                deployment == null ? product(outer, where) : Product.CUSTOM,
                port(outer, where),
                access(outer, defaults, where),
                tls(outer, defaults, where),
                Boolean.TRUE.equals(ownOrInherited(outer, settings -> settings.allowOtherEndpoints, false)),
                deployment);
    }

    /** A Deployment tells nothing about the Admin service in its pods, and is not one of the vendor's products. */
    private void checkDeployment(TargetSettings outer, String where) throws RefusedException {
        if (deployment == null) {
            return;
        }
        if (product != null && !Product.CUSTOM.parameter().equals(product)) {
            throw new RefusedException(
                    where + "deployment is for an application that implements the Admin service itself,"
                            + " but product is \"" + product
                            + "\". Name its pods by release or selector, or leave product out.");
        }
        if (port(outer, where) == null) {
            throw new RefusedException(where + "deployment needs adminPort: nobody else knows on which port the Admin"
                    + " service of \"" + deployment + "\" listens.");
        }
    }

    /** Returns how to reach its cluster. An entry with its own credential inherits nothing from the step. */
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
        String itsContext = ownOrInherited(outer, settings -> settings.context, null);
        if (outer != null && outer.credentialsId != null) {
            StepConnection step = outer.connection(null, defaults, where);
            return new StepConnection(step.credentialsId(), itsContext, step.serverUrl(), step.caCertificate());
        }
        return new StepConnection(null, itsContext, null, null);
    }

    private Product product(TargetSettings outer, String where) throws RefusedException {
        String name = ownOrInherited(outer, settings -> settings.product, null);
        return name == null
                ? null
                : Product.named(name)
                        .orElseThrow(() -> new RefusedException(where + "product is \"" + Sentences.within(name)
                                + "\", but must be one of " + Product.parameters() + "."));
    }

    private Integer port(TargetSettings outer, String where) throws RefusedException {
        Integer port = ownOrInherited(outer, settings -> settings.adminPort, null);
        if (port != null) {
            TargetRules.checkPort(where, port);
        }
        return port;
    }

    private Access access(TargetSettings outer, ScalarBackupConfiguration defaults, String where)
            throws RefusedException {
        String name = ownOrInherited(outer, settings -> settings.access, defaults.getAccess());
        return name == null
                ? Access.AUTO
                : Access.named(name)
                        .orElseThrow(() -> new RefusedException(where + "access is \"" + Sentences.within(name)
                                + "\", but must be auto, podIp or portForward."));
    }

    private AdminTls tls(TargetSettings outer, ScalarBackupConfiguration defaults, String where)
            throws RefusedException {
        boolean enabled = ownOrInherited(outer, settings -> settings.tls, defaults.isTls());
        if (!enabled) {
            if (tlsCaCertificate != null || tlsAuthority != null) {
                throw new RefusedException(
                        where + "tlsCaCertificate and tlsAuthority have no effect without TLS: add tls: true.");
            }
            return AdminTls.OFF;
        }
        String ca = ownOrInherited(outer, settings -> settings.tlsCaCertificate, defaults.getTlsCaCertificate());
        TargetRules.checkTlsCaCertificate(where, ca);
        String authority = ownOrInherited(outer, settings -> settings.tlsAuthority, defaults.getTlsAuthority());
        TargetRules.checkTlsAuthority(where, authority);
        return new AdminTls(true, ca, authority);
    }

    /** Returns whether it has settings that only matter with TLS. */
    boolean hasTlsSettings() {
        return tlsCaCertificate != null || tlsAuthority != null;
    }

    /** Returns the name of the first parameter that is given; null if none is. */
    String firstGiven() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("namespace", namespace);
        all.put("product", product);
        all.put("adminPort", adminPort);
        all.put("allowOtherEndpoints", allowOtherEndpoints);
        all.put("credentialsId", credentialsId);
        all.put("context", context);
        all.put("serverUrl", serverUrl);
        all.put("caCertificate", caCertificate);
        all.put("access", access);
        all.put("tls", tls);
        all.put("tlsCaCertificate", tlsCaCertificate);
        all.put("tlsAuthority", tlsAuthority);
        return all.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private <T> T ownOrInherited(TargetSettings outer, Function<TargetSettings, T> what, T otherwise) {
        T own = what.apply(this);
        if (own != null) {
            return own;
        }
        T inherited = outer == null ? null : what.apply(outer);
        return inherited != null ? inherited : otherwise;
    }

    static String text(String value) {
        return Util.fixEmptyAndTrim(value);
    }
}
