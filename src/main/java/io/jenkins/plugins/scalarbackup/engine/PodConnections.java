package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodAccessRefusedException;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The connections of a window in preparation: one per pod, even if several targets name it. */
final class PodConnections {
    private final EventLoop loop;
    private final LoopFutures futures;
    private final UnpausedCheck unpausedCheck;
    private final BooleanSupplier isStopped;
    private final Map<String, PodGate> gates = new LinkedHashMap<>();

    /** @param isStopped whether the preparation has stopped, so that nobody would close a new connection */
    PodConnections(EventLoop loop, UnpausedCheck unpausedCheck, BooleanSupplier isStopped) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.unpausedCheck = unpausedCheck;
        this.isStopped = isStopped;
    }

    /** The gates, one per pod that is connected. */
    Collection<PodGate> gates() {
        return gates.values();
    }

    /** Connects to all pods of all targets. Fails with the first that can't be reached, or is paused. */
    CompletableFuture<Void> connect(List<TargetInWindow> targets) {
        return LoopFutures.each(targets, this::connect);
    }

    private CompletableFuture<Void> connect(TargetInWindow target) {
        return unpausedCheck
                .settleAccess(target.cluster(), target.target(), target.before())
                .thenCompose(
                        reached -> LoopFutures.all(target.before().livePods(), pod -> connect(target, reached, pod)))
                .thenAccept(connected -> target.gates().addAll(connected));
    }

    private CompletableFuture<PodGate> connect(TargetInWindow target, ResolvedTarget reached, Pod pod) {
        target.reachedBy(reached.access());
        PodGate known = gates.get(pod.uid());
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return futures.call(() -> target.cluster().connect(reached, pod))
                .thenCompose(connection -> connected(target, reached, pod, connection))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        Failures.cause(failure) instanceof AdminCallException call
                                ? new RefusedException(unanswered(target.target(), pod, call), call)
                                : failure));
    }

    private CompletableFuture<PodGate> connected(
            TargetInWindow target, ResolvedTarget reached, Pod pod, PodConnection connection) {
        if (isStopped.getAsBoolean()) {
            // Another target was refused meanwhile, or the window was stopped: nobody else would close it.
            connection.close();
            return CompletableFuture.failedFuture(new RefusedException(Preparation.STOPPED));
        }
        PodGate shared = gates.get(pod.uid());
        if (shared != null) {
            // Another target names the same pod and was faster: one connection, one gate.
            connection.close();
            return CompletableFuture.completedFuture(shared);
        }
        PodGate gate = new PodGate(loop, pod, connection);
        gate.link().reconnectBy(() -> UnpausedCheck.reconnect(futures, target, pod));
        gates.put(pod.uid(), gate);
        return gate.check(UnpausedCheck.CHECK_TIMEOUT)
                .thenCompose(paused -> UnpausedCheck.expectUnpaused(reached, pod, paused))
                .thenApply(unpaused -> {
                    gate.link()
                            .expect(
                                    PodConnection.Request.CHECK_PAUSED,
                                    PodConnection.Request.PAUSE,
                                    PodConnection.Request.CHECK_PAUSED);
                    return gate;
                });
    }

    private static String unanswered(ResolvedTarget target, Pod pod, AdminCallException failure) {
        String which = " pod " + pod.name() + " in namespace " + target.namespace();
        String why = Sentences.of(failure.getMessage());
        return failure instanceof PodAccessRefusedException
                ? "There is no way to" + which + ": " + why
                : "The Admin service of" + which + " (" + pod.ip() + ", port " + target.adminPort()
                        + ") does not answer: " + why
                        + " Check adminPort, access and tls, and that no network policy keeps the controller out.";
    }
}
