package io.jenkins.plugins.scalarbackup.model;

/**
 * How long an existing right has been denied. For {@link ProtocolTimes#TRANSIENT_DENIAL}, the denial may come from an API server
 * that is still starting; after that it counts. Not thread-safe.
 */
public final class RightDenials {
    /** By the monotonic clock; null if the right is not denied. */
    private Long since;

    /** Notes that the right exists, or that the request failed for another reason. */
    public void noteNone() {
        since = null;
    }

    /**
     * Notes that the right is denied.
     *
     * @param nanoTime by the monotonic clock
     * @return whether it has been denied for long enough to count
     */
    public boolean noteDenial(long nanoTime) {
        if (since == null) {
            since = nanoTime;
        }
        return nanoTime - since >= ProtocolTimes.TRANSIENT_DENIAL.toNanos();
    }
}
