package io.jenkins.plugins.scalarbackup.model;

/** What is known of the Pause that was sent. */
public enum PauseState {
    /** None was sent, or it can't have reached the pod. */
    NOT_SENT,
    /** Sent, no answer yet. */
    UNANSWERED,
    /** Drained and paused. */
    DRAINED,
    /**
     * The pod answered that our Pause did not take hold, or somebody opened it after it had: if it is paused, that is
     * somebody else's pause. It is looked at and never opened (invariant I7).
     */
    NOT_OURS,
    /** Lost on the way, or its answer was: it may have taken effect, and may yet. */
    UNKNOWN;

    /** Whether nobody knows yet what became of it. */
    public boolean isUnknown() {
        return this == UNANSWERED || this == UNKNOWN;
    }
}
