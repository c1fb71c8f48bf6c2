package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Looks whether a window is what it is taken for: pods closed, lock ours, clock steady. Each second, and at its close. */
final class WindowChecks {
    private static final Duration POLL = ProtocolTimes.POLL;
    static final Duration CHECK = ProtocolTimes.CHECK;
    /** How often it is looked which other pods stand behind the Services. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Window window;
    private final EventLoop loop;
    private final WindowProgress facts;
    private final WindowPods pods;
    private final WindowLocks locks;
    private final WindowClocks clocks;
    private final WindowJournal journal;
    private final ClosedPorts closedPorts = new ClosedPorts(this::isForwarded);
    private boolean pollUnderWay;
    private boolean lookUnderWay;
    private Long lookedAt;

    WindowChecks(
            Window window,
            EventLoop loop,
            WindowProgress facts,
            WindowPods pods,
            WindowLocks locks,
            WindowClocks clocks,
            WindowJournal journal) {
        this.window = window;
        this.loop = loop;
        this.facts = facts;
        this.pods = pods;
        this.locks = locks;
        this.clocks = clocks;
        this.journal = journal;
    }

    /** Asks each second from now on, as long as the window is open. */
    void poll() {
        loop.after(
                POLL,
                () -> window.turn(() -> {
                    if (facts.phase != WindowState.Phase.OPEN) {
                        return;
                    }
                    poll();
                    lookForOthers();
                    if (!locks.areTrusted() && !locks.areBeingResumed()) {
                        window.windowDrift(
                                DriftKind.LOCK_LOST,
                                Drift.SeenBy.POLL,
                                "the lock is not known to be ours any more (" + locks.untrusted()
                                        + "), so another window may have begun");
                        return;
                    }
                    // The closing check is about to ask the same.
                    boolean closes = facts.endsAt != null && loop.now().isBefore(facts.endsAt);
                    if (clocksStepped() || pollUnderWay || closes) {
                        return;
                    }
                    pollUnderWay = true;
                    Instant sent = loop.now();
                    pods.check(CHECK)
                            .thenAccept(check -> window.turn(() -> {
                                if (facts.phase != WindowState.Phase.OPEN) {
                                    return;
                                }
                                if (check.allClosed()) {
                                    journal.proven(sent);
                                }
                                notPaused(check.open(), Drift.SeenBy.POLL);
                                nobodyServes(check);
                            }));
                }));
    }

    private boolean isForwarded(PodPauser gate) {
        return facts.targets.stream()
                .anyMatch(target ->
                        target.gates().contains(gate) && target.target().access() == Access.PORT_FORWARD);
    }

    /** A pod that did not answer may be slow, and the closing check will tell; one whose port is closed answers no more. */
    private void nobodyServes(WindowPods.Check check) {
        closedPorts
                .count(check)
                .thenAccept(closed -> window.turn(() -> {
                    pollUnderWay = false;
                    if (facts.phase == WindowState.Phase.OPEN) {
                        drifted(
                                DriftKind.UNKNOWN_AFTER,
                                closed,
                                Drift.SeenBy.POLL,
                                gate -> "pod " + gate.pod().name() + " took no connection at " + ClosedPorts.POLLS
                                        + " polls in a row, so nobody can tell any more whether it was paused all the"
                                        + " time: " + LoopFutures.sentence(check.failure(gate)));
                    }
                }));
    }

    /** A canary may have been started since the pre-flight. Where nobody answers, the look after the window will tell. */
    private void lookForOthers() {
        if (lookUnderWay || lookedAt != null && loop.nanoTime() - lookedAt < LOOK.toNanos()) {
            return;
        }
        lookedAt = loop.nanoTime();
        lookUnderWay = true;
        LoopFutures futures = new LoopFutures(loop);
        LoopFutures.all(facts.targets.stream()
                        .map(target -> futures.call(() -> target.cluster()
                                        .otherEndpoints(
                                                target.target(),
                                                target.before().livePods(),
                                                TargetInWindow.podsBeside(target, facts.targets)))
                                .thenAccept(found -> window.guarded(() -> {
                                    if (facts.phase == WindowState.Phase.OPEN) {
                                        window.podDrift(target, target.others(found, loop.now(), Drift.SeenBy.POLL));
                                    }
                                }))
                                .exceptionally(failure -> null))
                        .toList())
                .thenRun(() -> lookUnderWay = false);
    }

