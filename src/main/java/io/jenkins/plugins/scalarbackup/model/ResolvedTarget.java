package io.jenkins.plugins.scalarbackup.model;

import java.util.List;

/**
 * A target as it was found in its cluster.
 *
 * @param cluster the API server's URL
 * @param namespace the namespace of its pods
 * @param release the Helm release; null where a selector or a Deployment was given
 * @param selector the label selector that lists exactly the target's pods
 * @param product the product of all its pods
 * @param adminPort the port of the Admin service
 * @param tls how the Admin service is spoken to
 * @param access how its pods are reached; {@link Access#AUTO} until the first connection settled it
 * @param workloads the owners of its pods, each of which is locked
 * @param deployment the Deployment that was given; null otherwise
 */
public record ResolvedTarget(
        String cluster,
        String namespace,
        String release,
        String selector,
        Product product,
        int adminPort,
        AdminTls tls,
        Access access,
        List<Workload> workloads,
        String deployment) {

    /** One that a release or a selector named. */
    public ResolvedTarget(
            String cluster,
            String namespace,
            String release,
            String selector,
            Product product,
            int adminPort,
            AdminTls tls,
            Access access,
            List<Workload> workloads) {
        this(cluster, namespace, release, selector, product, adminPort, tls, access, workloads, null);
    }

    public ResolvedTarget {
        workloads = List.copyOf(workloads);
    }

    /** How a message names this target. */
    public String named() {
        return TargetSelection.what(release, deployment, selector) + " in namespace \"" + namespace + "\"";
    }

    /** The same target with the access that was found to work. */
    public ResolvedTarget reachedBy(Access found) {
        return new ResolvedTarget(
                cluster, namespace, release, selector, product, adminPort, tls, found, workloads, deployment);
    }

    /** The parameters that name it in a step, {@code release: 'ledger', namespace: 'prod'}. */
    public String asParameters() {
        String which = release != null
                ? "release: " + literal(release)
                : deployment != null
                        ? "deployment: " + literal(deployment) + ", adminPort: " + adminPort
                        : "selector: " + literal(selector);
        return which + ", namespace: " + literal(namespace);
    }

    /** Somebody pastes it into a Jenkinsfile. */
    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
