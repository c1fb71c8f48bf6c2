package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.Workload;
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
 * Unpauses pods that something else left paused. It takes the locks first, so that it can't break a live window by mistake.
 * A person may force that; the window's controller then finds that it lost its lock.
 */
public final class Rescue {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Holder holder;
    private final boolean force;
    private final List<TargetCluster> clusters;
    private final WindowContext context;
    private final Consumer<String> disturbed;
    private final Supplier<CompletionStage<Set<String>>> journal;
    private final List<WorkloadLock> locks = new ArrayList<>();
    private final Set<String> disturbedWindows = new LinkedHashSet<>();
    private final List<PodGate> gates = new ArrayList<>();
    private final List<String> unclaimed = new ArrayList<>();
    private Set<String> journalled = Set.of();
    private boolean cancelled;
    private boolean over;

    /**
     * Creates a rescue.
     *
     * @param holder the holder of its locks
     * @param force whether to take the locks from a living holder
     * @param disturbed called with the ID of each window that a lock was taken from, when its pods are unpaused
     * @param journal the UIDs of the pods that this controller's journal claims
     */
    public Rescue(
            Holder holder,
            boolean force,
            List<TargetCluster> clusters,
            WindowContext context,
            Consumer<String> disturbed,
            Supplier<CompletionStage<Set<String>>> journal) {
        this.loop = context.loop();
        this.futures = new LoopFutures(loop);
        this.holder = holder;
        this.force = force;
        this.clusters = List.copyOf(clusters);
        this.context = context;
        this.disturbed = disturbed;
        this.journal = journal;
    }

    /**
     * Unpauses the pods that are paused.
     *
     * @return the names of the pods that it unpaused; fails with a {@link RefusedException} if a live holder has a lock, or
     *     naming the pods that could not be unpaused, or that are paused and claimed by nobody
     */
    public CompletionStage<List<String>> run() {
        CompletableFuture<List<String>> rescued = new CompletableFuture<>();
        loop.execute(this::renewLocks);
        loop.execute(() -> futures.call(journal::get)
                .thenAccept(claimed -> journalled = claimed)
                .thenCompose(known -> LoopFutures.inOrder(clusters.stream()
                        .map(cluster -> (Supplier<CompletableFuture<Void>>) () -> rescue(cluster))
                        .toList()))
                .thenCompose(done -> refuseUnclaimed())
                .whenComplete((done, failure) -> disturbedWindows.forEach(disturbed))
                .whenComplete((done, failure) -> release().whenComplete((given, ignored) -> {
                    if (failure != null) {
                        Throwable cause = Failures.cause(failure);
                        rescued.completeExceptionally(
                                cause instanceof RefusedException
                                        ? cause
                                        : new RefusedException(Failures.sentence(cause), cause));
                    } else {
                        rescued.complete(
                                gates.stream().map(gate -> gate.pod().name()).toList());
                    }
                })));
        return rescued;
    }

