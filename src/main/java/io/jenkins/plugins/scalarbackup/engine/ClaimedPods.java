package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The pods that a lost window's Lease claims, identified by UID. Each is unpaused if it is paused and the locks are ours,
 * and checked until no Pause can arrive late any more.
 */
final class ClaimedPods {
    private static final Duration RETRY_DELAY = Duration.ofSeconds(5);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final TargetCluster cluster;
    private final String namespace;
    private final Function<PodClaim, ResolvedTarget> reached;
    private final LockPair locks;
    private final BooleanSupplier isOver;
    private final List<PodGate> gates = new ArrayList<>();
    private volatile List<StillPaused> stillPaused = List.of();

    /**
     * @param namespace the Lease's namespace
     * @param reached connects to a claimed pod
     * @param locks asked before each Unpause
     * @param isOver whether somebody else has taken over these pods
     */
    ClaimedPods(
            EventLoop loop,
            TargetCluster cluster,
            String namespace,
            Function<PodClaim, ResolvedTarget> reached,
            LockPair locks,
            BooleanSupplier isOver) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.cluster = cluster;
        this.namespace = namespace;
        this.reached = reached;
        this.locks = locks;
        this.isOver = isOver;
    }

    /** The pods that may still be paused, for display. */
    List<StillPaused> stillPaused() {
        return stillPaused;
    }

    /**
     * Unpauses them. Completes when each is unpaused or gone, and no Pause can arrive late any more.
     *
     * @param until when no Pause can arrive any more, by {@link EventLoop#nanoTime()}
     */
    CompletableFuture<Void> unpause(List<PodClaim> claims, long until) {
        return LoopFutures.all(claims.stream().map(this::unpause).toList()).thenCompose(unpaused -> outlast(until));
    }

    /** Stops sending them requests. */
    void giveUp() {
        stillPaused = List.of();
        gates.forEach(gate -> {
            gate.link().giveUp();
            gate.link().close();
        });
    }

    /** Completes when the pod is unpaused or gone. */
    private CompletableFuture<Void> unpause(PodClaim claim) {
        if (isOver.getAsBoolean()) {
            return new CompletableFuture<>();
        }
        return futures.call(() -> cluster.pod(reached.apply(claim), claim.pod()))
                .handle((pod, failure) -> {
                    if (failure != null) {
                        return futures.after(RETRY_DELAY).thenCompose(waited -> unpause(claim));
                    }
                    return pod.filter(one -> claim.isOf(one) && !one.isLeftover())
                            .map(one -> unpause(claim, one))
                            .orElseGet(() -> CompletableFuture.completedFuture(null));
                })
                .thenCompose(unpaused -> unpaused)
                .thenRun(() -> stillPaused = stillPaused.stream()
                        .filter(one -> !one.pod().equals(claim.pod()))
                        .toList());
    }

    private CompletableFuture<Void> unpause(PodClaim claim, Pod pod) {
        return futures.call(() -> cluster.connect(reached.apply(claim), pod))
                .handle((connection, failure) -> {
                    if (failure != null) {
                        return futures.after(RETRY_DELAY).thenCompose(waited -> unpause(claim));
                    }
                    PodGate gate = PodGate.perhapsPaused(loop, pod, connection);
                    gate.link().reconnectBy(() -> connect(claim));
                    gate.unpauser().unpauseOnlyIf(() -> isPaused(gate)
                            .thenCompose(paused -> paused ? isOurs() : CompletableFuture.completedFuture(false)));
                    gates.add(gate);
                    return gate.unpause();
                })
                .thenCompose(unpaused -> unpaused);
    }

    /** An unpaused pod is only checked: an Unpause could undo somebody else's Pause that arrives now. */
    private CompletableFuture<Boolean> isPaused(PodGate gate) {
        return gate.check(CHECK_TIMEOUT).exceptionally(silent -> {
            // The next try checks whether the pod still exists.
            gate.link().suspectGone();
            return false;
        });
    }

    private CompletableFuture<PodConnection> connect(PodClaim claim) {
        ResolvedTarget target = reached.apply(claim);
        return futures.call(() -> cluster.pod(target, claim.pod())).thenCompose(found -> {
            Optional<Pod> same = found.filter(one -> claim.isOf(one) && !one.isLeftover());
            return same.isEmpty()
                    ? CompletableFuture.<PodConnection>completedFuture(null)
                    : futures.call(() -> cluster.connect(target, same.get()));
        });
    }

    private CompletableFuture<Boolean> isOurs() {
        if (isOver.getAsBoolean()) {
            return CompletableFuture.completedFuture(false);
        }
        return locks.isTrusted()
                ? CompletableFuture.completedFuture(true)
                : locks.inCluster()
                        .renew()
                        .handle((renewed, failure) ->
                                failure == null && locks.inController().isTrusted());
    }

    /** Repeats the checks until no Pause can arrive late any more. */
    private CompletableFuture<Void> outlast(long until) {
        if (isOver.getAsBoolean() || loop.nanoTime() - until >= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return futures.after(RETRY_DELAY)
                .thenCompose(waited -> LoopFutures.all(gates.stream()
                        .map(gate -> gate.check(CHECK_TIMEOUT)
                                .exceptionally(silent -> true)
                                .thenCompose(paused -> {
                                    if (!paused) {
                                        return CompletableFuture.<Void>completedFuture(null);
                                    }
                                    gate.unpauser().invalidateConfirmation();
                                    return gate.unpause();
                                }))
                        .toList()))
                .thenCompose(checked -> outlast(until));
    }

    /** Reports that they may be paused, and why they have not been unpaused yet. */
    void report(List<PodClaim> claims, String why) {
        stillPaused = claims.stream()
                .map(claim -> new StillPaused(
                        claim.pod(),
                        namespace,
                        why,
                        RescueCommand.forPods(
                                reached.apply(claim),
                                List.of(new Pod(
                                        claim.pod(),
                                        claim.uid(),
                                        "Running",
                                        true,
                                        false,
                                        null,
                                        claim.host(),
                                        List.of())))))
                .toList();
    }
}
