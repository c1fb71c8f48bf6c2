package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Unpauses a window's pods, one before the others or all at once, and then completes the window. */
final class Unpausing {
    private final WindowParts parts;
    private final WindowListener listener;
    /** Null until the first pod is unpaused. */
    private WindowUnpauser unpauser;

    private CompletableFuture<Void> clocksCompared = CompletableFuture.completedFuture(null);

    Unpausing(WindowParts parts, WindowListener listener) {
        this.parts = parts;
        this.listener = listener;
    }

    /**
     * For an adopted window: sets the future that completes when it is known whether our clock stepped while the controller
     * was down.
     */
    void setClocksCompared(CompletableFuture<Void> compared) {
        clocksCompared = compared;
    }

    /** Unpauses one pod before all others. */
    void unpause(PodGate gate) {
        begin();
        unpauser.unpause(gate);
    }

    /**
     * Unpauses all, and continues when they are unpaused.
     *
     * @return {@link WindowUnpauser#firstAnswers()}
     */
    CompletableFuture<Void> unpauseAll() {
        begin();
        unpauser.unpauseAll();
        unpauser.settled().thenRun(parts.limit::end);
        unpauser.unpaused()
                .thenAccept(left -> parts.tasks.execute(() -> completion().podsUnpaused(left)));
        parts.lines.logPeriodically(
                Phase.UNPAUSING,
                () -> "unpausing: still waiting for "
                        + WindowPods.names(parts.pods().toUnpause()));
        if (!parts.progress.isClosedByCaller()) {
            parts.results.closedEarly.complete(parts.progress.whyClosed());
        }
        return unpauser.firstAnswers();
    }

    /** Repeats a record that was made before, and unpauses pods that may still be paused. */
    void repeatRecord() {
        createUnpauser(reclaimed -> {});
        WindowCompletion completion = completion();
        completion.repeatRecord();
        unpauser.unpauseAll();
        unpauser.settled().thenRun(parts.limit::end);
        unpauser.unpaused().thenAccept(left -> parts.tasks.execute(() -> completion.reportStillPaused(left)));
    }

    private void begin() {
        if (unpauser == null) {
            createUnpauser(this::noteInterruption);
            parts.progress.setUnpauseStarted(parts.loop.now());
        }
    }

    private void createUnpauser(Consumer<WindowLocks> reclaimed) {
        unpauser = new WindowUnpauser(parts.loop, parts.pods(), parts::locksOf, reclaimed, parts.limit, parts.log);
    }

    private WindowCompletion completion() {
        return new WindowCompletion(parts, unpauser, clocksCompared);
    }

    /** Notes that locks were taken back that somebody else may have had meanwhile. */
    void noteInterruption(WindowLocks reclaimed) {
        reclaimed.interruption().ifPresent(what -> listener.windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.AFTER, what));
        reclaimed.workOfWatchdogs().stream()
                .filter(parts.progress::warn)
                .forEach(work -> parts.log.line("WARNING: " + work));
    }
}
