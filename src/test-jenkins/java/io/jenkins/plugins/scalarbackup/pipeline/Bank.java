package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A cluster with the release {@code app} in the namespace {@code bank}: an API server, and pods with a gate. */
final class Bank implements AutoCloseable {
    /** The longest that anything here may take on a busy machine. */
    static final Duration LONG = Duration.ofSeconds(120);

    static final String NAMESPACE = "bank";

    final ApiDouble cluster = ApiDouble.started();
    final PodServers pods;
    final HelmRelease release;

    Bank(int podCount) throws IOException {
        pods = PodServers.start(podCount);
        release = HelmRelease.install(
                cluster.namespace(NAMESPACE), Chart.SCALARDB_CLUSTER, "app", podCount, pods.port(), pods.addresses());
    }

    String kubeconfig() {
        return cluster.kubeconfig(cluster.admin(), NAMESPACE);
    }

    boolean isPaused() {
        return pods.all().stream().allMatch(PodServer::isPaused);
    }

    /** Waits until every pod is paused. */
    void untilPaused() throws InterruptedException {
        until("every pod is paused", this::isPaused);
    }

    /** Waits until every pod is unpaused, and no Lease, watch or connection to a pod is left. */
    void untilNothingIsLeft() throws InterruptedException {
        until("every pod is open", pods::areOpen);
        until("no watch is left", () -> cluster.watches().running() == 0);
        until(
                "no connection to a pod is left",
                () -> pods.all().stream().allMatch(pod -> pod.connections() == 0),
                () -> pods.all().stream().map(PodServer::connections).toList() + " are open");
        try (KubernetesClient client = cluster.client(cluster.admin())) {
            until(
                    "no Lease is left",
                    () -> client.leases().inAnyNamespace().list().getItems().isEmpty());
        }
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        until(what, condition, () -> "");
    }

    /** @param seen what is so instead, for the message */
    private static void until(String what, BooleanSupplier condition, Supplier<String> seen)
            throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "waited in vain until " + what + " " + seen.get());
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override
    public void close() {
        cluster.close();
        pods.close();
    }
}
