package io.jenkins.plugins.scalarbackup.verifier;

import java.util.concurrent.TimeUnit;

/** What a time in the databases, which is some pod's, says of the window, which is the controller's. */
final class Times {
    /** Before the window: what is older has long been settled. */
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

    /** After the window's end, and yet it may be just the pod's clock. */
    boolean isAfterTheEnd(long time) {
        return time > window.verifiedUntil() && !isLater(time);
    }

    boolean isRecent(long time) {
        return time > window.pauseStarted() - RECENT;
    }

    /** Not before the pause was complete, whatever the pod's clock. */
    boolean isAfterThePause(long time) {
        return time - window.pauseCompleted() >= Math.max(tolerance, 1);
    }

    /** Between the pause and the end of the window, whatever the pod's clock. */
    boolean isInThePause(long time) {
        return time - tolerance > window.pauseCompleted() && time + tolerance < window.verifiedUntil();
    }

    /** Whatever the clocks of the two pods. */
    boolean isOlder(long time, long other) {
        return other - time > tolerance;
    }
}
