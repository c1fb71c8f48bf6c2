package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.engine.LogQueue;
import io.jenkins.plugins.scalarbackup.engine.WindowLog;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/**
 * A build's log, or the controller's log if the build has none (any more). Lines are written by threads of their own,
 * so that a log that blocks holds up nobody.
 */
final class BuildLog implements WindowLog {
    /** The time limit for writing the last lines of a build to its log. */
    static final Duration LAST_LINES_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOGGER = Logger.getLogger(BuildLog.class.getName());

    private final String window;
    private final Executor writers;
    private volatile Lines lines;

    /** The current destination of lines, and the queue of lines on their way there. */
    private record Lines(TaskListener listener, LogQueue queue) {}

    /**
     * Creates a log.
     *
     * @param window the window's ID, for the controller's log
     * @param listener null if there is no build to write to
     * @param writers runs what may block
     */
    BuildLog(String window, TaskListener listener, Executor writers) {
        this.window = window;
        this.writers = writers;
        redirect(listener);
    }

    /** Redirects further lines, with null to the controller's log. Lines that are on their way are not affected. */
    void redirect(TaskListener other) {
        lines = new Lines(other, new LogQueue(new Listener(other), writers));
    }

    /** Returns the build's listener; if there is none, one that discards everything. */
    TaskListener listener() {
        TaskListener current = lines.listener();
        return current == null ? TaskListener.NULL : current;
    }

    @Override
    public void line(String text) {
        lines.queue().line(Sentences.tidy(text));
    }

    @Override
    public void progress(String text) {
        lines.queue().progress(Sentences.tidy(text));
    }

    /** Returns a future that completes when all lines up to now are written, or the time is up. */
    CompletionStage<Void> flushed(Duration patience) {
        CompletableFuture<Void> flushed = lines.queue().flushed().toCompletableFuture();
        if (!flushed.isDone()) {
            CompletableFuture<Void> bounded = new CompletableFuture<>();
            Timer.get().schedule(() -> bounded.complete(null), patience.toMillis(), TimeUnit.MILLISECONDS);
            flushed.thenRun(() -> bounded.complete(null));
            return bounded;
        }
        return flushed;
    }

    /** Waits until all lines up to now are written, or the time is up. */
    void flush(Duration patience) {
        try {
            lines.queue().flushed().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException blocked) {
            LOGGER.log(Level.FINE, "The build''s log of window {0} does not take its lines", window);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listener implements WindowLog {
        private final TaskListener listener;

        Listener(TaskListener listener) {
            this.listener = listener;
        }

        @Override
        public void line(String text) {
            if (!isWritten(text)) {
                LOGGER.log(Level.INFO, "{0}: {1}", new Object[] {window, text});
            }
        }

        @Override
        public void progress(String text) {
            if (!isWritten(text)) {
                // Nobody watches the controller's log for progress.
                LOGGER.log(Level.FINE, "{0}: {1}", new Object[] {window, text});
            }
        }

        private boolean isWritten(String text) {
            if (listener == null) {
                return false;
            }
            try {
                listener.getLogger().println("[scalar-backup] " + text);
                return true;
            } catch (Throwable closed) {
                LOGGER.log(Level.FINE, "The build's log does not take a line any more", closed);
                return false;
            }
        }
    }
}
