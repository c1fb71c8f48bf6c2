package io.jenkins.plugins.scalarbackup.record;

/**
 * A workload that a window paused.
 *
 * @param cluster the API server's URL; null if the record lacks it
 * @param namespace its namespace
 * @param workload {@code Deployment/ledger}
 */
public record RecordedWorkload(String cluster, String namespace, String workload) {
    /** Returns {@code Deployment/ledger in prod}. */
    public String named() {
        return workload + " in " + namespace;
    }
}
