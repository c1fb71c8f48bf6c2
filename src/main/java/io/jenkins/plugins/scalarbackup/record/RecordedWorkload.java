package io.jenkins.plugins.scalarbackup.record;

/**
 * A workload that a window closed.
 *
 * @param cluster the API server's URL; null where the record does not say
 * @param namespace its namespace
 * @param workload {@code Deployment/ledger}
 */
public record RecordedWorkload(String cluster, String namespace, String workload) {
    /** {@code Deployment/ledger in prod}. */
    public String named() {
        return workload + " in " + namespace;
    }
}
