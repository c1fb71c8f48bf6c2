package io.jenkins.plugins.scalarbackup.watchdog;

import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.notes;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.until;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tests how {@code docs/watchdog/watchdog.sh} reaches pods: TLS and addresses of all kinds. */
class WatchdogReachTest {
    private static final HeldCertificate CA =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    @TempDir
    static Path directory;

    private static Scenarios scenarios;

    @BeforeAll
    static void start() {
        scenarios = new Scenarios(directory)
                .add("plain and TLS, by name and by address", WatchdogReachTest::tls)
                .add("IPv6, plain and TLS", WatchdogReachTest::ipv6)
                .addOnce("every tlsAuthority that a window takes", WatchdogReachTest::authorities)
                .addOnce("a Lease's pods count when they are there, read or not", WatchdogReachTest::lockedFirst)
                .addOnce("only the address that the API server has is spoken to", WatchdogReachTest::address);
    }

    @AfterAll
    static void stop() {
        scenarios.close();
    }

    @TestFactory
    List<DynamicTest> scenarios() {
        assumeTrue(Shell.installed().findAny().isPresent(), "neither dash nor busybox with curl is installed");
        return scenarios.tests();
    }

    private static SslContext certificate(HeldCertificate ca, String name) throws IOException {
        HeldCertificate held = new HeldCertificate.Builder()
                .signedBy(ca)
                .commonName(name)
                .addSubjectAlternativeName(name)
                .build();
        return GrpcSslContexts.configure(
                        SslContextBuilder.forServer(held.keyPair().getPrivate(), held.certificate()), SslProvider.JDK)
                .build();
    }

    private static PodServer serve(WatchedCluster cluster, String pod, String address, SslContext tls)
            throws IOException {
        return cluster.served(PodServers.at(List.of(address), tls), List.of(address), pod)
                .get(pod);
    }

    private static Map<String, String> trusting() throws IOException {
        Path file = Files.createTempFile(directory, "ca", ".crt");
        Files.writeString(file, CA.certificatePem());
        return Map.of("WATCHDOG_TLS_CA", file.toString());
    }

    private static void tls(WatchedCluster cluster) throws Exception {
        HeldCertificate otherCa =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        Map<String, PodServer> pods = new LinkedHashMap<>();
        pods.put("plain", serve(cluster, "plain", "127.0.0.11", null));
        pods.put("by-name", serve(cluster, "by-name", "127.0.0.11", certificate(CA, "scalar.example.com")));
        pods.put("by-address", serve(cluster, "by-address", "127.0.0.12", certificate(CA, "127.0.0.12")));
        pods.put("wrong-name", serve(cluster, "wrong-name", "127.0.0.13", certificate(CA, "elsewhere.example.com")));
        pods.put("wrong-ca", serve(cluster, "wrong-ca", "127.0.0.14", certificate(otherCa, "scalar.example.com")));
        List<String> claims = List.of(
                cluster.claim("plain", pods.get("plain")),
                cluster.claim("by-name", pods.get("by-name"), "tls:scalar.example.com", "claimed"),
                cluster.claim("by-address", pods.get("by-address"), "tls", "claimed"),
                cluster.claim("wrong-name", pods.get("wrong-name"), "tls:scalar.example.com", "claimed"),
                cluster.claim("wrong-ca", pods.get("wrong-ca"), "tls:scalar.example.com", "claimed"));
        cluster.lease("ledger", window("w-1", claims));
        Watchdog watchdog = cluster.watchdog("dog-0", trusting());
        for (String pod : List.of("plain", "by-name", "by-address")) {
            until(pod + " is open", () -> !pods.get(pod).isPaused());
        }
        // 60: the certificate can't be verified; 51 in older versions
        until(
                "the wrong name is seen",
                () -> watchdog.says("Pod wrong-name of window w-1 is not open: it does not answer"
                        + " CheckPaused (exit code 60 of curl)"));
        until(
                "the wrong CA is seen",
                () -> watchdog.says("Pod wrong-ca of window w-1 is not open: it does not answer"
                        + " CheckPaused (exit code 60 of curl)"));
        assertTrue(pods.get("wrong-name").isPaused());
        assertTrue(pods.get("wrong-ca").isPaused());
        until("who reads the pre-flight's answer sees it", () -> notes(cluster.get("scalar-backup.watchdog-dog-0"))
                .getOrDefault("reach-0", "")
                .startsWith("scalar-backup.deployment.ledger w-1 3/5 wrong-"));
        assertFalse(cluster.isLetGo("ledger"));
        cluster.namespace.pod("wrong-name").remove();
        cluster.namespace.pod("wrong-ca").remove();
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
    }

