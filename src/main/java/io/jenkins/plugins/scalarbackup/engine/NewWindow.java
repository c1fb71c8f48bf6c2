package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A window that is yet to be opened: prepares, writes the journal, renews the locks, pauses and confirms. */
final class NewWindow extends WindowLifecycle {
    private final WindowContext context;
    private final EventLoop loop;
    private final WindowLog log;
    private final WindowProgress progress;
    private final List<TargetCluster> clusters;
    private Preparation preparation;
    private String stopReason;

    NewWindow(WindowProgress progress, List<TargetCluster> clusters, WindowContext context, WindowResults results) {
        super(progress, clusters, context, results);
        this.context = context;
        this.loop = context.loop();
        this.log = context.log();
        this.progress = progress;
        this.clusters = List.copyOf(clusters);
    }

    @Override
    void abort(String why) {
        if (!progress.is(Phase.PREPARING)) {
            super.abort(why);
            return;
        }
        stopReason = why;
        if (preparation == null) {
            refuse(new RefusedException(why));
        } else {
            preparation.cancel();
        }
    }

    /** Prepares and then pauses. */
    @Override
    void begin() {
        if (stopReason != null) {
            return;
        }
        log.line("Preparing window " + parts.id() + " on "
                + String.join(", ", clusters.stream().map(TargetCluster::named).toList())
                + ": lock, snapshot, pre-flight, connections.");
        preparation = new Preparation(
                loop,
                progress.holder(),
                progress.parameters(),
                clusters,
                context.localLeases(),
                log,
                (target, drift) -> parts.tasks.guard(() -> podDrift(target, drift)));
        preparation
                .run()
                .whenComplete((ready, failure) ->
                        parts.tasks.execute(() -> prepared(preparation.prepared(), Failures.cause(failure))));
    }

    private void prepared(Preparation.Prepared prepared, Throwable failure) {
        parts.take(prepared.targets(), prepared.pods(), prepared.locks());
        progress.warnings().addAll(prepared.warnings());
        recordWatchdog();
        prepared.targets()
                .forEach(target -> target.setLeased(
                        prepared.locks().wereLeasesOn(target.target().workloads())));
        if (progress.is(Phase.ENDED)) {
            // An internal error refused it meanwhile; what was taken since is released, too.
            parts.release(ProtocolTimes.REFUSED_RELEASE_TIMEOUT);
        } else if (stopReason != null) {
            refuse(new RefusedException(stopReason));
        } else if (failure != null) {
            refuse(failure);
        } else {
            clear();
        }
    }

    /** Logs whether the pods would stay paused if this controller died. */
    private void recordWatchdog() {
        if (preparation.watchdog() == null) {
            return;
        }
        preparation
                .watchdog()
                .thenAccept(coverage -> parts.tasks.execute(() -> {
                    progress.setWatchdog(coverage);
                    log.line(
                            coverage.stands()
                                    ? "Should this controller die, " + coverage.said() + " opens the pods."
                                    : "Should this controller die, nobody opens the pods before it is back: "
                                            + coverage.said() + " (docs/watchdog.md).");
                    if (!progress.is(Phase.PREPARING) && !progress.is(Phase.ENDED)) {
                        parts.journal.write();
                    }
                }));
    }

    private void clear() {
        new PauseClearance(
                        loop,
                        parts.tasks,
                        progress,
                        parts.pods(),
                        parts.locks(),
                        () -> Optional.ofNullable(stopReason),
                        context.refusals())
                .run(parts.journal.writeIntent())
                .whenComplete(parts.tasks.guarded((cleared, why) -> {
                    if (why != null) {
                        refuse(why);
                    } else {
                        pause();
                    }
                }));
    }

    private void pause() {
        progress.on(WindowEvent.PAUSE_BEGUN);
        parts.locks()
                .renewPeriodically(
                        lost -> parts.tasks.execute(() -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, lost)));
        log.line("Pausing " + Plural.count(parts.pods().size(), "pod") + " of "
                + String.join(
                        ", ",
                        progress.targets().stream()
                                .map(target -> target.target().named())
                                .toList())
                + ".");
        progress.setPauseStarted(loop.now());
        parts.clocks.noteDifference();
        parts.limit.begin(Duration.ZERO);
        parts.recordForeignPauses();
        new Pausing(parts.tasks, progress, parts.pods(), parts.lines)
                .run(progress.parameters().maxPauseWait())
                .whenComplete(parts.tasks.guarded((paused, failure) -> {
                    if (failure != null) {
                        rollBack(Cause.PAUSE_FAILED, Failures.sentence(failure));
                    } else {
                        paused();
                    }
                }));
    }

    private void paused() {
        progress.on(WindowEvent.PAUSED);
        progress.setPauseCompleted(loop.now());
        parts.journal.write();
        int all = parts.pods().size();
        log.line(Plural.choose(all, "The one pod is", "All " + all + " pods are") + " drained and paused since "
                + progress.pauseCompleted()
                + " (took "
                + Duration.between(progress.pauseStarted(), progress.pauseCompleted())
                        .toMillis() + " ms).");
        parts.lines.logOpen(parts.pods());
        parts.clocks
                .measure(progress.targets())
                .thenAccept(measured -> parts.tasks.execute(() -> {
                    progress.clocks().setOffset(measured);
                    parts.journal.write();
                }));
        poll();
        parts.results.opened(parts.pods(), progress.times());
    }
}
