package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One target in its cluster. Every method answers later and from any thread, within a deadline of its own. It fails with
 * a {@link RefusedException} where the author can mend it, a {@link ClusterException} where the API server failed.
 */
public interface TargetCluster extends AutoCloseable {
    /** The target as its author named it, for messages before it is resolved. */
    String named();

    /** Finds selector, workloads, product and admin port. */
    CompletionStage<ResolvedTarget> resolve();

    /** A fresh list of pods and owners, {@link #resolve()} first. */
    CompletionStage<Snapshot> snapshot(ResolvedTarget target);

    /**
     * A pod by its name as it is now, whatever its labels have become: only this tells whether a pod that left the
     * selection is gone. Empty when there is none of this name.
     */
    CompletionStage<Optional<Pod>> pod(ResolvedTarget target, String name);

    /** Watches the pods from a resource version on. */
    PodWatch watch(ResolvedTarget target, String resourceVersion, PodWatch.Listener listener);

    /**
     * Checks what only the API server knows: the right to every verb that will be needed, a token that outlives the
     * outage, no Service that leads to the target's pods and to others.
     *
     * @param snapshot the pods that will be paused
     * @param windowPods those of all targets of the window in this cluster, which may stand behind the same Services
     * @param maxOutage how long the credential must hold
     * @return warnings, a sentence each; a problem completes it with a {@link RefusedException}
     */
    CompletionStage<List<String>> preflight(
            ResolvedTarget target, Snapshot snapshot, Collection<Pod> windowPods, Duration maxOutage);

    /**
     * What the Services that lead to the target's pods lead to beside the window's; nothing where that is allowed.
     *
     * @param pods the target's pods
     * @param windowPods as for {@link #preflight}
     */
    CompletionStage<List<OtherEndpoint>> otherEndpoints(
            ResolvedTarget target, Collection<Pod> pods, Collection<Pod> windowPods);

    /** How the pods can be reached: the access that was asked for, or for {@link Access#AUTO} the one that answers. */
    CompletionStage<Access> settleAccess(ResolvedTarget target, Pod pod);

    /** A connection to a pod's Admin service, by the access of the target. */
    CompletionStage<PodConnection> connect(ResolvedTarget target, Pod pod);

    /** The locks of this cluster. Targets with the same {@link ResolvedTarget#cluster()} share them. */
    Leases leases();

    /** Measures the API server's clock against the controller's. */
    CompletionStage<ClockOffset> clockOffset();

    /** Gives clients, watches and port-forwards back. */
    @Override
    void close();
}
