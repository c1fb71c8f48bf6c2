package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Decides how long a window is kept open: by the wall clock, because restore points are given in it. */
final class HoldTimer {
    /** Rounding error of clock readings, in ms. */
    private static final int ROUNDING = 5;

    private final EventLoop loop;
    private final ProgressView progress;
    private final WindowClocks clocks;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();

    HoldTimer(EventLoop loop, ProgressView progress, WindowClocks clocks) {
        this.loop = loop;
        this.progress = progress;
        this.clocks = clocks;
    }

    /** Notes that the window is closed; fails the futures that wait for its end. */
    void end() {
        closing.complete(null);
    }

    /**
     * Completes when the wall clock has reached a time, or up to a second later if a restore point needs it; fails if the
     * window is closed before.
     */
    CompletableFuture<Void> untilLongEnough(Instant end) {
        return until(end).thenCompose(lasted -> {
            if (progress.requestedMillis() == 0 || !progress.is(WindowState.Phase.OPEN)) {
                return CompletableFuture.completedFuture(null);
            }
            Instant extended = extendedEnd(end);
            Instant limited = progress.pauseStarted()
                    .plus(progress.parameters().maxOutage())
                    .minus(WindowClocks.STEP);
            return extended.isAfter(limited) ? CompletableFuture.completedFuture(null) : until(extended);
        });
    }

    /**
     * The earliest end with a restore point. Measured database clocks count; the API server's clock stands in for the
     * others.
     */
    private Instant extendedEnd(Instant end) {
        Instant extended = end;
        for (DatabaseClock clock : progress.databaseClocks().own()) {
            Duration skew = Duration.ofMillis(clock.uncertaintyAt(end) + clocks.deviationMillis() + ROUNDING);
            Instant byItsClock = RestorePoint.extendedEnd(
                    clock.byThisClock(progress.pauseCompleted()), clock.byThisClock(end), skew);
            extended = later(extended, byItsClock.minusMillis(clock.offsetMillis()));
        }
        if (progress.databaseClocks().areAllMeasured()) {
            return extended;
        }
        ClockOffset offset = progress.worstClockOffset();
        Duration skew = offset == null
                ? WindowClocks.STEP
                : Duration.ofMillis(offset.worstMillis() + clocks.deviationMillis() + ROUNDING);
        return later(extended, RestorePoint.extendedEnd(progress.pauseCompleted(), end, skew));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Returns the milliseconds of a period, which ends at {@code end}, after the pause was complete. */
    long requestedMillis(int seconds, Instant end) {
        long afterPause = Duration.between(progress.pauseCompleted(), end).toMillis();
        return Math.max(0, Math.min(seconds * 1000L, afterPause));
    }

    /** Completes when the wall clock has reached a time; fails if the window is closed before. */
    CompletableFuture<Void> until(Instant end) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        closing.whenComplete((closed, failure) -> kept.completeExceptionally(
                new RefusedException("The window was closed before its time: " + progress.whyClosed())));
        waitUntil(end, kept);
        return kept;
    }

    private void waitUntil(Instant end, CompletableFuture<Void> kept) {
        Duration left = Duration.between(loop.now(), end);
        if (left.isNegative() || left.isZero()) {
            kept.complete(null);
        } else if (!kept.isDone()) {
            loop.after(left, () -> waitUntil(end, kept));
        }
    }
}
