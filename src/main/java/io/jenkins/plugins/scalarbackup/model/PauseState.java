package io.jenkins.plugins.scalarbackup.model;

/** The known outcome of the Pause that was sent. */
public enum PauseState {
    /** None was sent, or it can't have reached the pod. */
    NOT_SENT,
    /** Sent, no answer yet. */
    UNANSWERED,
    /** Drained and paused. */
    DRAINED,
    /**
     * Our Pause had no effect, by the pod's answer, or somebody has unpaused the pod since. If it is paused now, that is
     * somebody else's pause: the pod is checked but never unpaused (invariant I7).
     */
    NOT_OURS,
    /** The Pause or its answer was lost: it may have taken effect, or may do so later. */
    UNKNOWN;

    /** Returns whether the outcome is still unknown. */
    public boolean isUnknown() {
        return this == UNANSWERED || this == UNKNOWN;
    }
}
