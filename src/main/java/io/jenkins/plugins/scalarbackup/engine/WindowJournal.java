package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Writes a window's entries to the journal. No task waits for the disk: a JENKINS_HOME that hangs holds up neither this
 * window nor another one. Only the intent to pause must be on disk before a Pause is sent.
 */
final class WindowJournal {
    private static final Duration BETWEEN_PROOFS = Duration.ofSeconds(10);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(5);
    /** How long a window waits for the disk before it continues without. */
    static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Journal journal;
    private final ProgressView progress;
    private final Consumer<String> warn;
    private final WindowLog log;
    private Instant provenUntil;
    private boolean isForgotten;
    /** The state that the record was made from; null before. */
    private WindowState ended;

    /** @param warn called with warnings about the disk that belong into the record, too */
    WindowJournal(WindowContext context, ProgressView progress, Consumer<String> warn) {
        this.loop = context.loop();
        this.futures = new LoopFutures(loop);
        this.journal = context.journal();
        this.progress = progress;
        this.log = context.log();
        this.warn = warn;
    }

    /**
     * Writes the intent to pause before any Pause is sent: after a crash, the pods in this entry are unpaused, and
     * {@code maxOutage} counts from here. Unless it is on disk in time, no Pause is sent.
     */
    CompletableFuture<Void> writeIntent() {
        return within(WRITE_TIMEOUT, submit(progress.intent(loop.now())));
    }

    /** Writes the current state. A disk that is full or hangs keeps no pod paused: it only causes a warning. */
    void write() {
        if (!progress.is(WindowState.Phase.ENDED)) {
            // An entry written after the end would remain after the deletion.
            warnOnFailure(submit(progress.state()));
        }
    }

    /** Writes the current state; completes when it is on disk, or when the time is up. Never fails. */
    CompletableFuture<Void> writeAndWait() {
        return within(WRITE_TIMEOUT, warnOnFailure(submit(progress.state()))).exceptionally(late -> null);
    }

    /**
     * Writes periodically up to when the window is proven. After a crash, the window counts as proven up to the value
     * written here.
     */
    void noteProven(Instant until) {
        if (provenUntil == null || Duration.between(provenUntil, until).compareTo(BETWEEN_PROOFS) >= 0) {
            provenUntil = until;
            write();
        }
    }

    /**
     * Writes everything that the record is made from, before the record is published, so that a record made again after a
     * crash is identical. Completes when it is on disk, or when the time is up; production is unpaused by now.
     */
    CompletableFuture<Void> writeEnd() {
        ended = progress.state();
        CompletableFuture<Void> written = writeEnd(ended);
        return within(WRITE_TIMEOUT, written).exceptionally(late -> null);
    }

    private CompletableFuture<Void> writeEnd(WindowState end) {
        if (isForgotten) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> written = warnOnFailure(submit(end));
        written.exceptionally(failure -> {
            loop.after(RETRY_DELAY, () -> writeEnd(end));
            return null;
        });
        return written;
    }

    /**
     * Writes the holder of the Leases, without which the next start could not recognize them as its own. Returns whether it
     * is on disk.
     */
    CompletableFuture<Boolean> handOver() {
        return isForgotten
                ? CompletableFuture.completedFuture(false)
                : submit(ended == null ? progress.state() : ended).handle((written, failure) -> failure == null);
    }

    /** Deletes the entry of a window with nothing left to do. Completes when that is on disk, or when the time is up. */
    CompletableFuture<Void> forget() {
        isForgotten = true;
        String window = progress.holder().window();
        return within(WRITE_TIMEOUT, futures.call(() -> journal.forget(window))).exceptionally(kept -> {
            log.line("WARNING: The journal's entry of window " + window + " could not be removed ("
                    + Failures.cause(kept).getMessage()
                    + "); no pod is paused for it, and the next start of the controller will see so.");
            return null;
        });
    }

    private CompletableFuture<Void> submit(WindowState state) {
        return futures.call(() -> journal.write(state));
    }

    private CompletableFuture<Void> warnOnFailure(CompletableFuture<Void> written) {
        within(WRITE_TIMEOUT, written).exceptionally(failure -> {
            warn.accept("The journal of open pauses could not be written ("
                    + Failures.cause(failure).getMessage()
                    + "): a crash of the controller now would lose what it does not say.");
            return null;
        });
        return written;
    }

    /** The same future, or a failure if it takes too long. */
    private CompletableFuture<Void> within(Duration patience, CompletableFuture<Void> written) {
        if (written.isDone()) {
            return written;
        }
        CompletableFuture<Void> bounded = written.copy();
        EventLoop.Timer late = loop.after(
                patience,
                () -> bounded.completeExceptionally(
                        new JournalException("the disk took longer than " + patience.toSeconds() + " s")));
        written.whenComplete((done, failure) -> late.cancel());
        return bounded;
    }

    /** The disk did not answer in time. */
    private static final class JournalException extends Exception {
        private static final long serialVersionUID = 1L;

        JournalException(String message) {
            super(message);
        }
    }
}
