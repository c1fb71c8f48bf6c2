package io.jenkins.plugins.scalarbackup.model;

/** What became of a window. */
public enum Verdict {
    /** The window is proven and the body returned normally. */
    CONSISTENT,
    /** A pause was reached and the window can't be proven. */
    INCONSISTENT,
    /** No pause was reached, or the window is proven but the body threw. */
    FAILED,
    /** Interrupted by a person or by the limit. */
    ABORTED
}
