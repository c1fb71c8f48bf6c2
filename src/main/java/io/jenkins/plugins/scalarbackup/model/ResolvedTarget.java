package io.jenkins.plugins.scalarbackup.model;

import java.util.List;

/**
 * A target as found in its cluster.
 *
 * @param cluster the API server's URL
 * @param namespace the namespace of its pods
 * @param release the Helm release; null if a selector or a Deployment was given
 * @param selector the label selector that lists exactly the target's pods
 * @param product the product of all its pods
 * @param adminPort the port of the Admin service
 * @param tls transport security of the Admin service
 * @param access how its pods are reached; {@link Access#AUTO} until the first connection determines it
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

    /** A target named by a release or a selector. */
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

    /** The target's name in messages. */
    public String named() {
        return TargetSelection.what(release, deployment, selector) + " in namespace \"" + namespace + "\"";
    }

    /** The target with the access that works. */
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

    /** Escaped, because it is pasted into a Jenkinsfile. */
    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
