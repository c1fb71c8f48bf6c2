package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a window up that a journal remembers, in whatever phase its controller left it. What can be proven across the gap
 * is proven; what can't makes the window unproven, never wrong.
 */
final class Resumption {
    private final Window window;
    private final WindowState state;
    private final List<TargetCluster> clusters;
    private final WindowContext surroundings;
    private final EventLoop loop;
    private final WindowLog log;
    private final WindowProgress facts;

    Resumption(Window window, WindowState state, List<TargetCluster> clusters, WindowContext surroundings) {
        this.window = window;
        this.state = state;
        this.clusters = clusters;
        this.surroundings = surroundings;
        this.loop = surroundings.loop();
        this.log = surroundings.log();
        this.facts = window.facts;
    }

    /** Makes its parts anew and goes on. To be called in a turn. */
    void begin() {
        Adoption adoption = new Adoption(
                loop,
                facts,
                clusters,
                surroundings,
                (target, drift) -> window.guarded(() -> window.podDrift(target, drift)));
        facts.targets = adoption.targets(state);
        window.pods = new WindowPods(adoption.gates());
        window.locks = adoption.locks();
        window.makeChecks();
        log.line("Window " + window.id() + " is taken up again after a restart of the controller (it was "
                + state.phase().name().toLowerCase(Locale.ROOT) + ").");
        if (facts.pauseCompleted == null) {
            // A Pause may have arrived since they were seen open.
            window.pods.gates().stream().filter(gate -> !gate.isOver()).forEach(PodPauser::mayBeClosedAgain);
        }
        window.hearOfOthersPauses();
        // The Leases were written anew above, and claim every pod.
        window.disclaim(gate -> gate.isNotOurs() || gate.isOver());
        if (state.phase() == WindowState.Phase.ENDED) {
            recordOnceMore();
            return;
        }
        window.locks.resume(
                window::noteInterruption,
                lost -> window.turn(() -> window.windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, lost)));
        switch (state.phase()) {
            case OPEN -> goOn();
            case CLOSING -> closeOnceMore();
            case PREPARING, PAUSING -> {
                limitOutage();
                window.rollBack(
                        facts.cause == null ? WindowState.Cause.PAUSE_FAILED : facts.cause,
                        "The controller was restarted while the pods were being paused.");
            }
            default -> {
                limitOutage();
                facts.phase = WindowState.Phase.UNPAUSING;
                window.held.end();
                window.opened.complete(facts.times());
                window.goOnOpening();
            }
        }
    }

    private void goOn() {
        limitOutage();
        window.connected = LoopFutures.all(
                window.pods.gates().stream().map(PodPauser::connectAgain).toList());
        window.progress.sayOpen();
        compareClocks(state.clockOffset());
        if (facts.bodyReturned) {
            window.closeWhenLongEnough();
        }
        window.checks.poll();
        window.pauses = window.pods.gates().stream().map(PodPauser::recorded).toList();
        window.opened.complete(facts.times());
    }

    /** The closing check once more: who answers that it is closed was so all the time, by the watch. */
    private void closeOnceMore() {
        limitOutage();
        window.held.end();
        facts.verifiedUntil = null;
        facts.unpauseStarted = null;
        facts.cause = facts.cause == null ? WindowState.Cause.REQUESTED : facts.cause;
        window.opened.complete(facts.times());
        window.connected = LoopFutures.all(
                window.pods.gates().stream().map(PodPauser::connectAgain).toList());
        window.connected.thenRun(() -> window.turn(() -> {
            Instant sent = loop.now();
            window.pods
                    .check(ProtocolTimes.CHECK_BEFORE_QUESTION)
                    .thenAccept(check -> window.turn(() -> {
                        if (facts.phase != WindowState.Phase.CLOSING) {
                            return;
                        }
                        if (check.allClosed()) {
                            facts.verifiedUntil = sent;
                            compareClocks(state.clockOffset());
                        } else {
                            cutShort();
                        }
                        window.openPods();
                    }));
        }));
    }

    /** The Unpauses may have been on their way already: what the last poll proved is all that is known. */
    private void cutShort() {
        facts.verifiedUntil = facts.lastProven;
        facts.reasons.add(
                "The controller was restarted while it closed the window; that the pods stayed paused is known"
                        + (facts.lastProven == null ? " of no time." : " until " + facts.lastProven + " only."));
        if (facts.cause == WindowState.Cause.REQUESTED) {
            facts.cause = WindowState.Cause.ERROR;
        }
    }

    /** The record was made before, and perhaps kept; it is made again of the same facts. */
    private void recordOnceMore() {
        window.held.end();
        if (facts.pauseCompleted != null) {
            window.opened.complete(facts.times());
        }
        limitOutage();
        window.opening = new PodOpening(loop, window.pods, window::locksOf, reclaimed -> {}, window.limit, log);
        window.ending.end();
        window.opening.openAll();
        window.opening.settled().thenRun(window.limit::over);
        window.opening.opened().thenAccept(left -> window.turn(() -> window.ending.tellStillPaused(left)));
    }

    private void limitOutage() {
        window.limit.begin(
                facts.pauseStarted == null ? Duration.ZERO : Duration.between(facts.pauseStarted, loop.now()));
    }

    private void compareClocks(ClockOffset before) {
        CompletableFuture<Void> comparison = new CompletableFuture<>();
        window.clocksCompared = comparison;
        window.clocks
                .measure(facts.targets)
                .thenAccept(now -> window.turn(() -> {
                    try {
                        compareClocks(before, now);
                    } finally {
                        comparison.complete(null);
                    }
                }));
    }

    /** Across the gap only the API server's clock can say whether ours stepped. */
    private void compareClocks(ClockOffset before, ClockOffset now) {
        facts.clockOffset = before == null ? now : before;
        if (before == null || now == null) {
            window.windowDrift(
                    DriftKind.CLOCK_STEPPED,
                    Drift.SeenBy.AFTER,
                    "whether the controller's clock stepped over its restart can't be told: its offset against the API"
                            + " server was not measured before and after");
            return;
        }
        long step = Math.abs(before.millis() - now.millis());
        facts.clockStrayedMillis = Math.max(facts.clockStrayedMillis, step);
        facts.clockOffset = now.worstMillis() > before.worstMillis() ? now : before;
        if (step > WindowClocks.STEP.toMillis() + before.uncertaintyMillis() + now.uncertaintyMillis()) {
            window.windowDrift(
                    DriftKind.CLOCK_STEPPED,
                    Drift.SeenBy.AFTER,
                    "the controller's clock stepped by " + step
                            + " ms over its restart, so the times can't be trusted");
        }
        window.journal.write();
    }
}
