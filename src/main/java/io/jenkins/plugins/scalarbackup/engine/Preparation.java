package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WatchdogCoverage;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The steps before anything is paused, each for all targets: resolve the owning workloads, lock, snapshot, watch,
 * pre-flight, connect. A failure leaves nothing paused; the caller releases what was taken.
 */
final class Preparation {
    static final String STOPPED = "Stopped before anything was paused.";

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Holder holder;
    private final WindowParameters parameters;
    private final List<TargetCluster> clusters;
    private final Function<String, Leases> localLeases;
    private final WindowLog log;
    private final BiConsumer<TargetInWindow, List<Drift>> drifted;

    /** The locks taken, each with the index of its target. */
    private final Map<WorkloadLock, Integer> locks = new LinkedHashMap<>();

    /** Namespaces where Leases are forbidden. */
    private final Set<String> withoutLeases = new TreeSet<>();

    private final List<TargetInWindow> targets = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final CompletableFuture<Void> cancelling = new CompletableFuture<>();
    private final PreparationChecks checks;
    private final UnpausedCheck unpausedCheck;
    private final PodConnections connections;
    private boolean cancelled;
    private boolean isOver;

    Preparation(
            EventLoop loop,
            Holder holder,
            WindowParameters parameters,
            List<TargetCluster> clusters,
            Function<String, Leases> localLeases,
            WindowLog log,
            BiConsumer<TargetInWindow, List<Drift>> drifted) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.holder = holder;
        this.parameters = parameters;
        this.clusters = clusters;
        this.localLeases = localLeases;
        this.log = log;
        this.drifted = drifted;
        this.checks = new PreparationChecks(loop, parameters, targets, this::warn, this::refuseIfCancelled, cancelling);
        this.unpausedCheck = new UnpausedCheck(loop);
        this.connections = new PodConnections(loop, unpausedCheck, () -> cancelled || isOver);
    }

    /**
     * What a preparation took and found. After a failed preparation: what has to be released.
     *
     * @param targets the targets, once they have a snapshot
     * @param pods the pods, each once, even if several targets name it
     * @param locks the locks taken
     * @param warnings the record's warnings
     */
    record Prepared(List<TargetInWindow> targets, WindowPods pods, WindowLocks locks, List<String> warnings) {}

    /** What was taken so far. */
    Prepared prepared() {
        return new Prepared(
                targets,
                new WindowPods(connections.gates()),
                new WindowLocks(loop, List.copyOf(locks.keySet())),
                warnings);
    }

    /** Stops it before its next step. */
    void cancel() {
        cancelled = true;
        cancelling.complete(null);
    }

    /** Runs the steps. */
    CompletableFuture<Void> run() {
        return LoopFutures.all(clusters, cluster -> futures.call(cluster::resolve))
                .thenCompose(resolved -> lock(resolved).thenCompose(locked -> snapshot(resolved)))
                .thenCompose(snapshots -> LoopFutures.all(List.of(
                        checks.checkReadiness()
                                .thenCompose(ready -> refuseIfCancelled())
                                .thenCompose(go -> connections.connect(targets))
                                .thenCompose(connected -> refuseIfCancelled()),
                        checks.checkWatches(),
                        checks.checkClocks(),
                        checks.searchWatchdog(watchdogSearch()))))
                .<Void>thenApply(ready -> null)
                .whenComplete((connected, failure) -> isOver = true);
    }

    private CompletableFuture<Void> lock(List<ResolvedTarget> resolved) {
        Map<String, LockPair> wanted = new TreeMap<>();
        Map<String, Integer> firstTarget = new HashMap<>();
        for (int i = 0; i < resolved.size(); i++) {
            ResolvedTarget target = resolved.get(i);
            for (Workload workload : target.workloads()) {
                String key = target.cluster() + " " + workload.namespace() + " " + workload.named();
                Leases leases = clusters.get(i).leases();
                Leases local = localLeases.apply(target.cluster());
                wanted.computeIfAbsent(key, k -> LockPair.on(loop, workload, leases, local, holder, log));
                firstTarget.putIfAbsent(key, i);
            }
        }
        long deadline = loop.nanoTime() + parameters.lockTimeout().toNanos();
        List<Supplier<CompletableFuture<Void>>> steps = new ArrayList<>();
        // Sorted, so that two windows that want the same workloads never wait for each other in a circle.
        wanted.forEach((key, pair) -> {
            int index = firstTarget.get(key);
            steps.add(() -> lock(pair.inController(), index, resolved.get(index), deadline));
            steps.add(() -> lock(pair.inCluster(), index, resolved.get(index), deadline)
                    .thenAccept(locked -> warnOfMissingRight(pair.inCluster())));
        });
        renewLocksTaken();
        return LoopFutures.inOrder(steps);
    }

    private CompletableFuture<Void> lock(WorkloadLock lock, int index, ResolvedTarget target, long deadline) {
        // Listed before it is taken, so that it is released even if the answer is lost.
        locks.put(lock, index);
        return refuseIfCancelled()
                .thenCompose(go -> lock.acquisition()
                        .acquire(
                                deadline,
                                () -> cancelled,
                                // The pods and the rescue command are added before the first pod is paused.
                                contents(target, List.of()),
                                lease -> unpausedCheck.expectNonePaused(clusters.get(index), target, lease)))
                .thenAccept(locked -> lock.unpausedByWatchdog().ifPresent(this::warn));
    }

    private void warnOfMissingRight(WorkloadLock lock) {
        if (lock.isLocalOnly()) {
            withoutLeases.add(lock.workload().namespace());
            warn("No right to Leases in namespace " + lock.workload().namespace() + ": the lock on "
                    + lock.workload().named() + " holds within this controller only. Grant get, create, update and"
                    + " delete of leases (docs/rbac.yaml) so that other controllers see it.");
        }
    }

    /** Renews the locks taken so far while waiting for the next. */
    private void renewLocksTaken() {
        LockRenewal.during(
                loop,
                () -> locks.keySet().stream().filter(WorkloadLock::isTrusted).toList(),
                () -> isOver,
                WorkloadLock::renew);
    }

    private Map<String, String> contents(ResolvedTarget target, List<Pod> pods) {
        return LeaseAnnotations.contents(holder, target, pods, parameters);
    }

    private WatchdogSearch watchdogSearch() {
        WatchdogSearch search = new WatchdogSearch(loop, holder.window(), withoutLeases);
        locks.forEach((lock, index) -> {
            int pods = targets.get(index)
                    .before()
                    .livePodsOf(lock.workload().uid())
                    .size();
            if (!lock.isLocalOnly() && pods > 0) {
                search.add(
                        targets.get(index).target().cluster(),
                        clusters.get(index).leases(),
                        lock.workload().namespace(),
                        lock.leaseName(),
                        pods);
            }
        });
        return search;
    }

    /** Whether a watchdog covers the window, when that is known; null if none is searched for. */
    CompletableFuture<WatchdogCoverage> watchdog() {
        return checks.watchdog();
    }

    private CompletableFuture<Void> snapshot(List<ResolvedTarget> resolved) {
        return refuseIfCancelled()
                .thenCompose(go -> LoopFutures.all(
                        indices(), i -> futures.call(() -> clusters.get(i).snapshot(resolved.get(i)))))
                .thenCompose(snapshots -> {
                    for (int i = 0; i < clusters.size(); i++) {
                        TargetInWindow target = new TargetInWindow(clusters.get(i), resolved.get(i), snapshots.get(i));
                        targets.add(target);
                        for (Workload workload : snapshots.get(i).workloads()) {
                            if (locks.keySet().stream()
                                    .noneMatch(lock -> lock.workload().uid().equals(workload.uid()))) {
                                return LoopFutures.refused(workload.named() + " came to own pods of "
                                        + resolved.get(i).named()
                                        + " while the window was prepared. Run the build again.");
                            }
                        }
                    }
                    locks.forEach((lock, index) -> lock.annotations()
                            .set(contents(
                                    resolved.get(index),
                                    snapshots
                                            .get(index)
                                            .livePodsOf(lock.workload().uid()))));
                    targets.forEach(target -> target.watch(loop, target.before().resourceVersion(), drifted));
                    return causeChange();
                });
    }

    /**
     * Causes a change in the cluster. A watch gets no bookmark unless that is newer than its beginning, so in an idle
     * cluster it would report nothing until the next renewal of a Lease.
     */
    private CompletableFuture<Void> causeChange() {
        return LoopFutures.each(
                locks.keySet().stream().filter(WorkloadLock::isTrusted).toList(),
                // A lost lock is found when it is checked.
                lock -> lock.renew().exceptionally(failure -> null));
    }

    private void warn(String sentence) {
        if (!warnings.contains(sentence)) {
            warnings.add(sentence);
            log.line("WARNING: " + sentence);
        }
    }

    private CompletableFuture<Void> refuseIfCancelled() {
        return cancelled ? LoopFutures.refused(STOPPED) : CompletableFuture.completedFuture(null);
    }

    private List<Integer> indices() {
        return java.util.stream.IntStream.range(0, clusters.size()).boxed().toList();
    }
}
