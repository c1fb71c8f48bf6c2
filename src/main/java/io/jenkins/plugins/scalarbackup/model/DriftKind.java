package io.jenkins.plugins.scalarbackup.model;

/**
 * In what way pods are no longer what they were, or can no longer be said to be. The names are the record's. Each says which
 * classes of the engine decide it; docs/architecture.md has the same as a table, and a test compares the two with the code.
 */
public enum DriftKind {
    /** A pod of the first snapshot is gone, and none has its name. Decided in {@code PodComparison}. */
    POD_MISSING,
    /**
     * A pod that was not there before, or one outside the target behind its Services. Decided in {@code PodComparison}, and
     * for the Services in {@code TargetInWindow}.
     */
    POD_ADDED,
    /** A pod of the same name has another UID. Decided in {@code PodComparison}. */
    POD_REPLACED,
    /** A container has another restart count or ID, or no status any more. Decided in {@code PodComparison}. */
    CONTAINER_RESTARTED,
    /** A pod's phase is another than Running. Decided in {@code PodComparison}. */
    NOT_RUNNING,
    /** A pod runs and is not Ready. Decided in {@code PodComparison}. */
    NOT_READY,
    /** A pod is being deleted. Decided in {@code PodComparison}. */
    TERMINATING,
    /** A workload would run something else, came, or went. Decided in {@code PodComparison}. */
    WORKLOAD_CHANGED,
    /**
     * CheckPaused was false. Decided in {@code WindowPoll} each second and in {@code ClosingCheck} at the end; {@code
     * PodDrift} words it.
     */
    NOT_PAUSED,
    /**
     * The controller's wall clock stepped, or is further from the API server's than the window tolerates. Decided in {@code
     * WindowClocks} in the window, in {@code AdoptedWindow} after a restart, in {@code WindowJudgement} at the end.
     */
    CLOCK_STEPPED,
    /**
     * A proof could not be had. Decided in {@code TargetInWindow} (the watch was lost), {@code WindowPoll} (a port is closed),
     * {@code ClosingCheck} (a pod does not answer), {@code Verification} (snapshot, watch, Services, Lease) and {@code
     * WindowCompletion} (an error of ours in these).
     */
    UNKNOWN_AFTER,
    /**
     * A lock is not known to have been ours all the time. Decided in {@code NewWindow} and {@code AdoptedWindow} (a renewal
     * found it to be another's), {@code WindowPoll} (its margin passed), {@code WindowLifecycle} (at the close, or when a rescue
     * was forced), {@code Unpausing} (it had to be taken back) and {@code Verification} (the last renewal).
     */
    LOCK_LOST
}
