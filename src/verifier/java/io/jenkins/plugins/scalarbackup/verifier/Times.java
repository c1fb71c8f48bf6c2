package io.jenkins.plugins.scalarbackup.verifier;

import java.util.concurrent.TimeUnit;

/**
 * Compares times in the databases, which come from pods' clocks, with the window, whose times come from the
 * controller's clock.
 */
final class Times {
    /** The time before the window in which transactions are recent; older ones have long been settled. */
    private static final long RECENT = TimeUnit.HOURS.toMillis(1);

    private final WindowRecord window;
    private final long tolerance;

    Times(WindowRecord window, long tolerance) {
        this.window = window;
        this.tolerance = tolerance;
    }

    boolean isLater(long time) {
        return time - tolerance > window.verifiedUntil();
    }

    /** Returns whether it is after the window's end, perhaps only because of the pod's clock. */
    boolean isAfterTheEnd(long time) {
        return time > window.verifiedUntil() && !isLater(time);
    }

    boolean isRecent(long time) {
        return time > window.pauseStarted() - RECENT;
    }

    /** Returns whether it is certainly not before the pause was complete, whatever the pod's clock. */
    boolean isAfterThePause(long time) {
        return time - window.pauseCompleted() >= Math.max(tolerance, 1);
    }

    /**
     * Returns whether it is certainly between the completion of the pause and the end of the window, whatever the pod's
     * clock.
     */
    boolean isInThePause(long time) {
        return time - tolerance > window.pauseCompleted() && time + tolerance < window.verifiedUntil();
    }

    /** Returns whether it is certainly older, whatever the two pods' clocks. */
    boolean isOlder(long time, long other) {
        return other - time > tolerance;
    }
}
