package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * A window restored from the journal, in the phase in which its controller left it. What can't be proven across the gap
 * makes it unproven, never wrong.
 */
final class AdoptedWindow extends WindowLifecycle {
    private final WindowState state;
    private final List<TargetCluster> clusters;
    private final WindowContext context;
    private final EventLoop loop;
    private final WindowLog log;
    private final WindowProgress progress;

    AdoptedWindow(
            WindowState state,
            WindowProgress progress,
            List<TargetCluster> clusters,
            WindowContext context,
            WindowResults results) {
        super(progress, clusters, context, results);
        this.state = state;
        this.clusters = clusters;
        this.context = context;
        this.loop = context.loop();
        this.log = context.log();
        this.progress = progress;
    }

    /** Restores its parts and continues. */
    @Override
    void begin() {
        Adoption adoption = new Adoption(
                loop, progress, clusters, context, (target, drift) -> parts.tasks.guard(() -> podDrift(target, drift)));
        List<TargetInWindow> targets = adoption.targets(state);
        parts.take(targets, new WindowPods(adoption.gates()), adoption.locks());
        log.line("Window " + parts.id() + " is taken up again after a restart of the controller (it was "
                + state.phase().name().toLowerCase(Locale.ROOT) + ").");
        if (progress.pauseCompleted() == null) {
            // A Pause may have arrived since they were seen unpaused.
            parts.pods().gates().stream().filter(gate -> !gate.isDone()).forEach(gate -> gate.unpauser()
                    .invalidateConfirmation());
        }
        parts.recordForeignPauses();
        // The annotations were rebuilt above, and claim every pod.
        parts.locks().disclaim(parts.pods().uidsOf(gate -> gate.isNotOurs() || gate.isDone()));
        if (progress.is(Phase.ENDED)) {
            // The locks are needed until no pod is paused, and no Pause can arrive late.
            parts.locks().resume(reclaimed -> {}, lost -> {});
            repeatRecord();
            return;
        }
        if (progress.is(Phase.OPEN) || progress.is(Phase.CLOSING)) {
            parts.locks().extendOnce();
        }
        parts.locks()
                .resume(
                        unpausing::noteInterruption,
                        lost -> parts.tasks.execute(() -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, lost)));
        limitOutage();
        continueFromPhase();
    }

    private void continueFromPhase() {
        switch (progress.phase()) {
            case OPEN -> keepOpen();
            case CLOSING -> repeatClosingCheck();
            case PAUSING ->
                rollBack(
                        progress.cause() == null ? Cause.PAUSE_FAILED : progress.cause(),
                        "The controller was restarted while the pods were being paused.");
            default -> {
                hold.end();
                parts.results.opened.complete(progress.times());
                unpausing.unpauseAll();
            }
        }
    }

    private void keepOpen() {
        reconnect();
        parts.lines.logOpen(parts.pods());
        compareClocks();
        if (progress.hasBodyReturned()) {
            hold.closeWhenLongEnough();
        }
        poll();
        parts.results.opened(parts.pods(), progress.times());
    }

    private void reconnect() {
        setConnected(LoopFutures.all(parts.pods().gates().stream()
                .map(gate -> gate.link().reconnect())
                .toList()));
    }

    /**
     * Repeats the closing check. A pod that is still paused was paused all along: the watch would have reported a restart.
     */
    private void repeatClosingCheck() {
        hold.end();
        progress.repeatClosing();
        parts.results.opened.complete(progress.times());
        reconnect();
        connected()
                .thenRun(() -> parts.tasks.execute(() -> {
                    Instant sent = loop.now();
                    parts.pods()
                            .check(ProtocolTimes.CHECK_BEFORE_QUESTION)
                            .thenAccept(check -> parts.tasks.execute(() -> closingCheckAnswered(check, sent)));
                }));
    }

    private void closingCheckAnswered(WindowPods.Check check, Instant sent) {
        if (!progress.is(Phase.CLOSING)) {
            return;
        }
        if (check.allPaused()) {
            progress.setVerifiedUntil(sent);
            compareClocks();
            unpausePods(WindowEvent.CLOSED);
        } else {
            // Unpauses may have been sent already, so the window is proven only until the last poll.
            cutShort(
                    progress.cause() == Cause.REQUESTED ? Cause.ERROR : progress.cause(),
                    "The controller was restarted while it closed the window; that the pods stayed paused is known"
                            + (progress.lastProven() == null
                                    ? " of no time."
                                    : " until " + progress.lastProven() + " only."));
        }
    }

    /** The record was made before, and perhaps stored. It is made again from the same facts. */
    private void repeatRecord() {
        hold.end();
        if (progress.pauseCompleted() != null) {
            parts.results.opened.complete(progress.times());
        }
        limitOutage();
        unpausing.repeatRecord();
    }

    private void limitOutage() {
        parts.limit.begin(
                progress.pauseStarted() == null
                        ? Duration.ZERO
                        : Duration.between(progress.pauseStarted(), loop.now()));
    }

    private void compareClocks() {
        ClockOffset before = state.clockOffset();
        CompletableFuture<Void> compared = new CompletableFuture<>();
        unpausing.setClocksCompared(compared);
        parts.clocks
                .measure(progress.targets())
                .thenAccept(now -> parts.tasks.execute(() -> {
                    try {
                        compared(ClockComparison.of(before, now));
                    } finally {
                        compared.complete(null);
                    }
                }));
    }

    private void compared(ClockComparison clocks) {
        progress.clocks().setOffset(clocks.offset());
        progress.clocks().noteDeviation(clocks.deviationMillis());
        clocks.step().ifPresent(step -> windowDrift(DriftKind.CLOCK_STEPPED, Drift.SeenBy.AFTER, step));
        if (clocks.isKnown()) {
            parts.journal.write();
        }
    }
}
