package io.jenkins.plugins.scalarbackup.model;

/**
 * What changed, or can't be proven not to have changed. The names are written to the record. Each constant names the
 * classes of the engine that decide it; docs/architecture.md has the same as a table, and a test compares the two with the
 * code.
 */
public enum DriftKind {
    /** A pod of the first snapshot is gone, and no other pod has its name. Decided in {@code PodComparison}. */
    POD_MISSING,
    /**
     * A pod is new, or a pod outside the target is behind its Services. Decided in {@code PodComparison}, and for the
     * Services in {@code TargetInWindow}.
     */
    POD_ADDED,
    /** A pod of the same name has another UID. Decided in {@code PodComparison}. */
    POD_REPLACED,
    /** A container has another restart count or ID, or no status any more. Decided in {@code PodComparison}. */
    CONTAINER_RESTARTED,
    /** A pod's phase is not Running. Decided in {@code PodComparison}. */
    NOT_RUNNING,
    /** A pod is Running but not Ready. Decided in {@code PodComparison}. */
    NOT_READY,
    /** A pod is being deleted. Decided in {@code PodComparison}. */
    TERMINATING,
    /** A workload has another pod template, or was created or deleted. Decided in {@code PodComparison}. */
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
     * Something could not be proven. Decided in {@code TargetInWindow} (the watch was lost), {@code WindowPoll} (a port is
     * closed), {@code ClosingCheck} (a pod does not answer), {@code Verification} (snapshot, watch, Services, Lease) and
     * {@code WindowCompletion} (an internal error in these).
     */
    UNKNOWN_AFTER,
    /**
     * A lock can't be proven to have been ours all the time. Decided in {@code NewWindow} and {@code AdoptedWindow} (a
     * renewal found that somebody else has it), {@code WindowPoll} (its margin passed), {@code WindowLifecycle} (at the
     * close, or when a rescue was forced), {@code Unpausing} (it had to be taken back) and {@code Verification} (the last
     * renewal).
     */
    LOCK_LOST
}
