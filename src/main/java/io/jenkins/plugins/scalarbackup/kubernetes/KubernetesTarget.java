package io.jenkins.plugins.scalarbackup.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * A target in a Kubernetes cluster. It has a client of its own, which is created at the first request. Closing the
 * target closes the client and all watches and port-forwards that are still open.
 */
public final class KubernetesTarget implements TargetCluster {
    private final TargetSelection selection;
    private final ApiServer api;
    private final EndpointPolicy policy;
    private final BlockingCalls calls;
    private final Executor blockingCalls;
    private final Leases leases;
    private final PodAccess podAccess;
    private final Set<KubernetesPodWatch> watches = ConcurrentHashMap.newKeySet();

    /**
     * Creates a target; sends nothing yet.
     *
     * @param selection the pods to find
     * @param credentials the credentials for the API server
     * @param policy the endpoints that may be reached
     * @param connector opens the connections to the pods
     * @param blockingCalls runs requests, each of which blocks a thread for a few seconds at most; must neither run
     *     them on the calling thread nor let them wait for one another
     * @throws RefusedException if the credentials can't be used
     */
    public KubernetesTarget(
            TargetSelection selection,
            ClusterCredentials credentials,
            EndpointPolicy policy,
            PodConnector connector,
            Executor blockingCalls)
            throws RefusedException {
        this(selection, credentials, policy, connector, blockingCalls, OtherCredentials.NONE);
    }

    /**
     * Creates a target with other credentials to try if the first are refused; sends nothing yet.
     *
     * @throws RefusedException if the first credentials can't be used
     */
    public KubernetesTarget(
            TargetSelection selection,
            ClusterCredentials credentials,
            EndpointPolicy policy,
            PodConnector connector,
            Executor blockingCalls,
            OtherCredentials others)
            throws RefusedException {
        this(selection, credentials, policy, connector, blockingCalls, ApiClientFactory.USUAL_TIMEOUT, others);
    }

    KubernetesTarget(
            TargetSelection selection,
            ClusterCredentials credentials,
            EndpointPolicy policy,
            PodConnector connector,
            Executor blockingCalls,
            Duration timeout)
            throws RefusedException {
        this(selection, credentials, policy, connector, blockingCalls, timeout, OtherCredentials.NONE);
    }

    private KubernetesTarget(
            TargetSelection selection,
            ClusterCredentials credentials,
            EndpointPolicy policy,
            PodConnector connector,
            Executor blockingCalls,
            Duration timeout,
            OtherCredentials others)
            throws RefusedException {
        this.selection = selection;
        this.policy = policy;
        this.blockingCalls = blockingCalls;
        this.calls = new BlockingCalls(blockingCalls);
        this.api = new ApiServer(ClusterAccess.of(credentials, policy), blockingCalls, timeout, policy, others);
        this.leases = new KubernetesLeases(api, calls);
        this.podAccess = new PodAccess(api, selection.tls(), connector, policy);
    }

    @Override
    public String named() {
        return selection.named();
    }

    /** Returns the URL of the API server that the credentials name, as in {@link ResolvedTarget#cluster()}. */
    public String server() {
        return api.access().server();
    }

    /** Returns the namespace to look in. Sends nothing. */
    public String namespace() throws RefusedException {
        return TargetResolution.namespace(api, selection);
    }

    @Override
    public CompletionStage<ResolvedTarget> resolve() {
        return calls.run(() -> TargetResolution.resolve(api, selection));
    }

    @Override
    public CompletionStage<Snapshot> snapshot(ResolvedTarget target) {
        return calls.run(() -> snapshotNow(target));
    }

    private Snapshot snapshotNow(ResolvedTarget target) throws ClusterException {
        PagedList<Pod> list =
                api.list(ApiCall.list(Resource.PODS, target.namespace(), target.selector()), PodList.class);
        List<Pod> live = list.items().stream()
                .filter(pod -> !PodMapping.pod(pod).isLeftover())
                .toList();
        Map<String, Workload> owners = Owners.byPod(api, target.namespace(), live);
        return new Snapshot(
                PodMapping.pods(list.items()),
                Owners.sorted(owners),
                list.resourceVersion(),
                owners.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, owner -> owner.getValue()
                        .uid())));
    }

    @Override
    public CompletionStage<Optional<io.jenkins.plugins.scalarbackup.model.Pod>> pod(
            ResolvedTarget target, String name) {
        return calls.run(() -> {
            try {
                ApiCall get = ApiCall.get(Resource.PODS, target.namespace(), name);
                return Optional.of(PodMapping.pod(api.read(get, Pod.class)));
            } catch (ClusterException failure) {
                if (failure.kind() == ClusterException.Kind.NOT_FOUND) {
                    return Optional.empty();
                }
                throw failure;
            }
        });
    }

    @Override
    public PodWatch watch(ResolvedTarget target, String resourceVersion, PodWatch.Listener listener) {
        KubernetesPodWatch watch = new KubernetesPodWatch(
                api, target, resourceVersion, listener, blockingCalls, watches::remove, WatchClock.SYSTEM);
        watches.add(watch);
        return watch.start();
    }

    @Override
    public CompletionStage<List<String>> preflight(
            ResolvedTarget target,
            Snapshot snapshot,
            Collection<io.jenkins.plugins.scalarbackup.model.Pod> windowPods,
            Duration maxOutage) {
        return calls.run(
                () -> new ClusterPreflight(api, target, selection, policy).check(snapshot, windowPods, maxOutage));
    }

    @Override
    public CompletionStage<List<OtherEndpoint>> otherEndpoints(
            ResolvedTarget target,
            Collection<io.jenkins.plugins.scalarbackup.model.Pod> pods,
            Collection<io.jenkins.plugins.scalarbackup.model.Pod> windowPods) {
        return selection.allowOtherEndpoints()
                ? CompletableFuture.completedFuture(List.of())
                : calls.run(() -> EndpointLookup.find(api, target.namespace(), pods, windowPods));
    }

    @Override
    public CompletionStage<Access> settleAccess(ResolvedTarget target, io.jenkins.plugins.scalarbackup.model.Pod pod) {
        return calls.run(() -> podAccess.settle(target, pod));
    }

    @Override
    public CompletionStage<PodConnection> connect(
            ResolvedTarget target, io.jenkins.plugins.scalarbackup.model.Pod pod) {
        return calls.run(() -> podAccess.connect(target, pod));
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public CompletionStage<ClockOffset> clockOffset() {
        return calls.run(() -> new ApiClock(
                        () -> api.sendOnce(ApiCall.VERSION), System::currentTimeMillis, System::nanoTime, Thread::sleep)
                .measure());
    }

    @Override
    public void close() {
        watches.forEach(PodWatch::close);
        podAccess.close();
        api.close();
    }
}
