package io.jenkins.plugins.scalarbackup.benchmark;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.scalarbackup.engine.PodComparison;
import io.jenkins.plugins.scalarbackup.kubernetes.ClusterCredentials;
import io.jenkins.plugins.scalarbackup.kubernetes.EndpointPolicy;
import io.jenkins.plugins.scalarbackup.kubernetes.KubernetesTarget;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetSelection;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The time for a pod snapshot, and for comparing two.
 *
 * @param pods the number of pods
 * @param snapshotMillis a new list with owners, over HTTP from the API double, which is in the same process
 * @param comparisonMillis two equal snapshots
 * @param comparisonOfStrangersMillis two snapshots without common pods
 */
record Snapshots(int pods, Series snapshotMillis, Series comparisonMillis, Series comparisonOfStrangersMillis) {
    private static final String NAMESPACE = "bank";
    private static final int WARM_UP = 10;
    private static final int REPETITIONS = 25;

    static Snapshots measure(int count) throws Exception {
        Benchmark.say("snapshot of " + count + " pods");
        ExecutorService requests = Executors.newCachedThreadPool();
        try (ApiDouble cluster = ApiDouble.started()) {
            install(cluster, count);
            TargetSelection selection = new TargetSelection(
                    null, "app=app", null, Product.CUSTOM, 60053, Access.POD_IP, AdminTls.OFF, false);
            ClusterCredentials credentials =
                    new ClusterCredentials.Kubeconfig(cluster.kubeconfig(cluster.admin(), NAMESPACE), null);
            try (KubernetesTarget target = new KubernetesTarget(
                    selection,
                    credentials,
                    new EndpointPolicy(true),
                    (host, port, tls, shownAs, onClose) -> {
                        throw new IllegalStateException("nobody was to connect to " + shownAs);
                    },
                    requests)) {
                return measure(target, count);
            }
        } finally {
            requests.shutdownNow();
        }
    }

    private static Snapshots measure(KubernetesTarget target, int count) throws Exception {
        ResolvedTarget resolved = target.resolve().toCompletableFuture().get(60, TimeUnit.SECONDS);
        Snapshots series = new Snapshots(count, new Series(), new Series(), new Series());
        for (int i = 0; i < WARM_UP + REPETITIONS; i++) {
            long begun = System.nanoTime();
            Snapshot snapshot = target.snapshot(resolved).toCompletableFuture().get(60, TimeUnit.SECONDS);
            long listed = System.nanoTime();
            if (snapshot.pods().size() != count) {
                throw new IllegalStateException(snapshot.pods().size() + " pods were listed, not " + count);
            }
            Snapshot strangers = strangers(snapshot);
            long made = System.nanoTime();
            expect(0, snapshot, snapshot);
            long compared = System.nanoTime();
            expect(count, snapshot, strangers);
            long told = System.nanoTime();
            if (i >= WARM_UP) {
                series.snapshotMillis.add((listed - begun) / 1e6);
                series.comparisonMillis.add((compared - made) / 1e6);
                series.comparisonOfStrangersMillis.add((told - compared) / 1e6);
            }
        }
        return series;
    }

    private static void expect(int drifted, Snapshot before, Snapshot after) {
        List<Drift> drift = new PodComparison(before).driftOf(after, Instant.now(), Drift.SeenBy.AFTER);
        if (drift.size() != drifted) {
            throw new IllegalStateException(drift.size() + " drifts were seen, not " + drifted);
        }
    }

    /** Returns a snapshot of the same names with other UIDs. */
    private static Snapshot strangers(Snapshot snapshot) {
        return new Snapshot(
                snapshot.pods().stream()
                        .map(pod -> new io.jenkins.plugins.scalarbackup.model.Pod(
                                pod.name(),
                                UUID.randomUUID().toString(),
                                pod.phase(),
                                pod.ready(),
                                pod.terminating(),
                                pod.node(),
                                pod.ip(),
                                pod.containers()))
                        .toList(),
                snapshot.workloads(),
                snapshot.resourceVersion());
    }

    /** Creates copies of one pod: the double's own way counts all pods again for each. */
    private static void install(ApiDouble cluster, int count) {
        cluster.namespace(NAMESPACE)
                .deployment("app")
                .labels(Map.of("app", "app"))
                .replicas(1)
                .create();
        Pod first = cluster.namespace(NAMESPACE).pods().get(0).model();
        for (int i = 1; i < count; i++) {
            cluster.create(new PodBuilder(first)
                    .editMetadata()
                    .withName(first.getMetadata().getName() + "-" + i)
                    .withUid(null)
                    .withResourceVersion(null)
                    .endMetadata()
                    .build());
        }
    }
}
