package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
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
    private final WindowUnpauser unpauser;
    private final WindowClocks clocks;
    private final WindowJournal journal;
    private final WindowResults results;
    private final CompletableFuture<Void> clocksCompared;
    private final StillPausedReport stillPausedReport;

    /** @param clocksCompared completes when it is known whether our clock stepped while the controller was down */
    WindowCompletion(WindowParts parts, WindowUnpauser unpauser, CompletableFuture<Void> clocksCompared) {
        this.parts = parts;
        this.loop = parts.loop;
        this.tasks = parts.tasks;
        this.futures = new LoopFutures(loop);
        this.log = parts.log;
        this.progress = parts.progress;
        this.pods = parts.pods();
        this.locks = parts.locks();
        this.unpauser = unpauser;
        this.clocks = parts.clocks;
        this.journal = parts.journal;
        this.results = parts.results;
        this.clocksCompared = clocksCompared;
        this.stillPausedReport = new StillPausedReport(progress.targets(), pods);
    }

    /** All pods are unpaused, or the time is up and these are left. */
    void podsUnpaused(List<PodGate> left) {
        // On disk before it is reported that a pod is left alone, so that it holds after a crash, too.
        CompletableFuture<Void> known =
                pods.maybePausedByOthers().isEmpty() ? CompletableFuture.completedFuture(null) : journal.writeAndWait();
        known.thenRun(() -> tasks.guard(() -> {
            reportUnpaused(left);
            verify();
        }));
    }

    private void reportUnpaused(List<PodGate> left) {
        // Pods that are done are not claimed any more: if one is paused now, somebody else did it.
        locks.disclaim(pods.uidsOf(PodGate::isDone));
        if (left.isEmpty()) {
            progress.setUnpauseCompleted(loop.now());
            Long outage = progress.times().outageMillis();
            log.line((pods.areAllUnpaused()
                            ? "All pods are open since "
                            : "All pods that this window paused are open since ")
                    + progress.unpauseCompleted()
                    + (outage == null ? "." : ": production was paused for " + outage + " ms."));
        }
        for (String warning : stillPausedReport.warnings()) {
            if (progress.warn(warning)) {
                log.line("WARNING: " + warning);
            }
        }
        reportStillPaused(left);
        progress.reasons().addAll(StillPausedReport.reasons(results.stillPaused()));
    }

    /** Reports pods that are still paused, until they are unpaused. */
    void reportStillPaused(List<PodGate> left) {
        results.setStillPaused(stillPausedReport.stillPaused(left));
        unpauser.settled().thenRun(() -> results.setStillPaused(stillPausedReport.stillPaused(List.of())));
        unpauser.othersUnpaused().thenRun(() -> results.setStillPaused(List.of()));
    }

    private void verify() {
        progress.on(WindowEvent.PODS_UNPAUSED);
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
            stillPausedReport
                    .locksKeptWarning(loop.now(), progress.parameters().maxPauseWait())
                    .filter(progress::warn)
                    .ifPresent(log::line);
        }
        progress.on(WindowEvent.VERIFIED);
        CompletableFuture<Void> journalled = journal.writeEnd();
        // What happens from here on is in neither journal nor record.
        WindowRecord record = new WindowJudgement(progress).record();
        journalled.thenRun(() -> tasks.execute(() -> end(record)));
    }

    /** Makes the record again from the journal alone, so that it is identical after a crash. */
    void repeatRecord() {
        end(new WindowJudgement(progress).record());
    }

    private void end(WindowRecord record) {
        progress.targets().forEach(TargetInWindow::closeWatch);
        locks.announceEnd(stillPausedReport.whyLocksAreKept());
        // The Leases are released without waiting for the record to be stored; the journal entry is kept until then.
        CompletableFuture<Void> givenBack = unpauser.settled()
                .thenCompose(done -> leaveToOthers())
                .thenCompose(done -> futures.onLoop(parts.release(ProtocolTimes.LOCK_RESUME_TIMEOUT)));
        CompletableFuture.allOf(results.recorded, givenBack)
                .thenCompose(done -> futures.onLoop(journal.forget()))
                .whenComplete((done, ignored) -> results.settled.complete(null));
        results.ended(record);
    }

    /** Pods paused by somebody else need no lock of ours; journal and monitor keep listing them. */
    private CompletableFuture<Void> leaveToOthers() {
        return pods.maybePausedByOthers().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : futures.onLoop(
                                locks.release(ProtocolTimes.LOCK_RESUME_TIMEOUT).exceptionally(late -> null))
                        .thenCompose(released -> unpauser.othersUnpaused());
    }
}
