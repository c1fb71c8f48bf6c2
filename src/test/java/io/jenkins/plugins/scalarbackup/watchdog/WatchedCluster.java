package io.jenkins.plugins.scalarbackup.watchdog;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.NamespaceFixture;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A cluster with one namespace guarded by watchdogs, its Leases and its pods. */
final class WatchedCluster implements AutoCloseable {
    static final String NAMESPACE = "prod";
    static final String NOTE = "scalar-backup.jenkins.io/";

    final ApiDouble api = ApiDouble.builder().tls().start();
    final NamespaceFixture namespace = api.namespace(NAMESPACE);
    final WatchdogAccount account;
    private final KubernetesClient client = api.client(api.admin());
    private final Shell shell;
    private final Path directory;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ScheduledExecutorService holders = Executors.newSingleThreadScheduledExecutor();

    WatchedCluster(Shell shell, Path directory) {
        this.shell = shell;
        this.directory = directory;
        account = new WatchdogAccount(api, NAMESPACE, directory);
    }

    /** Starts a watchdog in the pod of this name. */
    Watchdog watchdog(String pod, Map<String, String> settings) {
        try {
            Map<String, String> all = new TreeMap<>(account.settings(pod));
            all.putAll(settings);
            Watchdog watchdog = new Watchdog(shell, Files.createDirectory(directory.resolve(pod)), all);
            opened.add(watchdog);
            return watchdog;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates pods of these names with paused servers, all at one port. */
    Map<String, PodServer> paused(String... names) {
        return paused(Map.of(), names);
    }

    /**
     * @param at the addresses of the pods that are not at 127.0.0.x
     */
    Map<String, PodServer> paused(Map<String, String> at, String... names) {
        List<String> addresses = new ArrayList<>();
        for (String name : names) {
            addresses.add(at.getOrDefault(name, "127.0.0." + (11 + addresses.size())));
        }
        try {
            return served(PodServers.at(addresses, null), addresses, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, PodServer> served(PodServers servers, List<String> addresses, String... names) {
        opened.add(servers);
        Map<String, PodServer> pods = new LinkedHashMap<>();
        for (String name : names) {
            namespace.createPod(name, Map.of(), servers.port()).setIp(addresses.get(pods.size()));
            pods.put(name, servers.get(pods.size()).pauseFromOutside());
        }
        return pods;
    }

    /** Returns a Lease's annotation for a pod. */
    String claim(String pod, PodServer server, String tls, String state) {
        PodHandle handle = namespace.pod(pod);
        String ip = handle.model().getStatus().getPodIP();
        return pod + " " + handle.uid() + " " + (ip.contains(":") ? "[" + ip + "]" : ip) + ":"
                + server.address().getPort() + " " + tls + " " + state;
    }

    String claim(String pod, PodServer server) {
        return claim(pod, server, "plain", "claimed");
    }

    /** Returns the Lease's lines for pods that it claims. */
    List<String> claims(Map<String, PodServer> pods) {
        return pods.entrySet().stream()
                .map(pod -> claim(pod.getKey(), pod.getValue()))
                .toList();
    }

    /** Returns the annotations of a window that has begun to pause. */
    static Map<String, String> window(String window, List<String> claims) {
        Map<String, String> notes = new TreeMap<>(Map.of(
                "version", "1",
                "window", window,
                "build", "job/nightly/7/ \"quoted\" \\ <ä>",
                "pauses-since", "2026-11-26T18:30:05.123Z",
                "max-pause-wait", "1",
                "opens-within", "330"));
        for (int i = 0; i < claims.size(); i++) {
            notes.put("pod-" + i, claims.get(i));
        }
        return notes;
    }

    /** Creates a Lease of the plugin, held by an inactive controller. */
    Lease lease(String workload, Map<String, String> notes) {
        Map<String, String> annotations = new TreeMap<>();
        notes.forEach((key, value) -> annotations.put(NOTE + key, value));
        return api.create(new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name(workload))
                .addToLabels("app.kubernetes.io/managed-by", "scalar-backup")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("controller/nonce")
                .withLeaseDurationSeconds(1)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build());
    }

    private static String name(String workload) {
        return "scalar-backup.deployment." + workload;
    }

    Lease lease(String workload) {
        return get(name(workload));
    }

    Lease get(String name) {
        return client.leases().inNamespace(NAMESPACE).withName(name).get();
    }

    List<Lease> leases() {
        return client.leases().inNamespace(NAMESPACE).list().getItems();
    }

    String holder(String workload) {
        return lease(workload).getSpec().getHolderIdentity();
    }

    /** Returns a Lease's annotations, by key without the plugin's prefix. */
    static Map<String, String> notes(Lease lease) {
        Map<String, String> notes = new TreeMap<>();
        if (lease != null && lease.getMetadata().getAnnotations() != null) {
            lease.getMetadata().getAnnotations().forEach((key, value) -> notes.put(key.replace(NOTE, ""), value));
        }
        return notes;
    }

    /** Returns whether the watchdog has unpaused a workload's pods and released its Lease. */
    boolean isLetGo(String workload) {
        return notes(lease(workload)).containsKey("opened-by-watchdog") && holder(workload) == null;
    }

    /** Starts a live controller, which renews its Lease until somebody else holds it. */
    void lives(String workload) {
        holders.scheduleWithFixedDelay(() -> renew(workload), 0, 500, TimeUnit.MILLISECONDS);
    }

    private void renew(String workload) {
        try {
            Lease lease = lease(workload);
            if (!"controller/nonce".equals(lease.getSpec().getHolderIdentity())) {
                throw new IllegalStateException(workload + " was lost");
            }
            lease.getSpec().setRenewTime(ZonedDateTime.now(ZoneOffset.UTC));
            client.resource(lease).update();
        } catch (KubernetesClientException e) {
            // An API server that is down for a while does not end the controller.
            if (e.getCode() != 409 && e.getCode() < 500) {
                throw e;
            }
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within 120 s: " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() throws Exception {
        holders.shutdownNow();
        for (AutoCloseable one : opened) {
            one.close();
        }
        client.close();
        api.close();
    }
}
