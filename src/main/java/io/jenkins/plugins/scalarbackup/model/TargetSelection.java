package io.jenkins.plugins.scalarbackup.model;

/**
 * A target as named by a pipeline author, before it is resolved. Exactly one of {@code release}, {@code selector} and
 * {@code deployment} is set.
 *
 * @param release the Helm release's name; null otherwise
 * @param selector a label selector in Kubernetes' syntax; null otherwise
 * @param namespace null for the kubeconfig context's, else {@code default}
 * @param product null to read it from the pods' labels
 * @param adminPort null to read it from the headless Service, or else use the product's default
 * @param access how to reach the pods
 * @param tls transport security of the Admin service
 * @param allowOtherEndpoints whether Services in front of the target may also lead to other pods
 * @param deployment the name of a Deployment whose pods implement the Admin service themselves; null otherwise
 */
public record TargetSelection(
        String release,
        String selector,
        String namespace,
        Product product,
        Integer adminPort,
        Access access,
        AdminTls tls,
        boolean allowOtherEndpoints,
        String deployment) {

    /** A target named by a release or a selector. */
    public TargetSelection(
            String release,
            String selector,
            String namespace,
            Product product,
            Integer adminPort,
            Access access,
            AdminTls tls,
            boolean allowOtherEndpoints) {
        this(release, selector, namespace, product, adminPort, access, tls, allowOtherEndpoints, null);
    }

    /** The target's name in messages, in its author's terms: {@code release "ledger"}. */
    public String named() {
        String what = what(release, deployment, selector);
        return namespace == null ? what : what + " in namespace \"" + namespace + "\"";
    }

    /** {@code release "ledger"}, {@code deployment "shop"} or {@code selector "a=b"}: the first that is not null. */
    public static String what(String release, String deployment, String selector) {
        if (release != null) {
            return "release \"" + release + "\"";
        }
        return deployment != null ? "deployment \"" + deployment + "\"" : "selector \"" + selector + "\"";
    }
}