    /** Refuses pods that nobody claims: somebody may have paused them without this plugin. */
    private CompletableFuture<Void> refuseUnclaimed() {
        return unclaimed.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new RefusedException("Still paused: " + String.join(", ", unclaimed)
                        + ". No Lease and no open pause of this controller claims "
                        + (unclaimed.size() == 1 ? "this pod" : "these pods")
                        + ", so somebody else may hold the pause, with scalar-admin by hand say. If nobody needs it any"
                        + " more: scalarUnpause with force: true."
                        + (gates.isEmpty()
                                ? ""
                                : " Opened: "
                                        + String.join(
                                                ", ",
                                                gates.stream()
                                                        .map(gate -> gate.pod().name())
                                                        .toList())
                                        + ".")));
    }

    /** Renews the locks: unpausing may take longer than they last. */
    private void renewLocks() {
        LockRenewal.during(
                loop, () -> locks.stream().filter(WorkloadLock::isTrusted).toList(), () -> over, WorkloadLock::renew);
    }

    /** Stops before the next pod. */
    public void cancel() {
        loop.execute(() -> cancelled = true);
    }

    private CompletableFuture<Void> rescue(TargetCluster cluster) {
        return futures.call(cluster::resolve).thenCompose(target -> futures.call(() -> cluster.snapshot(target))
                .thenCompose(snapshot -> lock(cluster, target, snapshot)
                        .thenCompose(locked -> unpause(cluster, target, snapshot))
                        .thenCompose(unpaused -> dropClaimsOnGonePods(cluster, target))));
    }

    /** Drops claims on pods that no longer exist; those on pods outside the target stay on their Lease. */
    private CompletableFuture<Void> dropClaimsOnGonePods(TargetCluster cluster, ResolvedTarget target) {
        List<Supplier<CompletableFuture<Void>>> lookups = new ArrayList<>();
        for (WorkloadLock lock : locks) {
            for (PodClaim claim : lock.annotations().carried()) {
                lookups.add(() -> futures.call(() -> cluster.pod(target, claim.pod()))
                        .thenAccept(found -> {
                            if (found.filter(pod -> claim.isOf(pod) && !pod.isLeftover())
                                    .isEmpty()) {
                                lock.annotations().dropClaim(claim);
                            } else if (!lock.isLocalOnly()) {
                                context.log()
                                        .line(lock.named() + " also claims pod " + claim.pod() + " for window "
                                                + claim.window() + ", and is left as it is for that.");
                            }
                        }));
            }
        }
        return LoopFutures.inOrder(lookups).exceptionally(unknown -> null);
    }

    private CompletableFuture<Void> lock(TargetCluster cluster, ResolvedTarget target, Snapshot snapshot) {
        List<Supplier<CompletableFuture<Void>>> steps = new ArrayList<>();
        for (Workload workload : target.workloads()) {
            if (locks.stream().anyMatch(lock -> lock.workload().uid().equals(workload.uid()))) {
                continue;
            }
            Leases local = context.localLeases().apply(target.cluster());
            // A rescue claims no pods of its own, and keeps existing claims.
            Map<String, String> contents = holder.annotations(
                    snapshot.livePodsOf(workload.uid()).stream().map(Pod::name).toList(),
                    RescueCommand.forPods(target, snapshot.livePods()));
            LockPair.on(loop, workload, cluster.leases(), local, holder, context.log())
                    .both()
                    .forEach(lock -> {
                        locks.add(lock);
                        steps.add(() -> take(lock, contents));
                    });
        }
        return LoopFutures.inOrder(steps);
    }

    private CompletableFuture<Void> take(WorkloadLock lock, Map<String, String> contents) {
        return force
                ? lock.acquisition().seize(contents).thenAccept(from -> from.ifPresent(disturbedWindows::add))
                : lock.acquisition()
                        .takeFromDeadHolder(() -> cancelled, contents)
                        .handle((taken, failure) -> failure)
                        .thenCompose(failure -> failure == null
                                ? CompletableFuture.<Void>completedFuture(null)
                                : CompletableFuture.failedFuture(new RefusedException(Failures.sentence(failure)
                                        + " Nothing was unpaused; force: true does it all the same and makes"
                                        + " that window inconsistent.")));
    }

    private CompletableFuture<Void> unpause(TargetCluster cluster, ResolvedTarget target, Snapshot snapshot) {
        if (snapshot.livePods().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new RefusedException("No pod of " + target.named() + " is there to be unpaused."));
        }
        CompletableFuture<ResolvedTarget> reached = target.access() != Access.AUTO
                ? CompletableFuture.completedFuture(target)
                : futures.call(() ->
                                cluster.settleAccess(target, snapshot.livePods().get(0)))
                        .thenApply(target::reachedBy);
        return reached.thenCompose(there -> LoopFutures.all(snapshot.livePods().stream()
                        .map(pod -> unpause(cluster, there, pod)
                                .handle((done, failure) -> failure == null
                                        ? null
                                        : "pod " + pod.name() + ": " + Failures.sentence(failure)))
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

    private CompletableFuture<Void> unpause(TargetCluster cluster, ResolvedTarget target, Pod pod) {
        return futures.call(() -> cluster.connect(target, pod))
                .thenCompose(connection -> futures.call(() -> connection.checkPaused(CHECK_TIMEOUT))
                        .thenCompose(paused -> {
                            if (!paused) {
                                locks.forEach(lock -> lock.annotations().dropClaim(pod));
                                return CompletableFuture.<Void>completedFuture(null);
                            }
                            if (!force && !isClaimed(pod)) {
                                unclaimed.add("pod " + pod.name() + " in namespace " + target.namespace());
                                return CompletableFuture.<Void>completedFuture(null);
                            }
                            PodGate gate = PodGate.foundPaused(loop, pod, connection);
                            gates.add(gate);
                            CompletableFuture<Void> unpaused = new CompletableFuture<>();
                            gate.unpauser().unpauseOnlyIf(() -> holdsLocks(gate, unpaused));
                            gate.unpause().thenAccept(done -> {
                                if (!unpaused.isDone()) {
                                    // Before the locks are released.
                                    locks.forEach(lock -> lock.annotations().dropClaim(pod));
                                    unpaused.complete(null);
                                }
                            });
                            loop.after(ProtocolTimes.UNPAUSE_TIMEOUT, () -> {
                                gate.link().giveUp();
                                unpaused.completeExceptionally(new RefusedException(
                                        "still paused after " + ProtocolTimes.UNPAUSE_TIMEOUT.toSeconds() + " s ("
                                                + gate.link().error() + ")"));
                            });
                            return unpaused;
                        })
                        .whenComplete((done, failure) -> connection.close()));
    }

    private boolean isClaimed(Pod pod) {
        return journalled.contains(pod.uid())
                || locks.stream()
                        .flatMap(lock -> lock.annotations().carried().stream())
                        .anyMatch(claim -> claim.isOf(pod));
    }

    /** Called before each Unpause: a rescue that has lost a lock stops. */
    private CompletableFuture<Boolean> holdsLocks(PodGate gate, CompletableFuture<Void> unpaused) {
        return LoopFutures.all(locks.stream()
                        .map(lock -> lock.isTrusted() ? CompletableFuture.<Void>completedFuture(null) : lock.renew())
                        .toList())
                .handle((ours, failure) -> {
                    if (Failures.cause(failure) instanceof LockLostException lost) {
                        unpaused.completeExceptionally(
                                new RefusedException(lost.getMessage() + ", so it is left to that one"));
                        gate.link().giveUp();
                    }
                    return failure == null;
                });
    }

    private CompletableFuture<Void> release() {
        over = true;
        return WindowLocks.releaseAll(locks, Duration.ZERO)
                .thenAccept(released -> clusters.forEach(TargetCluster::close));
    }
}
