package io.jenkins.plugins.scalarbackup.model;

/** The outcome of a window. */
public enum Verdict {
    /** The window is proven and the body returned normally. */
    CONSISTENT,
    /** All pods were paused, but the window can't be proven. */
    INCONSISTENT,
    /** Not all pods were paused, or the window is proven but the body threw. */
    FAILED,
    /** Interrupted by a person or by {@code maxOutage}. */
    ABORTED
}
