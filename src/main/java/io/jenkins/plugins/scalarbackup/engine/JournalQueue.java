package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one window wants remembered, on its way to a disk that may be slow or hang: one writing at a time, in order, and of
 * those that wait only the latest. Whoever waits for an earlier one waits for that.
 */
public final class JournalQueue implements Journal {
    private final Journal disk;
    private boolean busy;
    /** What is to be written next; null where the next thing is to forget. */
    private WindowState waiting;
    /** The window that is to be forgotten. */
    private String forgotten;
    /** Completes with what is to be done next; null where nothing is. */
    private CompletableFuture<Void> next;

    /**
     * A queue.
     *
     * @param disk does one thing at a time, and completes when that is done
     */
    public JournalQueue(Journal disk) {
        this.disk = disk;
    }

    @Override
    public CompletionStage<Void> write(WindowState state) {
        return enqueue(state, null);
    }

    @Override
    public CompletionStage<Void> forget(String window) {
        return enqueue(null, window);
    }

    private CompletionStage<Void> enqueue(WindowState state, String window) {
        CompletableFuture<Void> mine;
        synchronized (this) {
            waiting = state;
            forgotten = window;
            mine = next == null ? next = new CompletableFuture<>() : next;
        }
        goOn();
        return mine;
    }

    private void goOn() {
        WindowState state;
        String window;
        CompletableFuture<Void> done;
        synchronized (this) {
            if (busy || next == null) {
                return;
            }
            busy = true;
            state = waiting;
            window = forgotten;
            done = next;
            next = null;
        }
        act(state, window).whenComplete((written, failure) -> {
            synchronized (this) {
                busy = false;
            }
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(Failures.cause(failure));
            }
            goOn();
        });
    }

    private CompletionStage<Void> act(WindowState state, String window) {
        try {
            return state == null ? disk.forget(window) : disk.write(state);
        } catch (RuntimeException | Error bug) {
            return CompletableFuture.failedFuture(bug);
        }
    }
}
