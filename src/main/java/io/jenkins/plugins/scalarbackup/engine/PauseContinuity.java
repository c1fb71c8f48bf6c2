package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a pod has been seen paused ever since our Pause, without a gap longer than a Lease's duration. If so, nobody can
 * have taken its lock, unpaused it and paused it again.
 */
final class PauseContinuity {
    private final EventLoop loop;
    private boolean begun;
    private boolean isBroken;
    private long last;
    private Instant lastByWallClock;

    PauseContinuity(EventLoop loop) {
        this.loop = loop;
    }

    /** Notes that our Pause is sent now. */
    void begin() {
        begun = true;
        isBroken = false;
        last = loop.nanoTime();
        lastByWallClock = loop.now();
    }

    /** Notes that an earlier process of this controller saw it paused at that time, by the wall clock. */
    void noteSeenBefore(Instant seen) {
        Duration ago = seen == null ? ProtocolTimes.LEASE.plusSeconds(1) : Duration.between(seen, loop.now());
        begun = true;
        isBroken = ago.isNegative() || ago.compareTo(ProtocolTimes.LEASE) > 0;
        last = loop.nanoTime() - ago.toNanos();
        lastByWallClock = loop.now().minus(ago);
    }

    /**
     * Notes an answer of the pod.
     *
     * @param asked when the request was sent, by the monotonic clock
     * @param askedByWallClock the same by the wall clock: only that shows a suspension of the machine
     */
    void noteAnswer(boolean paused, long asked, Instant askedByWallClock) {
        if (!begun) {
            return;
        }
        if (!paused || hasGap()) {
            isBroken = true;
        } else if (asked - last > 0) {
            // The pod answered no earlier than it was asked.
            last = asked;
            lastByWallClock = askedByWallClock;
        }
    }

    private boolean hasGap() {
        return loop.nanoTime() - last > ProtocolTimes.LEASE.toNanos()
                || Duration.between(lastByWallClock, loop.now()).abs().compareTo(ProtocolTimes.LEASE) > 0;
    }

    /** Returns whether it has been seen paused without a gap, up to less than a Lease's duration ago. */
    boolean isUnbroken() {
        return begun && !isBroken && !hasGap();
    }
}
