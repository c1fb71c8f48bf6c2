package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Checks that pods are unpaused before a window takes over their lock or pauses them, and finds out how to reach them. */
final class UnpausedCheck {
    /** Nothing is paused yet, and the first connections of a starting or busy controller take seconds. */
    static final Duration CHECK_TIMEOUT = ProtocolTimes.FIRST_CALL;

    private final LoopFutures futures;

    UnpausedCheck(EventLoop loop) {
        this.futures = new LoopFutures(loop);
    }

    /**
     * Fails if a pod of the target is paused, or one that the lock claims and this target does not name: then a dead
     * holder's lock must not be taken over.
     */
    CompletableFuture<Void> expectNonePaused(TargetCluster cluster, ResolvedTarget target, Leases.Lease lease) {
        return futures.call(() -> cluster.snapshot(target))
                .thenCompose(snapshot -> settleAccess(cluster, target, snapshot).thenCompose(reached -> LoopFutures.all(
                                snapshot.livePods(), pod -> checkUnpaused(cluster, reached, pod))
                        .thenCompose(unpaused -> LoopFutures.all(
                                PodClaim.active(lease).stream()
                                        .filter(claim -> snapshot.livePods().stream()
                                                .noneMatch(pod -> pod.uid().equals(claim.uid())))
                                        .toList(),
                                claim -> checkUnpausedOrGone(cluster, reached, claim)))))
                .thenApply(unpaused -> null);
    }

    private CompletableFuture<Void> checkUnpaused(TargetCluster cluster, ResolvedTarget target, Pod pod) {
        return futures.call(() -> cluster.connect(target, pod))
                .thenCompose(connection -> futures.call(() -> connection.checkPaused(CHECK_TIMEOUT))
                        .whenComplete((paused, failure) -> connection.close())
                        .thenCompose(paused -> expectUnpaused(target, pod, paused)));
    }

    private CompletableFuture<Void> checkUnpausedOrGone(TargetCluster cluster, ResolvedTarget target, PodClaim claim) {
        return futures.call(() -> cluster.pod(target, claim.pod()))
                .thenCompose(found -> found.filter(pod -> pod.uid().equals(claim.uid()) && !pod.isLeftover())
                        .map(pod -> checkUnpaused(cluster, target, pod))
                        .orElse(CompletableFuture.completedFuture(null)));
    }

    /** Determines how the pods of a target are reached, if that is still open. */
    CompletableFuture<ResolvedTarget> settleAccess(TargetCluster cluster, ResolvedTarget target, Snapshot snapshot) {
        if (target.access() != Access.AUTO || snapshot.livePods().isEmpty()) {
            return CompletableFuture.completedFuture(target);
        }
        Pod first = snapshot.livePods().get(0);
        return futures.call(() -> cluster.settleAccess(target, first)).thenApply(target::reachedBy);
    }

    /** A new connection to a pod; null if the pod is gone. */
    static CompletableFuture<PodConnection> reconnect(LoopFutures futures, TargetInWindow target, Pod known) {
        return futures.call(() -> target.cluster().pod(target.target(), known.name()))
                .thenCompose(found -> {
                    Pod pod = found.filter(one -> one.uid().equals(known.uid()) && !one.isLeftover())
                            .orElse(null);
                    return pod == null
                            ? CompletableFuture.completedFuture(null)
                            : futures.call(() -> target.cluster().connect(target.target(), pod));
                });
    }

    /** Fails if the pod answered that it is paused. */
    static CompletableFuture<Void> expectUnpaused(ResolvedTarget target, Pod pod, boolean paused) {
        return !paused
                ? CompletableFuture.completedFuture(null)
                : LoopFutures.refused(
                        "Pod " + pod.name() + " in namespace " + target.namespace() + " is already paused, by somebody"
                                + " else or by a window whose controller is gone. If nothing needs that pause any more, open it"
                                + " with scalarUnpause("
                                + target.asParameters() + ") or: "
                                + RescueCommand.forPods(target, List.of(pod)));
    }
}
