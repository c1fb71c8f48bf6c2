package io.jenkins.plugins.scalarbackup.benchmark;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodConnector;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A cluster that answers from memory: requests to an API server don't happen during an outage anyway. */
final class ClusterInMemory implements TargetCluster {
    private static final String NAMESPACE = "bank";

    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final Snapshot snapshot;
    private final ResolvedTarget target;
    private final PodConnector connector;
    private final Leases leases;

    ClusterInMemory(List<InetSocketAddress> pods, PodConnector connector, Leases leases) {
        this.connector = connector;
        this.leases = leases;
        Workload workload = new Workload("Deployment", NAMESPACE, "app", "uid-app", 1, null, true);
        target = new ResolvedTarget(
                "https://cluster",
                NAMESPACE,
                "app",
                "app=app",
                Product.SCALARDB_CLUSTER,
                60053,
                AdminTls.OFF,
                Access.POD_IP,
                List.of(workload));
        snapshot = new Snapshot(
                pods.stream().map(address -> pod(address, addresses.size())).toList(), List.of(workload), "1");
    }

    private Pod pod(InetSocketAddress address, int number) {
        String name = String.format("app-6d4cf56db6-%05d", number);
        addresses.put(name, address);
        Container container = new Container("scalardb-cluster", "containerd://" + "0123456789abcdef".repeat(4), 0);
        return new Pod(
                name,
                "00000000-0000-4000-8000-" + String.format("%012d", number),
                "Running",
                true,
                false,
                "node-" + number % 3,
                address.getAddress().getHostAddress(),
                List.of(container));
    }

    @Override
    public String named() {
        return "release \"app\"";
    }

    @Override
    public CompletionStage<ResolvedTarget> resolve() {
        return CompletableFuture.completedFuture(target);
    }

    @Override
    public CompletionStage<Snapshot> snapshot(ResolvedTarget of) {
        return CompletableFuture.completedFuture(snapshot);
    }

    @Override
    public CompletionStage<Optional<Pod>> pod(ResolvedTarget of, String name) {
        return CompletableFuture.completedFuture(
                snapshot.pods().stream().filter(pod -> pod.name().equals(name)).findFirst());
    }

    @Override
    public PodWatch watch(ResolvedTarget of, String resourceVersion, PodWatch.Listener listener) {
        return new PodWatch() {
            @Override
            public CompletionStage<Void> reach(String version, Duration within) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public String resourceVersion() {
                return resourceVersion;
            }

            @Override
            public void close() {
                // Nothing to release.
            }
        };
    }

    @Override
    public CompletionStage<List<OtherEndpoint>> otherEndpoints(
            ResolvedTarget of, Collection<Pod> pods, Collection<Pod> windowPods) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<List<String>> preflight(
            ResolvedTarget of, Snapshot seen, Collection<Pod> windowPods, Duration maxOutage) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Access> settleAccess(ResolvedTarget of, Pod pod) {
        return CompletableFuture.completedFuture(Access.POD_IP);
    }

    @Override
    public CompletionStage<PodConnection> connect(ResolvedTarget of, Pod pod) {
        InetSocketAddress address = addresses.get(pod.name());
        try {
            return CompletableFuture.completedFuture(connector.connect(
                    address.getAddress().getHostAddress(), address.getPort(), AdminTls.OFF, pod.name(), () -> {}));
        } catch (RefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public CompletionStage<ClockOffset> clockOffset() {
        return CompletableFuture.completedFuture(new ClockOffset(0, 0));
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
