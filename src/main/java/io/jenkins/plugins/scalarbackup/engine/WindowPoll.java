package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Checks an open window every second: pods paused, locks ours, clock steady. */
final class WindowPoll {
    private static final Duration POLL_INTERVAL = ProtocolTimes.POLL;
    static final Duration CHECK_TIMEOUT = ProtocolTimes.CHECK;
    /** Interval between checks for other pods behind the Services. */
    private static final Duration OTHERS_INTERVAL = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final ProgressView progress;
    private final WindowPods pods;
    private final WindowLocks locks;
    private final WindowClocks clocks;
    private final WindowListener listener;
    private final ClosedPorts closedPorts = new ClosedPorts(this::isForwarded);
    private boolean pollUnderWay;
    private boolean lookUnderWay;
    private Long lookedAt;

    WindowPoll(
            EventLoop loop,
            GuardedLoop tasks,
            ProgressView progress,
            WindowPods pods,
            WindowLocks locks,
            WindowClocks clocks,
            WindowListener listener) {
        this.loop = loop;
        this.tasks = tasks;
        this.progress = progress;
        this.pods = pods;
        this.locks = locks;
        this.clocks = clocks;
        this.listener = listener;
    }

    /** Starts to poll every second, as long as the window is open. */
    void begin() {
        tasks.executeAfter(POLL_INTERVAL, () -> {
            if (!progress.is(WindowState.Phase.OPEN)) {
                return;
            }
            begin();
            lookForOthers();
            if (!locks.areTrusted() && !locks.areBeingResumed()) {
                listener.windowDrift(
                        DriftKind.LOCK_LOST,
                        Drift.SeenBy.POLL,
                        "the lock is not known to be ours any more (" + locks.untrusted()
                                + "), so another window may have begun");
                return;
            }
            // The closing check is about to do the same.
            boolean closes = progress.endsAt() != null && loop.now().isBefore(progress.endsAt());
            if (clocks.reportStep(listener) || pollUnderWay || closes) {
                return;
            }
            pollUnderWay = true;
            Instant sent = loop.now();
            pods.check(CHECK_TIMEOUT).thenAccept(check -> tasks.execute(() -> answered(check, sent)));
        });
    }

    private void answered(WindowPods.Check check, Instant sent) {
        if (!progress.is(WindowState.Phase.OPEN)) {
            return;
        }
        if (check.allPaused()) {
            listener.proven(sent);
        }
        report(PodDrift.notPaused(progress.targets(), check.unpaused(), Drift.SeenBy.POLL, loop.now()));
        checkClosedPorts(check);
    }

    private void report(List<PodDrift> drift) {
        drift.forEach(one -> listener.podDrift(one.target(), one.seen()));
    }

    private boolean isForwarded(PodGate gate) {
        return progress.targets().stream()
                .anyMatch(target ->
                        target.gates().contains(gate) && target.target().access() == Access.PORT_FORWARD);
    }

    /**
     * A pod that did not answer may be slow: the closing check will show it. One with a closed port won't answer any more.
     */
    private void checkClosedPorts(WindowPods.Check check) {
        closedPorts
                .count(check)
                .thenAccept(closed -> tasks.execute(() -> {
                    pollUnderWay = false;
                    if (progress.is(WindowState.Phase.OPEN)) {
                        report(PodDrift.of(
                                progress.targets(),
                                closed,
                                DriftKind.UNKNOWN_AFTER,
                                Drift.SeenBy.POLL,
                                loop.now(),
                                gate -> "pod " + gate.pod().name() + " took no connection at " + ClosedPorts.POLLS
                                        + " polls in a row, so nobody can tell any more whether it was paused all the"
                                        + " time: " + Failures.sentence(check.failure(gate))));
                    }
                }));
    }

    /**
     * A canary may have been started since the pre-flight. If the API server does not answer, the check after the window
     * will show it.
     */
    private void lookForOthers() {
        if (lookUnderWay || lookedAt != null && loop.nanoTime() - lookedAt < OTHERS_INTERVAL.toNanos()) {
            return;
        }
        lookedAt = loop.nanoTime();
        lookUnderWay = true;
        LoopFutures.each(progress.targets(), this::lookForOthers).thenRun(() -> lookUnderWay = false);
    }

    private CompletableFuture<Void> lookForOthers(TargetInWindow target) {
        return new LoopFutures(loop)
                .call(() -> target.otherEndpoints(progress.targets()))
                .thenAccept(found -> tasks.guard(() -> {
                    if (progress.is(WindowState.Phase.OPEN)) {
                        listener.podDrift(target, target.driftOf(found, loop.now(), Drift.SeenBy.POLL));
                    }
                }))
                .exceptionally(failure -> null);
    }
}
