package io.jenkins.plugins.scalarbackup.model;

/** In what way pods are no longer what they were, or can no longer be said to be. The names are the record's. */
public enum DriftKind {
    POD_MISSING,
    POD_ADDED,
    POD_REPLACED,
    CONTAINER_RESTARTED,
    NOT_RUNNING,
    NOT_READY,
    TERMINATING,
    WORKLOAD_CHANGED,
    NOT_PAUSED,
    CLOCK_STEPPED,
    UNKNOWN_AFTER,
    LOCK_LOST
}
