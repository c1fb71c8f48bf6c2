package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.scalarbackup.engine.JournalQueue;
import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The journal of one window: its state, and what the keeper adds. Nobody waits for its disk. */
final class PauseJournal implements Journal {
    private static final Logger LOGGER = Logger.getLogger(PauseJournal.class.getName());

    private final JournalDirectory directory;
    private final Executor blocking;
    private final List<JournalEntry.Target> targets;
    private final JournalQueue queue = new JournalQueue(new Disk());
    private volatile JournalEntry.BuildRef build;
    private volatile JournalEntry.Stop stop;
    /** The last state written; null if there is none (any more). */
    private WindowState last;

    /**
     * Creates the journal of a new window.
     *
     * @param blocking runs what waits for the disk
     */
    PauseJournal(
            JournalDirectory directory,
            Executor blocking,
            JournalEntry.BuildRef build,
            List<JournalEntry.Target> targets) {
        this.directory = directory;
        this.blocking = blocking;
        this.build = build;
        this.targets = targets;
    }

    /** Creates the journal of a window that an earlier start of the controller left. */
    PauseJournal(JournalDirectory directory, Executor blocking, JournalEntry entry) {
        this(directory, blocking, entry.build(), entry.targets());
        this.stop = entry.stop();
        this.last = entry.state();
    }

    @Override
    public synchronized CompletionStage<Void> write(WindowState state) {
        last = state;
        return queue.write(state);
    }

    @Override
    public synchronized CompletionStage<Void> forget(String window) {
        last = null;
        return queue.forget(window);
    }

    JournalEntry.BuildRef build() {
        return build;
    }

    /** Notes that the job was renamed or moved. */
    void renamed(JournalEntry.BuildRef to) {
        build = to;
        writeAgain();
    }

    /** Returns the person who closed the window by hand; null if nobody did. */
    @CheckForNull
    JournalEntry.Stop stop() {
        return stop;
    }

    /** Notes the person who closed the window; written with its next entry. */
    void stopped(JournalEntry.Stop byHand) {
        stop = byHand;
    }

    /** Writes the last entry again, with what the keeper has added. Each later entry of the window includes it, too. */
    synchronized void writeAgain() {
        if (last != null) {
            WindowState state = last;
            write(state).exceptionally(failure -> {
                LOGGER.log(
                        Level.WARNING,
                        "The journal of window " + state.holder().window() + " can't be written; it is behind until the"
                                + " window goes on",
                        failure);
                return null;
            });
        }
    }

    /** Writes to the disk, on threads that may wait for it. */
    private final class Disk implements Journal {
        @Override
        public CompletionStage<Void> write(WindowState state) {
            return run(() -> directory.write(new JournalEntry(JournalEntry.VERSION, state, build, targets, stop)));
        }

        @Override
        public CompletionStage<Void> forget(String window) {
            return run(() -> directory.forget(window));
        }

        private CompletionStage<Void> run(Writing writing) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            try {
                blocking.execute(() -> {
                    try {
                        writing.run();
                        done.complete(null);
                    } catch (IOException | RuntimeException | Error failure) {
                        done.completeExceptionally(failure);
                    }
                });
            } catch (RejectedExecutionException stopping) {
                done.completeExceptionally(new IOException("Jenkins is being stopped", stopping));
            }
            return done;
        }
    }

    private interface Writing {
        void run() throws IOException;
    }
}