    private static void authorities(WatchedCluster cluster) throws Exception {
        Map<String, String> names = Map.of(
                "scalar.example.com:60053", "scalar.example.com",
                "[::1]", "::1",
                "[::1]:60053", "::1",
                "::1", "::1");
        Map<String, PodServer> pods = new LinkedHashMap<>();
        List<String> claims = new ArrayList<>();
        for (Map.Entry<String, String> name : names.entrySet()) {
            String pod = "pod-" + pods.size();
            PodServer server = serve(cluster, pod, "127.0.0." + (11 + pods.size()), certificate(CA, name.getValue()));
            claims.add(cluster.claim(pod, server, "tls:" + name.getKey(), "claimed"));
            pods.put(name.getKey(), server);
        }
        cluster.lease("ledger", window("w-1", claims));
        cluster.watchdog("dog-0", trusting());
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        pods.forEach((name, server) -> assertFalse(server.isPaused(), name));
    }

    /** A window takes its lock before it looks which pods there are. */
    private static void lockedFirst(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        Map<String, String> notes = window("w-1", List.of());
        notes.remove("pauses-since");
        cluster.lease("ledger", notes);
        cluster.lives("ledger");
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_GRACE", "60"));
        until("its own Lease is there", () -> cluster.get("scalar-backup.watchdog-dog-0") != null);
        claims(cluster, cluster.claim("a", pods.get("a")), "b somewhere plain claimed");
        until("the pod that it can read of is reached", () -> reach(cluster)
                .equals("scalar-backup.deployment.ledger w-1 1/2 pod-1"));
        assertTrue(watchdog.says("the annotation pod-1 does not have the form it should have"));
        assertTrue(watchdog.says("1 of 2 pods can be opened from here"));
        assertFalse(watchdog.says("of 0 pods"));
        claims(cluster, cluster.claim("a", pods.get("a")), cluster.claim("b", pods.get("b")), "c");
        until("it looks again when there are more", () -> reach(cluster)
                .equals("scalar-backup.deployment.ledger w-1 2/3 pod-2"));
    }

    private static void claims(WatchedCluster cluster, String... claims) {
        cluster.api.edit(cluster.lease("ledger"), lease -> {
            for (int i = 0; i < claims.length; i++) {
                lease.getMetadata().getAnnotations().put(WatchedCluster.NOTE + "pod-" + i, claims[i]);
            }
        });
    }

    private static String reach(WatchedCluster cluster) {
        return notes(cluster.get("scalar-backup.watchdog-dog-0")).getOrDefault("reach-0", "");
    }

    private static void ipv6(WatchedCluster cluster) throws Exception {
        assumeTrue(InetAddress.getByName("::1") instanceof Inet6Address && listens("::1"), "no IPv6 here");
        Map<String, PodServer> pods = new LinkedHashMap<>();
        pods.put("plain", serve(cluster, "plain", "::1", null));
        pods.put("by-name", serve(cluster, "by-name", "::1", certificate(CA, "scalar.example.com")));
        pods.put("by-address", serve(cluster, "by-address", "::1", certificate(CA, "::1")));
        List<String> claims = List.of(
                cluster.claim("plain", pods.get("plain")),
                cluster.claim("by-name", pods.get("by-name"), "tls:scalar.example.com", "claimed"),
                cluster.claim("by-address", pods.get("by-address"), "tls", "claimed"));
        assertTrue(claims.get(0).contains(" [::1]:"), claims.get(0));
        cluster.lease("ledger", window("w-1", claims));
        cluster.watchdog("dog-0", trusting());
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        pods.forEach((name, server) -> assertFalse(server.isPaused(), name));
    }

    private static boolean listens(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void address(WatchedCluster cluster) throws Exception {
        Map<String, PodServer> pods = cluster.paused("moved", "elsewhere");
        // Whoever writes a Lease may name an address that is not a pod's, or is another pod's.
        try (ServerSocket trap = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            trap.setSoTimeout(1);
            List<String> claims = new ArrayList<>();
            pods.forEach((name, server) -> claims.add(cluster.claim(name, server)));
            claims.replaceAll(claim -> claim.replaceFirst(" 127[0-9.]+:", " 127.0.0.1:"));
            PodServer atTheTrap = cluster.served(
                            PodServers.at(List.of("127.0.0.1"), null), List.of("10.0.0.1"), "never")
                    .get("never");
            String pod = claims.get(1).replaceFirst("127.0.0.1:\\d+", "127.0.0.1:" + trap.getLocalPort());
            cluster.lease("ledger", window("w-1", List.of(claims.get(0), pod)));
            Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
            until("the first is open, where it is", () -> !pods.get("moved").isPaused());
            until("the port of the other one is wrong", () -> watchdog.says("Pod elsewhere of window w-1 is not open"));
            until("it is said", () -> watchdog.says("Its Lease has pod elsewhere at 127.0.0.1, where it is not"));
            assertEquals(0, atTheTrap.unpauses());
            try {
                trap.accept();
                throw new AssertionError("it spoke to an address that only a Lease names");
            } catch (SocketTimeoutException nobodyCame) {
                cluster.namespace.pod("elsewhere").remove();
            }
            until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        }
    }
}
