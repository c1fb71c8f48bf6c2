package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A target in a cluster that a test controls: one Deployment with its pods, Leases, a watch. It answers at once, unless
 * a verb is to fail or to be delayed.
 */
final class HandCluster implements TargetCluster {
    static final String URL = "https://api";
    static final Workload BANK = new Workload("Deployment", "prod", "bank", "bank-uid", 1, null, true);

    private final HandLoop loop;
    final Map<String, HandPod> pods = new LinkedHashMap<>();
    final List<String> asked = new ArrayList<>();
    final Map<String, Exception> fails = new HashMap<>();
    /** Verbs that are answered when these futures complete. */
    final Map<String, CompletableFuture<Void>> held = new HashMap<>();

    FaultyLeases leases = new FaultyLeases();
    Workload workload = BANK;
    String url = URL;
    /** The names of the window's pods at the last pre-flight, which may be behind the same Services. */
    List<String> beside = List.of();

    Product product = Product.CUSTOM;
    Access access = Access.POD_IP;
    ClockOffset offset = new ClockOffset(3, 2);
    List<String> warnings = List.of();
    List<OtherEndpoint> others = List.of();
    /** Pods that exist but that the selector does not list. */
    final Set<String> unlisted = new HashSet<>();
    /** Called for each request, with its verb. */
    Consumer<String> whenAsked = verb -> {};

    HandWatch watch;
    /** True if the watch reports nothing. */
    boolean quiet;

    int version = 100;
    int closed;

    HandCluster(HandLoop loop, String... names) {
        this.loop = loop;
        for (String name : names) {
            add(name);
        }
    }

    HandPod add(String name) {
        String ip = "10.0.0." + (pods.size() + 1);
        HandPod pod = new HandPod(loop, pod(name, name + "-uid", ip));
        pods.put(name, pod);
        return pod;
    }

    static Pod pod(String name, String uid, String ip) {
        return new Pod(name, uid, "Running", true, false, "node", ip, List.of(new Container("app", "id-" + uid, 0)));
    }

    HandPod of(String name) {
        return pods.get(name);
    }

    ResolvedTarget target() {
        return new ResolvedTarget(
                url,
                "prod",
                workload.name(),
                "app=" + workload.name(),
                product,
                60053,
                AdminTls.OFF,
                access,
                List.of(workload));
    }

    private <T> CompletionStage<T> answer(String verb, Supplier<T> value) {
        asked.add(verb);
        whenAsked.accept(verb);
        Exception failure = fails.get(verb);
        return failure != null
                ? CompletableFuture.failedFuture(failure)
                : held.getOrDefault(verb, CompletableFuture.completedFuture(null))
                        .thenApply(go -> value.get());
    }

    static ClusterException failure(ClusterException.Kind kind) {
        return new ClusterException(kind, "The API server says " + kind + ".");
    }

    @Override
    public String named() {
        return "release \"" + workload.name() + "\"";
    }

    @Override
    public CompletionStage<ResolvedTarget> resolve() {
        return answer("resolve", this::target);
    }

    @Override
    public CompletionStage<Snapshot> snapshot(ResolvedTarget target) {
        return answer("snapshot", this::snapshot);
    }

    Snapshot snapshot() {
        Map<String, String> owners = new HashMap<>();
        pods.values().forEach(pod -> owners.put(pod.shown.uid(), workload.uid()));
        return new Snapshot(
                pods.values().stream()
                        .map(pod -> pod.shown)
                        .filter(pod -> !unlisted.contains(pod.name()))
                        .toList(),
                List.of(workload),
                Integer.toString(version),
                owners);
    }

    @Override
    public CompletionStage<Optional<Pod>> pod(ResolvedTarget target, String name) {
        return answer("pod", () -> Optional.ofNullable(pods.get(name)).map(pod -> pod.shown));
    }

    @Override
    public PodWatch watch(ResolvedTarget target, String resourceVersion, PodWatch.Listener listener) {
        asked.add("watch from " + resourceVersion);
        watch = new HandWatch(listener);
        return watch;
    }

    @Override
    public CompletionStage<List<String>> preflight(
            ResolvedTarget target, Snapshot snapshot, Collection<Pod> windowPods, Duration maxOutage) {
        beside = windowPods.stream().map(Pod::name).toList();
        return answer("preflight", () -> warnings);
    }

    @Override
    public CompletionStage<List<OtherEndpoint>> otherEndpoints(
            ResolvedTarget target, Collection<Pod> pods, Collection<Pod> windowPods) {
        return answer("others", () -> others);
    }

    @Override
    public CompletionStage<Access> settleAccess(ResolvedTarget target, Pod pod) {
        return answer("settle", () -> Access.PORT_FORWARD);
    }

    @Override
    public CompletionStage<PodConnection> connect(ResolvedTarget target, Pod pod) {
        return answer("connect", () -> pods.get(pod.name()).connect());
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public CompletionStage<ClockOffset> clockOffset() {
        return answer("clock", () -> offset);
    }

    @Override
    public void close() {
        closed++;
    }

    /** Its watch, which passes a test's events on to the window. */
    final class HandWatch implements PodWatch {
        final Listener hears;
        boolean closed;

        HandWatch(Listener hears) {
            this.hears = hears;
        }

        @Override
        public CompletionStage<Void> reach(String resourceVersion, Duration within) {
            asked.add("reach " + resourceVersion);
            CompletableFuture<Void> reached = new CompletableFuture<>();
            if (quiet) {
                loop.after(
                        within,
                        () -> reached.completeExceptionally(new ClusterException(
                                ClusterException.Kind.UNAVAILABLE,
                                "It told nothing for " + within.toSeconds() + " s.")));
            } else {
                hears.reached(resourceVersion);
                reached.complete(null);
            }
            return reached;
        }

        @Override
        public String resourceVersion() {
            return Integer.toString(version);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
