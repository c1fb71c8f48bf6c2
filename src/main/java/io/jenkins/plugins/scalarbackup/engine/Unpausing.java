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
    private PodOpening opening;

    private CompletableFuture<Void> clocksCompared = CompletableFuture.completedFuture(null);

    Unpausing(WindowParts parts, WindowListener listener) {
        this.parts = parts;
        this.listener = listener;
    }

    /**
     * For an adopted window: sets the future that completes when it is known whether our clock stepped while the controller
     * was down.
     */
    void clocksAreComparedAfter(CompletableFuture<Void> compared) {
        clocksCompared = compared;
    }

    /** Unpauses one pod before all others. */
    void open(PodGate gate) {
        begin();
        opening.open(gate);
    }

    /**
     * Unpauses all, and continues when they are unpaused.
     *
     * @return {@link PodOpening#rush()}
     */
    CompletableFuture<Void> openAll() {
        begin();
        opening.openAll();
        opening.settled().thenRun(parts.limit::over);
        opening.opened()
                .thenAccept(left -> parts.tasks.execute(() -> completion().podsOpen(left)));
        parts.lines.say(
                Phase.UNPAUSING,
                () -> "unpausing: still waiting for "
                        + WindowPods.names(parts.pods().toBeOpened()));
        if (!parts.progress.isClosedByCaller()) {
            parts.results.closedEarly.complete(parts.progress.whyClosed());
        }
        return opening.rush();
    }

    /** Repeats a record that was made before, and unpauses pods that may still be paused. */
    void recordOnceMore() {
        make(reclaimed -> {});
        WindowCompletion completion = completion();
        completion.endOnceMore();
        opening.openAll();
        opening.settled().thenRun(parts.limit::over);
        opening.opened().thenAccept(left -> parts.tasks.execute(() -> completion.tellStillPaused(left)));
    }

    private void begin() {
        if (opening == null) {
            make(this::noteInterruption);
            parts.progress.unpauseStarted(parts.loop.now());
        }
    }

    private void make(Consumer<WindowLocks> reclaimed) {
        opening = new PodOpening(parts.loop, parts.pods(), parts::locksOf, reclaimed, parts.limit, parts.log);
    }

    private WindowCompletion completion() {
        return new WindowCompletion(parts, opening, clocksCompared);
    }

    /** Notes that locks were taken back that somebody else may have had meanwhile. */
    void noteInterruption(WindowLocks reclaimed) {
        reclaimed.interruption().ifPresent(what -> listener.windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.AFTER, what));
    }
}
