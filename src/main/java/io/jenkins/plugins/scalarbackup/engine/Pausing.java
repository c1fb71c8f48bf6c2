package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A window's way to its pause: prepared, journalled, locked once more, paused, confirmed. */
final class Pausing {
    private static final int LAST_LOOKS = 3;

    private final Window window;
    private final EventLoop loop;
    private final WindowContext surroundings;
    private final List<TargetCluster> clusters;
    private final WindowLog log;
    private final WindowProgress facts;

    Pausing(Window window, List<TargetCluster> clusters, WindowContext surroundings) {
        this.window = window;
        this.loop = surroundings.loop();
        this.surroundings = surroundings;
        this.clusters = clusters;
        this.log = surroundings.log();
        this.facts = window.facts;
    }

    /** Prepares, and goes on to the pause. */
    void prepare() {
        if (window.stopReason != null) {
            return;
        }
        log.line("Preparing window " + window.id() + " on "
                + String.join(", ", clusters.stream().map(TargetCluster::named).toList())
                + ": lock, snapshot, pre-flight, connections.");
        window.preparation = new Preparation(
                loop,
                facts.holder,
                facts.parameters,
                clusters,
                surroundings.localLeases(),
                log,
                (target, drift) -> window.guarded(() -> window.podDrift(target, drift)));
        window.preparation
                .run()
                .whenComplete((prepared, failure) -> window.turn(() -> {
                    facts.targets = window.preparation.targets();
                    facts.warnings.addAll(window.preparation.warnings());
                    window.locks = new WindowLocks(loop, window.preparation.locks());
                    facts.targets.forEach(target -> target.isLeased(
                            window.locks.wereLeasesOn(target.target().workloads())));
                    window.pods = new WindowPods(window.preparation.gates());
                    window.makeChecks();
                    if (window.stopReason != null) {
                        window.refuse(new RefusedException(window.stopReason));
                    } else if (failure != null) {
                        window.refuse(LoopFutures.cause(failure));
                    } else {
                        beginPause();
                    }
                }));
    }

    private void beginPause() {
        CompletableFuture<Void> intended;
        try {
            // The intent, before anything is sent: whoever finds this entry after a crash opens these pods, and counts
            // maxOutage from here.
            facts.phase = WindowState.Phase.PAUSING;
            facts.pauseStarted = loop.now();
            intended = window.journal.intend();
        } finally {
            facts.phase = WindowState.Phase.PREPARING;
            facts.pauseStarted = null;
        }
        intended.whenComplete((written, failure) -> window.turn(() -> {
            if (window.stopReason != null) {
                window.refuse(new RefusedException(window.stopReason));
            } else if (failure != null) {
                window.refuse(new RefusedException("The journal of open pauses could not be written ("
                        + LoopFutures.cause(failure).getMessage()
                        + "), and nothing is paused that a crash could leave forgotten. Mend the controller's disk."));
            } else {
                renewLocks();
            }
        }));
    }

    private void renewLocks() {
        window.locks.tellOfPause(loop.now());
        window.locks
                .renew()
                .whenComplete((renewed, failure) -> window.turn(() -> {
                    if (window.stopReason != null) {
                        window.refuse(new RefusedException(window.stopReason));
                    } else if (failure != null) {
                        window.refuse(LoopFutures.cause(failure));
                    } else if (!window.locks.areTrusted()) {
                        window.refuse(new RefusedException(
                                "The lock was lost before the pause could begin (" + window.locks.untrusted()
                                        + "). If nobody forced the pods open, the controller or the API server is"
                                        + " slow; run the build again."));
                    } else if (!facts.allDrift().isEmpty()) {
                        window.refuse(new RefusedException("The pods changed while the window was prepared: "
                                + facts.allDrift().get(0).detail() + ". Run the build again when they are settled."));
                    } else {
                        lookOnceMore(LAST_LOOKS);
                    }
                }));
    }

    /**
     * A last look at all pods at once: a pause of somebody else that came after the pre-flight is seen before production
     * is touched. Refusals come last, since nothing that takes time may lie between them and the first Pause.
     */
    private void lookOnceMore(int looks) {
        window.pods
                .check(ProtocolTimes.LAST_LOOK)
                .thenAccept(check -> window.turn(() -> {
                    boolean isOnlySlow =
                            check.closed().isEmpty() && !check.silent().isEmpty();
                    if (isOnlySlow && looks > 1 && window.stopReason == null) {
                        // Perhaps it is this controller that is slow.
                        lookOnceMore(looks - 1);
                    } else {
                        refusal(check).ifPresentOrElse(why -> window.refuse(new RefusedException(why)), this::pause);
                    }
                }));
    }

