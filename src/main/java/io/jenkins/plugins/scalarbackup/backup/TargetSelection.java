package io.jenkins.plugins.scalarbackup.backup;

/**
 * What a pipeline author asked to be paused, before anybody looked at the cluster. Exactly one of {@code release} and
 * {@code selector} is set.
 *
 * @param release the Helm release's name; null with a selector
 * @param selector a label selector in Kubernetes' syntax; null with a release
 * @param namespace null for the kubeconfig context's, else {@code default}
 * @param product null for what the pods' labels say
 * @param adminPort null for what the headless Service says, else the product's default
 * @param access how to reach the pods
 * @param tls how to speak to the Admin service
 * @param allowOtherEndpoints whether Services in front of the target may also lead to other pods
 */
public record TargetSelection(
        String release,
        String selector,
        String namespace,
        Product product,
        Integer adminPort,
        Access access,
        AdminTls tls,
        boolean allowOtherEndpoints) {

    /** How a message names this target, as its author would: {@code release "ledger"}. */
    public String named() {
        String what = release != null ? "release \"" + release + "\"" : "selector \"" + selector + "\"";
        return namespace == null ? what : what + " in namespace \"" + namespace + "\"";
    }
}
