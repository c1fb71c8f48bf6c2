package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The components of a window: loop, clocks, timers, journal, and its pods and locks once these are known. Each phase gets
 * the components that it needs; this class also releases them.
 */
final class WindowParts {
    final EventLoop loop;
    final GuardedLoop tasks;
    final WindowLog log;
    final WindowProgress progress;
    final WindowResults results;
    final WindowClocks clocks;
    final WindowJournal journal;
    final ProgressLines lines;
    final OutageLimit limit;

    private final List<TargetCluster> clusters;
    private WindowPods pods = new WindowPods(List.of());
    /** Null until they are taken. */
    private WindowLocks locks;

    /**
     * @param clusters one for each target
     * @param failed called with an internal error, in the task in which it occurred
     * @param limitReached runs when {@code maxOutage} is reached and production is to be unpaused
     */
    WindowParts(
            WindowProgress progress,
            List<TargetCluster> clusters,
            WindowContext context,
            WindowResults results,
            Consumer<Throwable> failed,
            Runnable limitReached) {
        this.loop = context.loop();
        this.tasks = new GuardedLoop(loop, failed);
        this.log = context.log();
        this.progress = progress;
        this.clusters = List.copyOf(clusters);
        this.results = results;
        this.clocks = new WindowClocks(loop);
        this.journal = new WindowJournal(context, progress, this::warn);
        this.lines = new ProgressLines(loop, tasks, log, progress);
        this.limit = new OutageLimit(loop, progress.parameters().maxOutage(), () -> tasks.execute(limitReached));
    }

    /** Sets targets, pods and locks. */
    void take(List<TargetInWindow> targets, WindowPods itsPods, WindowLocks itsLocks) {
        progress.setTargets(targets);
        pods = itsPods;
        locks = itsLocks;
    }

    WindowPods pods() {
        return pods;
    }

    /** Null until they are taken. */
    WindowLocks locks() {
        return locks;
    }

    List<TargetCluster> clusters() {
        return clusters;
    }

    String id() {
        return progress.holder().window();
    }

    private void warn(String warning) {
        if (progress.warn(warning)) {
            log.line("WARNING: " + warning);
        }
    }

    /** Writes to the journal at once, and to the Lease with its next renewal, if a pod turns out not to be ours. */
    void recordForeignPauses() {
        pods.gates().forEach(gate -> gate.pauser()
                .onNotOurs(() -> tasks.execute(() -> {
                    locks.disclaim(Set.of(gate.pod().uid()));
                    journal.write();
                })));
    }

    /** The locks on a pod's own workload. */
    WindowLocks locksOf(PodGate gate) {
        return progress.targets().stream()
                .map(target -> target.before().owners().get(gate.pod().uid()))
                .filter(Objects::nonNull)
                .findFirst()
                .map(locks::on)
                .orElse(locks);
    }

    /** Releases what was taken in the clusters. */
    CompletableFuture<Void> release(Duration patience) {
        closeConnections();
        CompletableFuture<Void> released =
                locks == null ? CompletableFuture.completedFuture(null) : locks.release(patience);
        return released.handle((done, failure) -> {
            clusters.forEach(TargetCluster::close);
            return null;
        });
    }

    private void closeConnections() {
        limit.end();
        progress.targets().forEach(TargetInWindow::closeWatch);
        pods.gates().forEach(gate -> gate.link().close());
    }

    /** Closes only the connections: the window stays in the journal. */
    void leave() {
        closeConnections();
        clusters.forEach(TargetCluster::close);
    }

    /** Leaves journal and Leases to the next start of the controller. Before the pause, there is nothing to leave. */
    CompletableFuture<Void> handOver() {
        if (locks == null || progress.is(Phase.PREPARING)) {
            return CompletableFuture.completedFuture(null);
        }
        return journal.handOver()
                .thenCompose(written -> written ? locks.handOver() : CompletableFuture.completedFuture(null));
    }
}
