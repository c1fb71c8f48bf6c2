package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Plural;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A window that is still to be opened: prepared, journalled, locked once more, paused, confirmed. */
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

    /** Prepares, and goes on to the pause. */
    @Override
    void begin() {
        if (stopReason != null) {
            return;
        }
        log.line("Preparing window " + id() + " on "
                + String.join(", ", clusters.stream().map(TargetCluster::named).toList())
                + ": lock, snapshot, pre-flight, connections.");
        preparation = new Preparation(
                loop,
                progress.holder(),
                progress.parameters(),
                clusters,
                context.localLeases(),
                log,
                (target, drift) -> tasks().guard(() -> podDrift(target, drift)));
        preparation.run().whenComplete((ready, failure) -> tasks().execute(
                        () -> prepared(preparation.taken(), LoopFutures.cause(failure))));
    }

    private void prepared(Preparation.Prepared taken, Throwable failure) {
        take(taken.targets(), taken.pods(), taken.locks());
        progress.warnings().addAll(taken.warnings());
        taken.targets()
                .forEach(target -> target.isLeased(
                        taken.locks().wereLeasesOn(target.target().workloads())));
        if (progress.is(Phase.ENDED)) {
            // An error of ours refused it meanwhile; what was taken since is given back, too.
            giveBack(WindowLocks.REFUSED);
        } else if (stopReason != null) {
            refuse(new RefusedException(stopReason));
        } else if (failure != null) {
            refuse(failure);
        } else {
            clear();
        }
    }

    private void clear() {
        new PauseClearance(
                        loop,
                        tasks(),
                        progress,
                        pods(),
                        locks(),
                        () -> Optional.ofNullable(stopReason),
                        context.refusals())
                .run(journal().intend())
                .whenComplete(tasks().guarded((cleared, why) -> {
                    if (why != null) {
                        refuse(why);
                    } else {
                        pause();
                    }
                }));
    }

    private void pause() {
        progress.on(WindowEvent.PAUSE_BEGUN);
        locks().keep(lost -> tasks().execute(() -> windowDrift(DriftKind.LOCK_LOST, Drift.SeenBy.POLL, lost)));
        log.line("Pausing " + Plural.count(pods().size(), "pod") + " of "
                + String.join(
                        ", ",
                        progress.targets().stream()
                                .map(target -> target.target().named())
                                .toList())
                + ".");
        progress.pauseStarted(loop.now());
        clocks().note();
        limit().begin(Duration.ZERO);
        hearOfOthersPauses();
        new Pausing(tasks(), progress, pods(), lines())
                .run(progress.parameters().maxPauseWait())
                .whenComplete(tasks().guarded((paused, failure) -> {
                    if (failure != null) {
                        rollBack(Cause.PAUSE_FAILED, LoopFutures.sentence(failure));
                    } else {
                        paused();
                    }
                }));
    }

    private void paused() {
        progress.on(WindowEvent.PAUSED);
        progress.pauseCompleted(loop.now());
        journal().write();
        int all = pods().size();
        log.line(Plural.choose(all, "The one pod is", "All " + all + " pods are") + " drained and paused since "
                + progress.pauseCompleted()
                + " (took "
                + Duration.between(progress.pauseStarted(), progress.pauseCompleted())
                        .toMillis() + " ms).");
        lines().sayOpen(pods());
        clocks().measure(progress.targets()).thenAccept(measured -> tasks().execute(() -> {
            progress.clockOffset(measured);
            journal().write();
        }));
        poll();
        results().opened(pods(), progress.times());
    }
}
