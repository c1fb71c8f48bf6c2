package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a pod was seen paused ever since our Pause, never for longer unseen than a Lease lasts. As long as it was, nobody
 * can have taken its lock over, opened it and paused it for a window of their own.
 */
final class SeenPaused {
    private final EventLoop loop;
    private boolean begun;
    private boolean isBroken;
    private long last;
    private Instant lastByWallClock;

    SeenPaused(EventLoop loop) {
        this.loop = loop;
    }

    /** Our Pause is sent now. */
    void begin() {
        begun = true;
        isBroken = false;
        last = loop.nanoTime();
        lastByWallClock = loop.now();
    }

    /** An earlier process of this controller saw it at that time, by the wall clock. */
    void beganBefore(Instant seen) {
        Duration ago = seen == null ? ProtocolTimes.LEASE.plusSeconds(1) : Duration.between(seen, loop.now());
        begun = true;
        isBroken = ago.isNegative() || ago.compareTo(ProtocolTimes.LEASE) > 0;
        last = loop.nanoTime() - ago.toNanos();
        lastByWallClock = loop.now().minus(ago);
    }

    /**
     * The pod answered now whether it is paused.
     *
     * @param asked when it was asked, and
     * @param askedByWallClock the same: a machine that stood still knows it by its wall clock only
     */
    void answered(boolean paused, long asked, Instant askedByWallClock) {
        if (!begun) {
            return;
        }
        if (!paused || hasGap()) {
            isBroken = true;
        } else if (asked - last > 0) {
            // It was so when the pod answered, and that was not before it was asked.
            last = asked;
            lastByWallClock = askedByWallClock;
        }
    }

    private boolean hasGap() {
        return loop.nanoTime() - last > ProtocolTimes.LEASE.toNanos()
                || Duration.between(lastByWallClock, loop.now()).abs().compareTo(ProtocolTimes.LEASE) > 0;
    }

    /** Whether it was, until less than a Lease's duration ago. */
    boolean withoutGap() {
        return begun && !isBroken && !hasGap();
    }
}
