package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Journal;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A journal that a test controls. */
final class HandJournal implements Journal {
    final List<WindowState> written = new ArrayList<>();
    final List<String> forgotten = new ArrayList<>();
    boolean full;
    boolean hangs;
    /** Runs at each write. */
    Runnable whenWritten = () -> {};

    private CompletionStage<Void> answer() {
        return full
                ? CompletableFuture.failedFuture(new IOException("No space left on device"))
                : hangs ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> write(WindowState state) {
        written.add(state);
        whenWritten.run();
        return answer();
    }

    @Override
    public CompletionStage<Void> forget(String window) {
        forgotten.add(window);
        return answer();
    }

    WindowState last() {
        return written.get(written.size() - 1);
    }

    /** Returns the phases in their order, without repetitions in a row. */
    List<WindowState.Phase> phases() {
        List<WindowState.Phase> phases = new ArrayList<>();
        for (WindowState state : written) {
            if (phases.isEmpty() || phases.get(phases.size() - 1) != state.phase()) {
                phases.add(state.phase());
            }
        }
        return phases;
    }
}
