package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What follows when production is open again: verification, record, and all that was taken given back. */
final class WindowEnding {
    private static final String WHAT_TO_DO =
            "Find out who pauses it beside this plugin, a scalar-admin call perhaps, and let that end; only if nothing needs"
                    + " that pause any more, open it by hand or with scalarUnpause and force: true.";

    private final Window window;
    private final EventLoop loop;
    private final LoopFutures futures;
    private final WindowLog log;
    private final WindowProgress facts;

    WindowEnding(Window window, WindowContext surroundings) {
        this.window = window;
        this.loop = surroundings.loop();
        this.futures = new LoopFutures(loop);
        this.log = surroundings.log();
        this.facts = window.facts;
    }

    void podsOpen(List<PodPauser> left) {
        // Before anybody reads that a pod is left alone, a controller that starts after a crash knows it, too.
        CompletableFuture<Void> known =
                window.pods.toBeLookedAt().isEmpty() ? CompletableFuture.completedFuture(null) : window.journal.know();
        known.thenRun(() -> window.guarded(() -> tellOfOpenPods(left)));
    }

    private void tellOfOpenPods(List<PodPauser> left) {
        // What was opened for good is not claimed any more: who pauses it now is somebody else.
        window.disclaim(PodPauser::isOver);
        if (left.isEmpty()) {
            facts.unpauseCompleted = facts.unpauseCompleted == null ? loop.now() : facts.unpauseCompleted;
            Long outage = facts.times().outageMillis();
            log.line((window.pods.areAllOpen()
                            ? "All pods are open since "
                            : "All pods that this window paused are open since ")
                    + facts.unpauseCompleted
                    + (outage == null ? "." : ": production was paused for " + outage + " ms."));
        }
        for (PodPauser gate : window.pods.toBeLookedAt()) {
            String warning = "Pod " + gate.pod().name()
                    + " may be paused by somebody else; this window's Pause does not hold it (" + gate.whyNotOurs()
                    + "), so it is left alone. " + WHAT_TO_DO;
            if (facts.warn(warning)) {
                log.line("WARNING: " + warning);
            }
        }
        tellStillPaused(left);
        window.stillPaused.stream()
                .filter(pod -> !pod.somebodyElses())
                .forEach(pod -> facts.reasons.add("Pod " + pod.pod() + " may still be paused (" + pod.why()
                        + "); tries go on in the background. Open it with: " + pod.command()));
        verify();
    }

    void tellStillPaused(List<PodPauser> left) {
        window.stillPaused = Stream.concat(left.stream(), window.pods.toBeLookedAt().stream())
                .flatMap(this::stillPaused)
                .toList();
        window.opening
                .settled()
                .thenRun(() -> window.stillPaused = window.pods.toBeLookedAt().stream()
                        .flatMap(this::stillPaused)
                        .toList());
        window.opening.othersOpen().thenRun(() -> window.stillPaused = List.of());
    }

    private Stream<StillPaused> stillPaused(PodPauser gate) {
        return facts.targets.stream()
                .filter(target -> target.gates().contains(gate))
                .limit(1)
                .map(target -> new StillPaused(
                        gate.pod().name(),
                        target.target().namespace(),
                        gate.isNotOurs()
                                ? "paused by somebody else, and left alone: this window's Pause does not hold it ("
                                        + gate.whyNotOurs() + "). " + WHAT_TO_DO
                                : gate.error() == null ? "no answer" : gate.error(),
                        RescueCommand.forPods(target.target(), List.of(gate.pod())),
                        gate.isNotOurs()));
    }

    private void verify() {
        facts.phase = WindowState.Phase.VERIFYING;
        window.journal.write();
        new Verification(loop, facts, window.locks, window.clocks::measured)
                .run()
                .thenCompose(verified -> window.clocks.measured())
                .thenCompose(measured -> window.clocksCompared)
                .whenComplete((done, failure) -> window.turn(() -> conclude(failure)));
    }

    private void conclude(Throwable failure) {
        if (facts.phase != WindowState.Phase.VERIFYING) {
            return;
        }
        if (failure != null) {
            facts.note(new Drift(
                    DriftKind.UNKNOWN_AFTER,
                    null,
                    null,
                    loop.now(),
                    Drift.SeenBy.AFTER,
                    LoopFutures.sentence(failure)));
        }
        noteThatLocksAreKept();
        facts.phase = WindowState.Phase.ENDED;
        CompletableFuture<Void> journalled = window.journal.end();
        // What is seen from here on is in neither of the two.
        WindowRecord record = facts.record();
        journalled.thenRun(() -> window.turn(() -> end(record)));
    }

    /** In log and record, so that the page has it too: whoever waits for these pods looks there. */
    private void noteThatLocksAreKept() {
        List<PodPauser> late = late();
        if (late.isEmpty() || !window.stillPaused.isEmpty()) {
            return;
        }
        Instant until = loop.now().plus(facts.parameters.maxPauseWait()).plus(ProtocolTimes.LATE_PAUSE_MARGIN);
        String sentence = "The lock is kept until " + until + " at the latest: the Pause to "
                + WindowPods.named(late)
                + " had no answer and may arrive late; should it, "
                + Plural.choose(late.size(), "the pod is", "they are") + " opened again. A window on the same pods"
                + " waits until then.";
        if (facts.warn(sentence)) {
            log.line(sentence);
        }
    }

    private List<PodPauser> late() {
        return window.pods.gates().stream().filter(PodPauser::mayStillBePaused).toList();
    }

    private void tellWhyLocksAreKept() {
        List<PodPauser> late = late();
        window.locks.tellOfEnd(
                late.isEmpty()
                        ? "its record is being kept"
                        : "a Pause to " + WindowPods.named(late) + " may arrive late, or "
                                + Plural.choose(late.size(), "it is", "they are") + " still to be opened");
    }

    /** Makes the record once more, of nothing but what the journal has: after a crash it is the same. */
    void end() {
        end(facts.record());
    }

    /** Whoever holds the rest needs no lock of ours; the journal and the monitor go on to know of these pods. */
    private CompletableFuture<Void> leaveToOthers() {
        return window.pods.toBeLookedAt().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : futures.here(window.locks.release(WindowLocks.RESUMING).exceptionally(late -> null))
                        .thenCompose(released -> window.opening.othersOpen());
    }

    private void end(WindowRecord record) {
        facts.targets.forEach(TargetInWindow::closeWatch);
        tellWhyLocksAreKept();
        // The Leases don't wait for a disk or an artifact manager; the journal does.
        CompletableFuture<Void> givenBack = window.opening
                .settled()
                .thenCompose(done -> leaveToOthers())
                .thenCompose(done -> futures.here(window.giveBack(WindowLocks.RESUMING)));
        CompletableFuture.allOf(window.recorded, givenBack)
                .thenCompose(done -> futures.here(window.journal.forget()))
                .whenComplete((done, ignored) -> window.settled.complete(null));
        window.result.complete(record);
        if (!window.opened.isDone()) {
            window.opened.completeExceptionally(new RefusedException(
                    record.reasons().isEmpty()
                            ? "The pause failed."
                            : record.reasons().get(0)));
        }
    }
}
