package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Keeps a window open for as long as its block and its steps request, and prepares its end. */
final class WindowHold {
    /** How long before its end a window is prepared for it. */
    private static final Duration BEFORE_END = Duration.ofMillis(500);

    private final WindowParts parts;
    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final WindowProgress progress;
    private final WindowJournal journal;
    private final HoldTimer timer;
    private final Runnable close;

    /** @param close closes the window as requested */
    WindowHold(WindowParts parts, Runnable close) {
        this.parts = parts;
        this.loop = parts.loop;
        this.tasks = parts.tasks;
        this.progress = parts.progress;
        this.journal = parts.journal;
        this.timer = new HoldTimer(loop, progress, parts.clocks);
        this.close = close;
    }

    /** The block returned: the window closes when it has lasted long enough. */
    void bodyReturned() {
        if (progress.is(Phase.OPEN)) {
            progress.bodyReturned();
            if (!closeWhenLongEnough().isDone()) {
                // Written at once, because it is not repeated after a restart.
                journal.write();
            }
        }
    }

    /** Closes the window when it has lasted long enough; completes then, or as soon as it is closed before. */
    CompletableFuture<Void> closeWhenLongEnough() {
        Instant end = progress.pauseCompleted().plus(progress.parameters().skewWindow());
        if (loop.now().isBefore(end.minus(BEFORE_END))) {
            timer.until(end.minus(BEFORE_END)).thenRun(() -> tasks.execute(() -> expectEnd(end)));
        }
        CompletableFuture<Void> lasted = timer.untilLongEnough(end);
        lasted.whenComplete((done, closed) -> tasks.execute(close));
        return lasted;
    }

    /** Prepares the end, to save time while production waits. */
    private void expectEnd(Instant end) {
        if (progress.is(Phase.OPEN)) {
            progress.setEndsAt(end);
            journal.write();
            parts.pods().expectEnd();
        }
    }

    /** Keeps it open for some seconds from a moment on. Fails if it is not open, or is closed before. */
    CompletableFuture<Void> keepOpen(int seconds, Instant since) {
        if (!progress.is(Phase.OPEN)) {
            boolean isYetToOpen = progress.is(Phase.PREPARING) || progress.is(Phase.PAUSING);
            return CompletableFuture.failedFuture(new RefusedException("Window " + parts.id()
                    + (isYetToOpen ? " is not open yet." : " was closed before: " + progress.whyClosed())));
        }
        Instant end = (since == null ? progress.pauseCompleted() : since).plusSeconds(seconds);
        long asked = timer.requestedMillis(seconds, end);
        if (asked < seconds * 1000L) {
            parts.log.line("Of the " + seconds + " s since " + since + " only " + asked + " ms lie in window "
                    + parts.id() + ", which is paused since " + progress.pauseCompleted() + ".");
        }
        progress.setRequestedMillis(Math.max(progress.requestedMillis(), asked));
        journal.write();
        return timer.untilLongEnough(end);
    }

    /** Notes that the window is closed; fails all that keep it open. */
    void end() {
        timer.end();
    }
}