    private Optional<String> refusal(WindowPods.Check check) {
        if (window.stopReason != null) {
            return Optional.of(window.stopReason);
        }
        if (!check.closed().isEmpty()) {
            return Optional.of("Somebody else paused " + WindowPods.named(check.closed())
                    + " while this window was prepared; nothing was paused by it. Find out who pauses "
                    + Plural.choose(check.closed().size(), "it", "them")
                    + " beside this plugin, and run the build again when that pause is over.");
        }
        if (!check.silent().isEmpty()) {
            return Optional.of(Sentences.capitalized(WindowPods.named(check.silent()))
                    + " did not answer the last look before the pause within "
                    + ProtocolTimes.LAST_LOOK.toSeconds() + " s (" + check.firstError()
                    + "), so nothing was paused. Run the build again when "
                    + Plural.choose(check.silent().size(), "it answers.", "they answer."));
        }
        if (!window.locks.areTrusted()) {
            return Optional.of("The lock was lost before the pause could begin (" + window.locks.untrusted()
                    + "). Run the build again.");
        }
        if (!facts.allDrift().isEmpty()) {
            return Optional.of("The pods changed while the window was prepared: "
                    + facts.allDrift().get(0).detail() + ". Run the build again when they are settled.");
        }
        return surroundings.refusals().get();
    }

    private void pause() {
        facts.phase = WindowState.Phase.PAUSING;
        window.locks.keep(lost -> window.turn(() -> window.windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, lost)));
        log.line("Pausing " + Plural.count(window.pods.size(), "pod") + " of "
                + String.join(
                        ", ",
                        facts.targets.stream()
                                .map(target -> target.target().named())
                                .toList())
                + ".");
        facts.pauseStarted = loop.now();
        window.clocks.note();
        window.limit.begin(Duration.ZERO);
        lookWhileDraining();
        window.progress.say(
                WindowState.Phase.PAUSING,
                () -> "draining: " + window.pods.drained() + " of " + Plural.count(window.pods.size(), "pod")
                        + " done");
        window.hearOfOthersPauses();
        window.pods
                .pause(facts.parameters.maxPauseWait())
                .whenComplete((drained, failure) -> window.turn(() -> {
                    if (facts.phase != WindowState.Phase.PAUSING) {
                        return;
                    }
                    if (failure != null) {
                        window.rollBack(WindowState.Cause.PAUSE_FAILED, LoopFutures.sentence(failure));
                    } else {
                        confirmPause();
                    }
                }));
    }

    /** Keeps the pods in sight: one that was seen paused all the time can be opened whoever does not answer. */
    private void lookWhileDraining() {
        loop.after(
                ProtocolTimes.DRAIN_POLL,
                () -> window.turn(() -> {
                    if (facts.phase == WindowState.Phase.PAUSING) {
                        window.pods.check(WindowChecks.CHECK);
                        lookWhileDraining();
                    }
                }));
    }

    private void confirmPause() {
        window.pods
                .check(WindowChecks.CHECK)
                .thenAccept(check -> window.turn(() -> {
                    if (facts.phase != WindowState.Phase.PAUSING) {
                        return;
                    }
                    if (!check.open().isEmpty()) {
                        window.rollBack(WindowState.Cause.PAUSE_FAILED, openedAgain(check.open()));
                    } else if (!check.silent().isEmpty()) {
                        window.rollBack(
                                WindowState.Cause.PAUSE_FAILED,
                                Sentences.capitalized(WindowPods.named(check.silent())) + " did not say whether "
                                        + Plural.choose(check.silent().size(), "it is", "they are") + " paused: "
                                        + check.firstError());
                    } else {
                        begin();
                    }
                }));
    }

    private static String openedAgain(List<PodPauser> pods) {
        return Sentences.capitalized(WindowPods.named(pods))
                + Plural.choose(
                        pods.size(),
                        " answered that it had paused and is open again: another client paused it at the same time and"
                                + " its time-out opened it.",
                        " answered that they had paused and are open again: another client paused them at the same time"
                                + " and its time-out opened them.");
    }

    private void begin() {
        facts.phase = WindowState.Phase.OPEN;
        facts.pauseCompleted = loop.now();
        window.journal.write();
        int all = window.pods.size();
        log.line(Plural.choose(all, "The one pod is", "All " + all + " pods are") + " drained and paused since "
                + facts.pauseCompleted
                + " (took "
                + Duration.between(facts.pauseStarted, facts.pauseCompleted).toMillis() + " ms).");
        window.progress.sayOpen();
        window.clocks
                .measure(facts.targets)
                .thenAccept(measured -> window.turn(() -> {
                    facts.clockOffset = measured;
                    window.journal.write();
                }));
        window.checks.poll();
        window.pauses = window.pods.gates().stream().map(PodPauser::recorded).toList();
        window.opened.complete(facts.times());
    }
}
