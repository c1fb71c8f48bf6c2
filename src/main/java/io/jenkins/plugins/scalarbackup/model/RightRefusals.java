package io.jenkins.plugins.scalarbackup.model;

/**
 * Since when a right is refused that was there before. For {@link ProtocolTimes#WITHDRAWN} it may be the answer of an API
 * server that starts; after that it is meant. For one thread at a time.
 */
public final class RightRefusals {
    /** By the monotonic clock; null while it is not refused. */
    private Long since;

    /** The right is there, or something else is wrong. */
    public void none() {
        since = null;
    }

    /**
     * It is refused now.
     *
     * @param nanoTime by the monotonic clock
     * @return whether it has been for so long that it is meant
     */
    public boolean isMeant(long nanoTime) {
        if (since == null) {
            since = nanoTime;
        }
        return nanoTime - since >= ProtocolTimes.WITHDRAWN.toNanos();
    }
}
