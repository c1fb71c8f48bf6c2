package io.jenkins.plugins.scalarbackup.record;

/**
 * A workload that a window paused.
 *
 * @param cluster the API server's URL; null if the record lacks it
 * @param namespace its namespace
 * @param workload {@code Deployment/ledger}
 */
public record RecordedWorkload(String cluster, String namespace, String workload) {
    /** Returns whether it is known which one it is. A record that was edited by hand may not say so. */
    boolean isNamed() {
        return namespace != null && workload != null;
    }

    /** Returns {@code Deployment/ledger in prod}. */
    public String named() {
        return workload + " in " + namespace;
    }
}
