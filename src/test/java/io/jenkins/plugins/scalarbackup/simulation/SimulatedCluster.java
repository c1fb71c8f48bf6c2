package io.jenkins.plugins.scalarbackup.simulation;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A target in a simulated cluster, as one window of one controller process sees it. */
final class SimulatedCluster implements TargetCluster {
    private final World world;
    private final ControllerProcess process;
    private final SimulatedApiServer api;
    private final String selector;
    private final String window;

    SimulatedCluster(ControllerProcess process, SimulatedApiServer api, String selector, String window) {
        this.world = process.world;
        this.process = process;
        this.api = api;
        this.selector = selector;
        this.window = window;
    }

    /** Handles a request at the API server. */
    private interface Request<T> {
        T handle() throws ClusterException;
    }

    /** Returns the time limit of the real client, which retries reads. */
    private static Duration deadline(Verb verb) {
        return switch (verb) {
            case LEASE_CREATE, LEASE_REPLACE, LEASE_DELETE -> ProtocolTimes.API_REQUEST;
            default -> ProtocolTimes.LONGEST_API_READ;
        };
    }

    private <T> CompletableFuture<T> ask(Verb verb, Request<T> request) {
        return world.network.call(
                process,
                verb,
                "api:" + api.url,
                window,
                deadline(verb).toNanos(),
                (Network.Answer<T> answer) -> {
                    try {
                        answer.value(request.handle());
                    } catch (ClusterException refusal) {
                        answer.failure(refusal);
                    }
                },
                (trouble, future) -> future.completeExceptionally(new ClusterException(
                        ClusterException.Kind.UNAVAILABLE, verb + " at " + api.url + " got no answer: " + trouble)));
    }

    @Override
    public String named() {
        return "selector \"" + selector + "\"";
    }

    @Override
    public CompletionStage<ResolvedTarget> resolve() {
        return ask(Verb.RESOLVE, () -> {
            List<Workload> workloads = new ArrayList<>(api.list(selector).workloads());
            return new ResolvedTarget(
                    api.url,
                    SimulatedApiServer.NAMESPACE,
                    null,
                    selector,
                    Product.SCALARDB_CLUSTER,
                    60053,
                    AdminTls.OFF,
                    world.profile.access(),
                    workloads);
        });
    }

    @Override
    public CompletionStage<Snapshot> snapshot(ResolvedTarget target) {
        return ask(Verb.LIST, () -> api.list(selector));
    }

    @Override
    public CompletionStage<Optional<Pod>> pod(ResolvedTarget target, String name) {
        return ask(Verb.GET, () -> api.podNamed(name).map(SimulatedPod::uidOf).flatMap(api::podWithUid));
    }

    @Override
    public PodWatch watch(ResolvedTarget target, String resourceVersion, PodWatch.Listener listener) {
        SimulatedWatch watch =
                new SimulatedWatch(process, api, selector, window, Long.parseLong(resourceVersion), listener);
        if (!process.passes(Verb.WATCH, Verb.Stage.SENT, window)) {
            world.oracle.watchBegins(window, api, selector, Long.parseLong(resourceVersion), process);
            watch.begin();
        }
        return watch;
    }

    @Override
    public CompletionStage<List<String>> preflight(
            ResolvedTarget target, Snapshot snapshot, Collection<Pod> windowPods, Duration maxOutage) {
        return ask(Verb.PREFLIGHT, () -> api.canaries(selector))
                .thenCompose(canaries -> canaries.isEmpty()
                        ? CompletableFuture.completedFuture(List.of())
                        : CompletableFuture.failedFuture(
                                new RefusedException(canaries.get(0).endpoint().description())));
    }

    @Override
    public CompletionStage<List<OtherEndpoint>> otherEndpoints(
            ResolvedTarget target, Collection<Pod> pods, Collection<Pod> windowPods) {
        return ask(Verb.ENDPOINTS, () -> api.canaries(selector).stream()
                .map(SimulatedCanary::endpoint)
                .toList());
    }

    @Override
    public CompletionStage<Access> settleAccess(ResolvedTarget target, Pod pod) {
        return ask(Verb.SETTLE_ACCESS, () -> Access.POD_IP);
    }

    @Override
    public CompletionStage<PodConnection> connect(ResolvedTarget target, Pod pod) {
        if (process.passes(Verb.CONNECT, Verb.Stage.SENT, window)) {
            return new CompletableFuture<>();
        }
        return CompletableFuture.completedFuture(
                new SimulatedConnection(process, api, pod, target.access() == Access.PORT_FORWARD, window));
    }

    @Override
    public CompletionStage<ClockOffset> clockOffset() {
        Instant sent = process.host.wall();
        long sentNanos = process.host.monotonic();
        return ask(Verb.CLOCK, () -> Host.onTrueClock(world.time.now())).thenApply(server -> {
            long trip = process.host.monotonic() - sentNanos;
            long least = Duration.between(sent, server).toNanos() - trip;
            return new ClockOffset((least + trip / 2) / VirtualTime.MILLI, trip / 2 / VirtualTime.MILLI + 1);
        });
    }

    @Override
    public Leases leases() {
        return new Leases() {
            @Override
            public CompletionStage<Optional<Lease>> get(String namespace, String name) {
                return lease(Verb.LEASE_GET, () -> api.lease(name));
            }

            @Override
            public CompletionStage<List<Lease>> list(String namespace) {
                return lease(Verb.LEASE_LIST, api::leases);
            }

            @Override
            public CompletionStage<Lease> create(Lease lease) {
                return acknowledged(lease, lease(Verb.LEASE_CREATE, () -> api.create(lease)));
            }

            @Override
            public CompletionStage<Lease> replace(Lease lease) {
                return acknowledged(lease, lease(Verb.LEASE_REPLACE, () -> api.replace(lease)));
            }

            @Override
            public CompletionStage<Void> delete(Lease lease) {
                return lease(Verb.LEASE_DELETE, () -> {
                    api.delete(lease);
                    return null;
                });
            }

            private <T> CompletionStage<T> lease(Verb verb, Request<T> request) {
                long sent = world.time.now();
                world.oracle.opening.leaseAsked(process, sent);
                CompletableFuture<T> asked = ask(verb, () -> {
                    if (!process.hasLeaseRights()) {
                        throw new ClusterException(ClusterException.Kind.FORBIDDEN, "No right to leases.");
                    }
                    if (api.isBusy() && verb != Verb.LEASE_GET && verb != Verb.LEASE_LIST) {
                        throw new ClusterException(
                                ClusterException.Kind.UNAVAILABLE, "429", null, Duration.ofSeconds(1));
                    }
                    return request.handle();
                });
                asked.whenComplete(
                        (value, failure) -> world.oracle.opening.leaseAnswered(process, sent, !isUnanswered(failure)));
                return asked;
            }

            private CompletionStage<Lease> acknowledged(Lease lease, CompletionStage<Lease> put) {
                long sent = world.time.now();
                return put.whenComplete((stored, failure) -> {
                    // One renewed for an earlier start is not this one's.
                    if (failure == null && process.toString().equals(lease.holder())) {
                        world.oracle.opening.leaseAcknowledged(window, process, api.url + " " + lease.name(), sent);
                    }
                });
            }
        };
    }

    private static boolean isUnanswered(Throwable failure) {
        return failure instanceof ClusterException cluster && cluster.kind() == ClusterException.Kind.UNAVAILABLE;
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
