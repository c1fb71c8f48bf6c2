package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;

/**
 * A window's {@code maxOutage}: when it is reached, the pods are to be unpaused. The callback is repeated until
 * {@link #end()}, but for 70 s at most; the retries of each Unpause continue.
 */
final class OutageLimit {
    private final EventLoop loop;
    private final Duration maxOutage;
    private final Runnable reached;
    private long began;
    private boolean isRunning;
    private EventLoop.Timer next = () -> {};

    /**
     * Creates the limit.
     *
     * @param reached runs when it is reached, and repeatedly after that
     */
    OutageLimit(EventLoop loop, Duration maxOutage, Runnable reached) {
        this.loop = loop;
        this.maxOutage = maxOutage;
        this.reached = reached;
        this.began = loop.nanoTime();
    }

    /**
     * Starts the limit.
     *
     * @param ago how long production has already been paused
     */
    void begin(Duration ago) {
        Duration since = ago.isNegative() ? Duration.ZERO : ago;
        began = loop.nanoTime() - since.toNanos();
        isRunning = true;
        Duration left = maxOutage.minus(since);
        next = loop.after(left.isNegative() ? Duration.ZERO : left, this::reach);
    }

    private void reach() {
        if (!isRunning) {
            return;
        }
        boolean last =
                isPast(ProtocolTimes.BLIND_UNPAUSE_AFTER_LIMIT.plus(ProtocolTimes.OVERDUE_RETRY.multipliedBy(2)));
        if (!last) {
            next = loop.after(ProtocolTimes.OVERDUE_RETRY, this::reach);
        }
        reached.run();
    }

    /** Returns whether it was reached so long ago that pods are unpaused without an answer who holds their lock. */
    boolean isLongPast() {
        return isPast(ProtocolTimes.BLIND_UNPAUSE_AFTER_LIMIT);
    }

    private boolean isPast(Duration beyond) {
        return loop.nanoTime() - began >= maxOutage.plus(beyond).toNanos();
    }

    /** Ends it: the pods are unpaused. */
    void end() {
        isRunning = false;
        // A pending timer would keep the whole window in memory.
        next.cancel();
    }
}