    private void notPaused(List<PodPauser> open, Drift.SeenBy seenBy) {
        drifted(
                DriftKind.NOT_PAUSED,
                open,
                seenBy,
                gate -> "pod " + gate.pod().name() + " is not paused any more: somebody opened it");
    }

    private void drifted(
            DriftKind kind, List<PodPauser> which, Drift.SeenBy seenBy, Function<PodPauser, String> detail) {
        for (TargetInWindow target : facts.targets) {
            window.podDrift(
                    target,
                    target.gates().stream()
                            .filter(which::contains)
                            .map(gate -> new Drift(
                                    kind, gate.pod().name(), gate.pod().uid(), loop.now(), seenBy, detail.apply(gate)))
                            .toList());
        }
    }

    /** Does beforehand what else would be done while production waits for its end. */
    void expectEnd(Instant end) {
        if (facts.phase == WindowState.Phase.OPEN) {
            facts.endsAt = end;
            journal.write();
            pods.gates()
                    .forEach(gate -> gate.expect(PodConnection.Request.CHECK_PAUSED, PodConnection.Request.UNPAUSE));
        }
    }

    /**
     * The closing check: until it was sent the window is known closed, if it comes back true from every pod.
     *
     * @param connected completes when the pods can be asked
     */
    void close(CompletableFuture<?> connected) {
        if (!locks.areTrusted() && !locks.areBeingResumed()) {
            facts.note(new Drift(
                    DriftKind.LOCK_LOST,
                    null,
                    null,
                    loop.now(),
                    Drift.SeenBy.CLOSE,
                    "the lock is not known to be ours any more (" + locks.untrusted() + ")"));
            // Nothing is proven any more, so production waits for no check.
            facts.verifiedUntil = facts.lastProven;
            window.openPods();
            return;
        }
        clocksStepped();
        connected.thenRun(() -> window.turn(this::checkClosed));
    }

    private void checkClosed() {
        if (facts.phase != WindowState.Phase.CLOSING) {
            return;
        }
        facts.verifiedUntil = loop.now();
        Duration deadline = locks.areTrusted() ? CHECK : ProtocolTimes.CHECK_BEFORE_QUESTION;
        // Each is opened when it has answered, all are with the first that does not say that it was closed.
        CompletableFuture<WindowPods.Check> checked =
                pods.check(deadline, gate -> window.turn(() -> window.openPod(gate)));
        if (facts.endsAt == null) {
            // While the answers are on their way: after a crash in what follows, pods are open because we opened them.
            journal.write();
        }
        checked.thenAccept(check -> window.turn(() -> {
            if (facts.phase != WindowState.Phase.CLOSING) {
                return;
            }
            notPaused(check.open(), Drift.SeenBy.CLOSE);
            for (PodPauser gate : check.silent()) {
                facts.targets.stream()
                        .filter(target -> target.gates().contains(gate))
                        .forEach(target -> target.note(List.of(new Drift(
                                DriftKind.UNKNOWN_AFTER,
                                gate.pod().name(),
                                gate.pod().uid(),
                                loop.now(),
                                Drift.SeenBy.CLOSE,
                                "pod " + gate.pod().name() + " did not answer the closing check: "
                                        + check.firstError()))));
            }
            window.openPods();
        }));
    }

    private boolean clocksStepped() {
        OptionalLong step = clocks.step();
        step.ifPresent(millis -> window.windowDrift(
                DriftKind.CLOCK_STEPPED,
                Drift.SeenBy.POLL,
                "the controller's wall clock stepped by " + millis + " ms, so the times can't be trusted"));
        return step.isPresent();
    }
}
