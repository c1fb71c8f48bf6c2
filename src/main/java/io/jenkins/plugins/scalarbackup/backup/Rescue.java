package io.jenkins.plugins.scalarbackup.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens pods that something else left paused. It takes the locks first, so that it can't open a living window by mistake;
 * a person may force that, and the window's own controller then sees that it lost its lock.
 */
public final class Rescue {
    /** Long enough to see whether a holder is dead: nobody renewed for a whole duration. */
    private static final Duration OBSERVATION = WorkloadLock.DURATION.plusSeconds(10);

    private static final Duration CHECK = Duration.ofSeconds(5);

    private final Loop loop;
    private final Turns turns;
    private final Holder holder;
    private final boolean force;
    private final List<TargetCluster> clusters;
    private final WindowSurroundings surroundings;
    private final Consumer<String> victim;
    private final List<WorkloadLock> locks = new ArrayList<>();
    private final Set<String> victims = new LinkedHashSet<>();
    private final List<PodGate> gates = new ArrayList<>();
    private boolean cancelled;
    private boolean over;

    /**
     * A rescue.
     *
     * @param holder who does it, for whoever meets its locks
     * @param force whether to take the locks from a living holder
     * @param victim hears the ID of each window that a lock was taken from, when its pods are open
     */
    public Rescue(
            Holder holder,
            boolean force,
            List<TargetCluster> clusters,
            WindowSurroundings surroundings,
            Consumer<String> victim) {
        this.loop = surroundings.loop();
        this.turns = new Turns(loop);
        this.holder = holder;
        this.force = force;
        this.clusters = List.copyOf(clusters);
        this.surroundings = surroundings;
        this.victim = victim;
    }

    /**
     * Opens what is paused.
     *
     * @return the names of the pods that were paused and are open now; fails with a {@link RefusedException} when a
     *     living holder has a lock, or naming the pods that could not be opened
     */
    public CompletionStage<List<String>> run() {
        CompletableFuture<List<String>> rescued = new CompletableFuture<>();
        loop.execute(this::keepLocks);
        loop.execute(() -> Turns.inOrder(clusters.stream()
                        .map(cluster -> (Supplier<CompletableFuture<Void>>) () -> rescue(cluster))
                        .toList())
                .whenComplete((done, failure) -> victims.forEach(victim))
                .whenComplete((done, failure) -> giveBack().whenComplete((given, ignored) -> {
                    if (failure != null) {
                        Throwable cause = Turns.cause(failure);
                        rescued.completeExceptionally(
                                cause instanceof RefusedException
                                        ? cause
                                        : new RefusedException(Turns.sentence(cause), cause));
                    } else {
                        rescued.complete(
                                gates.stream().map(gate -> gate.pod().name()).toList());
                    }
                })));
        return rescued;
    }

    /** Pods may take longer to open than a lock lasts. */
    private void keepLocks() {
        loop.after(WorkloadLock.RENEWAL, () -> {
            if (!over) {
                locks.stream().filter(WorkloadLock::isTrusted).forEach(WorkloadLock::renew);
                keepLocks();
            }
        });
    }

    /** Stops before the next pod. */
    public void cancel() {
        loop.execute(() -> cancelled = true);
    }

    private CompletableFuture<Void> rescue(TargetCluster cluster) {
        return turns.call(cluster::resolve).thenCompose(target -> turns.call(() -> cluster.snapshot(target))
                .thenCompose(snapshot ->
                        lock(cluster, target, snapshot).thenCompose(locked -> open(cluster, target, snapshot))));
    }

    private CompletableFuture<Void> lock(TargetCluster cluster, ResolvedTarget target, Snapshot snapshot) {
        List<Supplier<CompletableFuture<Void>>> steps = new ArrayList<>();
        for (Workload workload : target.workloads()) {
            if (locks.stream().anyMatch(lock -> lock.workload().uid().equals(workload.uid()))) {
                continue;
            }
            Leases local = surroundings.localLeases().apply(target.cluster());
            Map<String, String> says = WorkloadLock.says(holder, target, snapshot.livePods());
            // In this controller, too: a window without the right to Leases has its lock only there.
            for (Leases leases : List.of(local, cluster.leases())) {
                WorkloadLock lock = new WorkloadLock(loop, workload, leases, local, holder, surroundings.log());
                locks.add(lock);
                steps.add(() -> take(lock, says));
            }
        }
        return Turns.inOrder(steps);
    }

    private CompletableFuture<Void> take(WorkloadLock lock, Map<String, String> says) {
        return force
                ? lock.seize(says).thenAccept(from -> from.ifPresent(victims::add))
                : lock.acquire(
                                loop.nanoTime() + OBSERVATION.toNanos(),
                                () -> cancelled,
                                says,
                                () -> CompletableFuture.completedFuture(null))
                        .handle((taken, failure) -> failure)
                        .thenCompose(failure -> failure == null
                                ? CompletableFuture.<Void>completedFuture(null)
                                : CompletableFuture.failedFuture(new RefusedException(Turns.sentence(failure)
                                        + " Nothing was unpaused; force: true does it all the same and makes"
                                        + " that window inconsistent.")));
    }

    private CompletableFuture<Void> open(TargetCluster cluster, ResolvedTarget target, Snapshot snapshot) {
        if (snapshot.livePods().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new RefusedException("No pod of " + target.named() + " is there to be unpaused."));
        }
        CompletableFuture<ResolvedTarget> reached = target.access() != Access.AUTO
                ? CompletableFuture.completedFuture(target)
                : turns.call(() ->
                                cluster.settleAccess(target, snapshot.livePods().get(0)))
                        .thenApply(target::reachedBy);
        return reached.thenCompose(there -> Turns.all(snapshot.livePods().stream()
                        .map(pod -> open(cluster, there, pod)
                                .handle((done, failure) ->
                                        failure == null ? null : "pod " + pod.name() + ": " + Turns.sentence(failure)))
                        .toList()))
                .thenCompose(failures -> {
                    List<String> left =
                            failures.stream().filter(Objects::nonNull).toList();
                    return left.isEmpty()
                            ? CompletableFuture.completedFuture(null)
                            : CompletableFuture.failedFuture(new RefusedException(
                                    "Not every pod could be opened: " + String.join("; ", left) + "."));
                });
    }

    private CompletableFuture<Void> open(TargetCluster cluster, ResolvedTarget target, Pod pod) {
        return turns.call(() -> cluster.connect(target, pod))
                .thenCompose(connection -> turns.call(() -> connection.checkPaused(CHECK))
                        .thenCompose(paused -> {
                            if (!paused) {
                                return CompletableFuture.<Void>completedFuture(null);
                            }
                            PodGate gate = PodGate.foundPaused(loop, pod, connection);
                            gates.add(gate);
                            CompletableFuture<Void> opened = new CompletableFuture<>();
                            gate.open().thenAccept(done -> opened.complete(null));
                            loop.after(PodOpening.PATIENCE, () -> {
                                gate.giveUp();
                                opened.completeExceptionally(new RefusedException("still paused after "
                                        + PodOpening.PATIENCE.toSeconds() + " s (" + gate.error() + ")"));
                            });
                            return opened;
                        })
                        .whenComplete((done, failure) -> connection.close()));
    }

    private CompletableFuture<Void> giveBack() {
        over = true;
        return Turns.all(locks.stream()
                        .map(lock -> lock.release(Duration.ZERO).exceptionally(failure -> null))
                        .toList())
                .thenAccept(released -> clusters.forEach(TargetCluster::close));
    }
}
