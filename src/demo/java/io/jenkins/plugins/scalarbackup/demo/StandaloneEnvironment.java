package io.jenkins.plugins.scalarbackup.demo;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.BankOperations;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.EmbeddedScalarDb;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The embedded environment without a controller, for trials with a separate Jenkins: {@code StandaloneEnvironment
 * KUBECONFIG-FILE}. Two releases in the namespace {@code bank}: {@code scalardb} with three pods, {@code second} with
 * one; all are ScalarDB Servers on the same two PostgreSQL servers, under a workload. It checks ten times a second
 * whether a pod was paused or unpaused, prints that, and executes commands from standard input until that is closed:
 * <ul>
 * <li>{@code paused}: shows which pods are paused
 * <li>{@code open}, {@code commit}: begins a transaction at the first pod, for which a drain then waits, and commits it
 * <li>{@code snapshot DIRECTORY}, {@code restore DIRECTORY}: dumps both databases; restores the dump beside them and
 * judges it
 * <li>{@code restart N}: restarts the container of pod N of {@code scalardb}, like the kubelet
 * <li>{@code leases}: shows the holder of each Lease
 * <li>{@code workload}: shows the number of transfers so far
 * </ul>
 */
public final class StandaloneEnvironment implements AutoCloseable {
    private static final int PODS = 4;
    private static final int WORKERS = 4;
    private static final String SECOND_RELEASE = "second";
    private static final long LOOK_EVERY_MILLIS = 100;

    private final EmbeddedScalarDb scalarDb;
    private final ApiDouble cluster;
    private final HelmRelease release;
    private final Map<String, ManagedChannel> pods = new LinkedHashMap<>();
    private BankOperations.OpenTransaction transaction;

    private StandaloneEnvironment(Path kubeconfig) throws IOException {
        scalarDb = EmbeddedScalarDb.start(PODS);
        cluster = ApiDouble.builder().tls().start();
        List<String> addresses = scalarDb.addresses().stream()
                .map(InetSocketAddress::getHostString)
                .toList();
        release = install(EmbeddedEnvironment.RELEASE, addresses.subList(0, PODS - 1));
        install(SECOND_RELEASE, addresses.subList(PODS - 1, PODS));
        for (InetSocketAddress address : scalarDb.addresses()) {
            pods.put(
                    address.getHostString() + ":" + address.getPort(),
                    NettyChannelBuilder.forAddress(address).usePlaintext().build());
        }
        Files.writeString(kubeconfig, cluster.kubeconfig(cluster.admin(), EmbeddedEnvironment.NAMESPACE));
    }

    private HelmRelease install(String name, List<String> addresses) {
        return HelmRelease.install(
                cluster.namespace(EmbeddedEnvironment.NAMESPACE),
                Chart.SCALARDB_SERVER,
                name,
                addresses.size(),
                scalarDb.port(),
                addresses);
    }

    /** Runs until standard input is closed. */
    public static void main(String[] arguments) throws Exception {
        try (StandaloneEnvironment environment = new StandaloneEnvironment(Path.of(arguments[0]))) {
            environment.scalarDb.workload().start(WORKERS);
            Thread eye = new Thread(environment::watch, "watch of the pods");
            eye.setDaemon(true);
            eye.start();
            say("Ready; the kubeconfig is " + arguments[0]);
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line;
            while ((line = input.readLine()) != null) {
                try {
                    environment.obey(line.trim().split("\\s+"));
                } catch (Exception failure) {
                    say(line + " failed: " + failure);
                }
            }
        }
        System.exit(0);
    }

    private void obey(String[] words) throws Exception {
        switch (words[0]) {
            case "paused" -> pods.forEach((pod, channel) -> say(pod + " " + state(channel)));
            case "open" -> {
                transaction = scalarDb.workload().openTransaction(0);
                say("A transaction is open at the first pod");
            }
            case "commit" -> {
                transaction.commit();
                transaction.close();
                say("The transaction is committed");
            }
            case "snapshot" -> {
                scalarDb.snapshot(Path.of(words[1]));
                say("Snapshot in " + words[1]);
            }
            case "restore" ->
                say("Restored: " + scalarDb.restoreAndCheck(Path.of(words[1])).describe());
            case "restart" -> {
                int pod = Integer.parseInt(words[1]);
                scalarDb.pods().get(pod).restart();
                release.workload().pod(pod).restartContainer();
                say("Restarted pod " + pod);
            }
            case "leases" -> say("Leases: " + leases());
            case "workload" ->
                say("Committed " + scalarDb.workload().committed() + ", refused "
                        + scalarDb.workload().refused());
            default -> say("Unknown: " + words[0]);
        }
    }

    private List<String> leases() {
        List<String> held = new ArrayList<>();
        try (KubernetesClient client = cluster.client(cluster.admin())) {
            for (Lease lease : client.leases().inAnyNamespace().list().getItems()) {
                held.add(lease.getMetadata().getName() + " held by "
                        + lease.getSpec().getHolderIdentity());
            }
        }
        return held;
    }

    private void watch() {
        Map<String, String> seen = new LinkedHashMap<>();
        try {
            while (true) {
                pods.forEach((pod, channel) -> {
                    String now = state(channel);
                    if (!now.equals(seen.put(pod, now))) {
                        say(pod + " " + now);
                    }
                });
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Uses the product's own stub, not the code under test. */
    private static String state(ManagedChannel channel) {
        try {
            return AdminGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(2, TimeUnit.SECONDS)
                            .checkPaused(Empty.getDefaultInstance())
                            .getPaused()
                    ? "PAUSED"
                    : "open";
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode().toString();
        }
    }

    private static void say(String line) {
        System.out.println(Instant.now() + " " + line);
    }

    @Override
    public void close() {
        pods.values().forEach(ManagedChannel::shutdownNow);
        cluster.close();
        scalarDb.close();
    }
}
