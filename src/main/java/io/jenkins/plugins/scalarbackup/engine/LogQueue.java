package io.jenkins.plugins.scalarbackup.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Writes lines in order to a foreign log, which may block, even forever, and throw anything: callers neither wait nor see
 * an exception. If too many lines are waiting, further ones are dropped and counted.
 */
public final class LogQueue implements WindowLog {
    /** More lines than a window ever writes. */
    static final int MOST = 1_000;

    private final WindowLog foreign;
    private final Executor writers;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> flushes = new ArrayList<>();
    private int dropped;
    private boolean busy;

    /**
     * Creates an empty queue.
     *
     * @param writers runs the blocking calls, on at most one thread for this log
     */
    public LogQueue(WindowLog foreign, Executor writers) {
        this.foreign = foreign;
        this.writers = writers;
    }

    @Override
    public void line(String text) {
        add(() -> foreign.line(text));
    }

    @Override
    public void progress(String text) {
        add(() -> foreign.progress(text));
    }

    /** Completes when every line so far was written, or failed. Never completes if the log blocks forever. */
    public CompletionStage<Void> flushed() {
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        synchronized (this) {
            if (busy) {
                flushes.add(flushed);
                return flushed;
            }
        }
        flushed.complete(null);
        return flushed;
    }

    private void add(Runnable line) {
        synchronized (this) {
            if (waiting.size() >= MOST) {
                dropped++;
                return;
            }
            waiting.add(line);
            if (busy) {
                return;
            }
            busy = true;
        }
        try {
            writers.execute(this::write);
        } catch (RuntimeException | Error refused) {
            // The controller is stopping: nobody writes any more.
            List<CompletableFuture<Void>> done;
            synchronized (this) {
                waiting.clear();
                done = rest();
            }
            done.forEach(flush -> flush.complete(null));
        }
    }

    private void write() {
        for (Runnable line = next(); line != null; line = next()) {
            try {
                line.run();
            } catch (Throwable failure) {
                // A bug of the log must not stop this window, which has pods to unpause.
            }
        }
    }

    /** The next line; if there is none, null, and the writer ends. */
    private Runnable next() {
        List<CompletableFuture<Void>> done;
        synchronized (this) {
            Runnable line = waiting.poll();
            if (line != null) {
                return line;
            }
            if (dropped > 0) {
                int lost = dropped;
                dropped = 0;
                return () -> foreign.line("(" + lost + " lines were dropped, since this log did not take them.)");
            }
            done = rest();
        }
        done.forEach(flush -> flush.complete(null));
        return null;
    }

    private List<CompletableFuture<Void>> rest() {
        busy = false;
        List<CompletableFuture<Void>> done = List.copyOf(flushes);
        flushes.clear();
        return done;
    }
}
