package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One target in its cluster. The stages of all methods complete on any thread, each within its own deadline. They fail with
 * a {@link RefusedException} if the author can fix the cause, and with a {@link ClusterException} if the API server failed.
 */
public interface TargetCluster extends AutoCloseable {
    /** The author's name of the target, for messages before it is resolved. */
    String named();

    /** Finds selector, workloads, product and admin port. */
    CompletionStage<ResolvedTarget> resolve();

    /** A fresh list of pods and owners. Requires {@link #resolve()}. */
    CompletionStage<Snapshot> snapshot(ResolvedTarget target);

    /**
     * The current state of a pod by name, independent of its labels: only this tells whether a pod that left the selection
     * is gone. Empty if no pod has this name.
     */
    CompletionStage<Optional<Pod>> pod(ResolvedTarget target, String name);

    /** Watches the pods from a resource version on. */
    PodWatch watch(ResolvedTarget target, String resourceVersion, PodWatch.Listener listener);

    /**
     * Checks what only the API server knows: the right to every verb that will be needed, a token that outlives the outage,
     * no Service that has both the target's pods and others behind it.
     *
     * @param snapshot the pods that will be paused
     * @param windowPods the pods of all targets of the window in this cluster, which may be behind the same Services
     * @param maxOutage how long the credential must stay valid
     * @return warnings, one sentence each; fails with a {@link RefusedException} if there is a problem
     */
    CompletionStage<List<String>> preflight(
            ResolvedTarget target, Snapshot snapshot, Collection<Pod> windowPods, Duration maxOutage);

    /**
     * The endpoints of the target's Services that are none of the window's pods; empty if these are allowed.
     *
     * @param pods the target's pods
     * @param windowPods as for {@link #preflight}
     */
    CompletionStage<List<OtherEndpoint>> otherEndpoints(
            ResolvedTarget target, Collection<Pod> pods, Collection<Pod> windowPods);

    /** Determines how the pods are reached: the requested access, or for {@link Access#AUTO} the one that works. */
    CompletionStage<Access> settleAccess(ResolvedTarget target, Pod pod);

    /** Connects to a pod's Admin service, by the access of the target. */
    CompletionStage<PodConnection> connect(ResolvedTarget target, Pod pod);

    /** The locks of this cluster. Targets with the same {@link ResolvedTarget#cluster()} share them. */
    Leases leases();

    /** Measures the API server's clock against the controller's. */
    CompletionStage<ClockOffset> clockOffset();

    /** Releases clients, watches and port-forwards. */
    @Override
    void close();
}
