package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What a window leaves in the journal on its way. No task waits for the disk: a JENKINS_HOME that hangs holds neither this
 * window nor another one. Only the intent to pause must be there before anything follows from it.
 */
final class WindowJournal {
    private static final Duration BETWEEN_PROOFS = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** How long the disk may take before a window goes on without it. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Journal journal;
    private final ProgressView progress;
    private final Consumer<String> warn;
    private final WindowLog log;
    private Instant provenUntil;
    private boolean isForgotten;
    /** What the record was made of; null before. */
    private WindowState ended;

    /** @param warn hears what the record's reader, too, should know of the disk */
    WindowJournal(WindowContext context, ProgressView progress, Consumer<String> warn) {
        this.loop = context.loop();
        this.futures = new LoopFutures(loop);
        this.journal = context.journal();
        this.progress = progress;
        this.log = context.log();
        this.warn = warn;
    }

    /**
     * Writes that Pauses are going to be sent, before any is: whoever finds this entry after a crash opens these pods, and
     * counts {@code maxOutage} from here. Without it on disk, in time, none is sent.
     */
    CompletableFuture<Void> intend() {
        return within(PATIENCE, call(progress.intent(loop.now())));
    }

    /** Writes what is known by now. A disk that is full or hangs keeps no pod paused: it is only warned of. */
    void write() {
        if (!progress.is(WindowState.Phase.ENDED)) {
            // An entry written after the end would outlive the one that is forgotten.
            warned(call(progress.state()));
        }
    }

    /** Writes what is known by now; completes when it is on disk, or when patience is at an end. Never fails. */
    CompletableFuture<Void> know() {
        return within(PATIENCE, warned(call(progress.state()))).exceptionally(late -> null);
    }

    /** Writes, from time to time, until when the window is proven. What is proven after a crash is what is known from here. */
    void proven(Instant until) {
        if (provenUntil == null || Duration.between(provenUntil, until).compareTo(BETWEEN_PROOFS) >= 0) {
            provenUntil = until;
            write();
        }
    }

    /**
     * Writes all that the record is made of, before anybody sees it: after a crash it is the same once more. Completes
     * when that is on disk, or when patience is at an end; production is open by now.
     */
    CompletableFuture<Void> end() {
        ended = progress.state();
        CompletableFuture<Void> written = end(ended);
        return within(PATIENCE, written).exceptionally(late -> null);
    }

    private CompletableFuture<Void> end(WindowState end) {
        if (isForgotten) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> written = warned(call(end));
        written.exceptionally(failure -> {
            loop.after(AGAIN, () -> end(end));
            return null;
        });
        return written;
    }

    /**
     * Writes whose the Leases are that the next start will find: without that on disk it could not know them for its own.
     * Answers whether it is.
     */
    CompletableFuture<Boolean> handOver() {
        return isForgotten
                ? CompletableFuture.completedFuture(false)
                : call(ended == null ? progress.state() : ended).handle((written, failure) -> failure == null);
    }

    /** Nothing of the window is left to be done. Completes when the disk knows, or when patience is at an end. */
    CompletableFuture<Void> forget() {
        isForgotten = true;
        String window = progress.holder().window();
        return within(PATIENCE, futures.call(() -> journal.forget(window))).exceptionally(kept -> {
            log.line("WARNING: The journal's entry of window " + window + " could not be removed ("
                    + Failures.cause(kept).getMessage()
                    + "); no pod is paused for it, and the next start of the controller will see so.");
            return null;
        });
    }

    private CompletableFuture<Void> call(WindowState state) {
        return futures.call(() -> journal.write(state));
    }

    private CompletableFuture<Void> warned(CompletableFuture<Void> written) {
        within(PATIENCE, written).exceptionally(failure -> {
            warn.accept("The journal of open pauses could not be written ("
                    + Failures.cause(failure).getMessage()
                    + "): a crash of the controller now would lose what it does not say.");
            return null;
        });
        return written;
    }

    /** The same, or a failure when it takes too long. */
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
