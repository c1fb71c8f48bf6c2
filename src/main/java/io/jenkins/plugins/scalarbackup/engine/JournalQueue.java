package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes one window's journal entries in order, one at a time, to a disk that may be slow or hang. Only the latest waiting
 * entry is kept; callers waiting for an earlier one complete with it.
 */
public final class JournalQueue implements Journal {
    private final Journal disk;
    private boolean busy;
    /** The entry to write next; null if the entry is to be deleted next. */
    private WindowState waiting;
    /** The window whose entry is to be deleted. */
    private String forgotten;
    /** Completes with the next action; null if there is none. */
    private CompletableFuture<Void> next;

    /**
     * Creates an empty queue.
     *
     * @param disk the journal on disk; never called while an earlier call is under way
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
        writeNext();
        return mine;
    }

    private void writeNext() {
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
            writeNext();
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
