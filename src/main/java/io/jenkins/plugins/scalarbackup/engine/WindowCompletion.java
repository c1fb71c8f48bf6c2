package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Completes a window once production is unpaused: verification, record, and release of all that was taken. */
final class WindowCompletion {
    private final WindowParts parts;
    private final EventLoop loop;
    private final GuardedLoop tasks;
    private final LoopFutures futures;
    private final WindowLog log;
    private final WindowProgress progress;
    private final WindowPods pods;
    private final WindowLocks locks;
    private final PodOpening opening;
    private final WindowClocks clocks;
    private final WindowJournal journal;
    private final WindowResults results;
    private final CompletableFuture<Void> clocksCompared;
    private final PodsLeft podsLeft;

    /** @param clocksCompared completes when it is known whether our clock stepped while the controller was down */
    WindowCompletion(WindowParts parts, PodOpening opening, CompletableFuture<Void> clocksCompared) {
        this.parts = parts;
        this.loop = parts.loop;
        this.tasks = parts.tasks;
        this.futures = new LoopFutures(loop);
        this.log = parts.log;
        this.progress = parts.progress;
        this.pods = parts.pods();
        this.locks = parts.locks();
        this.opening = opening;
        this.clocks = parts.clocks;
        this.journal = parts.journal;
        this.results = parts.results;
        this.clocksCompared = clocksCompared;
        this.podsLeft = new PodsLeft(progress.targets(), pods);
    }

    /** All pods are unpaused, or the time is up and these are left. */
    void podsOpen(List<PodGate> left) {
        // On disk before it is reported that a pod is left alone, so that it holds after a crash, too.
        CompletableFuture<Void> known =
                pods.toBeLookedAt().isEmpty() ? CompletableFuture.completedFuture(null) : journal.know();
        known.thenRun(() -> tasks.guard(() -> {
            tellOfOpenPods(left);
            verify();
        }));
    }

    private void tellOfOpenPods(List<PodGate> left) {
        // Pods that are done are not claimed any more: if one is paused now, somebody else did it.
        locks.disclaim(pods.uidsOf(PodGate::isOver));
        if (left.isEmpty()) {
            progress.unpauseCompleted(loop.now());
            Long outage = progress.times().outageMillis();
            log.line((pods.areAllOpen()
                            ? "All pods are open since "
                            : "All pods that this window paused are open since ")
                    + progress.unpauseCompleted()
                    + (outage == null ? "." : ": production was paused for " + outage + " ms."));
        }
        for (String warning : podsLeft.warnings()) {
            if (progress.warn(warning)) {
                log.line("WARNING: " + warning);
            }
        }
        tellStillPaused(left);
        progress.reasons().addAll(PodsLeft.reasons(results.stillPaused()));
    }

    /** Reports pods that are still paused, until they are unpaused. */
    void tellStillPaused(List<PodGate> left) {
        results.stillPaused(podsLeft.stillPaused(left));
        opening.settled().thenRun(() -> results.stillPaused(podsLeft.stillPaused(List.of())));
        opening.othersOpen().thenRun(() -> results.stillPaused(List.of()));
    }

    private void verify() {
        progress.on(WindowEvent.PODS_OPEN);
        journal.write();
        new Verification(loop, progress, locks, clocks::measured)
                .run()
                .thenCompose(verified -> {
                    verified.lockDrift().ifPresent(progress::note);
                    return clocks.measured();
                })
                .thenCompose(measured -> clocksCompared)
                .whenComplete((done, failure) -> tasks.execute(() -> conclude(failure)));
    }

    private void conclude(Throwable failure) {
        if (failure != null) {
            progress.note(
                    new Drift(DriftKind.UNKNOWN_AFTER, loop.now(), Drift.SeenBy.AFTER, Failures.sentence(failure)));
        }
        if (results.stillPaused().isEmpty()) {
            // In log and record, so that the page has it, too.
            podsLeft.locksAreKept(loop.now(), progress.parameters().maxPauseWait())
                    .filter(progress::warn)
                    .ifPresent(log::line);
        }
        progress.on(WindowEvent.VERIFIED);
        CompletableFuture<Void> journalled = journal.end();
        // What happens from here on is in neither journal nor record.
        WindowRecord record = new WindowJudgement(progress).record();
        journalled.thenRun(() -> tasks.execute(() -> end(record)));
    }

    /** Makes the record again from the journal alone, so that it is identical after a crash. */
    void endOnceMore() {
        end(new WindowJudgement(progress).record());
    }

    private void end(WindowRecord record) {
        progress.targets().forEach(TargetInWindow::closeWatch);
        locks.tellOfEnd(podsLeft.whyLocksAreKept());
        // The Leases are released without waiting for the record to be stored; the journal entry is kept until then.
        CompletableFuture<Void> givenBack = opening.settled()
                .thenCompose(done -> leaveToOthers())
                .thenCompose(done -> futures.here(parts.giveBack(WindowLocks.RESUMING)));
        CompletableFuture.allOf(results.recorded, givenBack)
                .thenCompose(done -> futures.here(journal.forget()))
                .whenComplete((done, ignored) -> results.settled.complete(null));
        results.ended(record);
    }

    /** Pods paused by somebody else need no lock of ours; journal and monitor keep listing them. */
    private CompletableFuture<Void> leaveToOthers() {
        return pods.toBeLookedAt().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : futures.here(locks.release(WindowLocks.RESUMING).exceptionally(late -> null))
                        .thenCompose(released -> opening.othersOpen());
    }
}
