package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A window's results, for callers on any thread. */
final class WindowResults {
    final CompletableFuture<WindowTimes> opened = new CompletableFuture<>();
    final CompletableFuture<String> closedEarly = new CompletableFuture<>();
    final CompletableFuture<WindowRecord> record = new CompletableFuture<>();
    final CompletableFuture<Void> settled = new CompletableFuture<>();
    /** Completed by whoever stores the record. */
    final CompletableFuture<Void> recorded = new CompletableFuture<>();

    private volatile List<PodPause> pauses = List.of();
    private volatile List<StillPaused> stillPaused = List.of();

    List<PodPause> pauses() {
        return pauses;
    }

    List<StillPaused> stillPaused() {
        return stillPaused;
    }

    void setStillPaused(List<StillPaused> pods) {
        stillPaused = pods;
    }

    /** All pods are paused. */
    void opened(WindowPods pods, WindowTimes times) {
        pauses = pods.gates().stream().map(PodGate::recorded).toList();
        opened.complete(times);
    }

    /** Nothing was paused. */
    void refused(RefusedException why) {
        opened.completeExceptionally(why);
        record.completeExceptionally(why);
        settled.complete(null);
    }

    void ended(WindowRecord made) {
        record.complete(made);
        if (!opened.isDone()) {
            opened.completeExceptionally(new RefusedException(
                    made.reasons().isEmpty()
                            ? "The pause failed."
                            : made.reasons().get(0)));
        }
    }
}
