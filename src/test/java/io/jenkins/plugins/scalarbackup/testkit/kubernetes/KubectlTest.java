package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second judge, where it is installed. Over TLS, because kubectl sends no token without. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KubectlTest {

    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+).*");

    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();
    private ApiDouble cluster;
    private NamespaceFixture namespace;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "kubectl"))),
                "kubectl is not installed");
        cluster = ApiDouble.builder().tls().start();
        namespace = cluster.namespace("prod");
        Files.writeString(directory.resolve("kubeconfig"), cluster.kubeconfig(cluster.admin(), "prod"));
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void getsAndWatchesPods() throws IOException {
        namespace.createPod("a", Map.of("app", "x"), 1);
        namespace.createPod("b", Map.of("app", "y"), 1);
        assertEquals(List.of("pod/a", "pod/b"), output("get", "pods", "-o", "name"));
        assertEquals(List.of("pod/b"), output("get", "po", "-l", "app in (y)", "-o", "name"));

        BufferedReader watch = reader(kubectl(true, "get", "pods", "-w", "-o", "name"));
        assertEquals("pod/a", watch.readLine());
        assertEquals("pod/b", watch.readLine());
        Eventually.hold("kubectl watches", () -> cluster.watches().running() == 1);
        namespace.createPod("c", Map.of("app", "x"), 1);
        assertEquals("pod/c", watch.readLine());
    }

    @Test
    void seesARolloutAndDeletesAPod() throws IOException {
        Workload workload = namespace.deployment("d").replicas(2).create();
        assertTrue(output("rollout", "status", "deployment/d").get(0).contains("successfully rolled out"));
        PodHandle pod = workload.pod(0);
        output("delete", "pod", pod.name());
        assertFalse(pod.exists());
    }

    @ParameterizedTest(name = "over a WebSocket: {0}")
    @ValueSource(booleans = {true, false})
    void forwardsAPort(boolean overWebSocket) throws IOException {
        try (EchoServer echo = new EchoServer()) {
            namespace.createPod("a", Map.of("app", "x"), 50053).forwardTo(echo.address());
            BufferedReader forward = reader(kubectl(overWebSocket, "port-forward", "pod/a", ":50053"));
            Matcher line = FORWARDING.matcher(forward.readLine());
            assertTrue(line.matches());
            byte[] sent = new byte[500_000];
            new Random(1).nextBytes(sent);
            for (int connection = 0; connection < 2; connection++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(line.group(1)))) {
                    CompletableFuture<byte[]> echoed = CompletableFuture.supplyAsync(() -> read(socket));
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                    assertArrayEquals(sent, echoed.join());
                }
            }
        }
    }

    private static byte[] read(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private List<String> output(String... arguments) throws IOException {
        return reader(kubectl(true, arguments)).lines().toList();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private Process kubectl(boolean overWebSocket, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("KUBECTL_PORT_FORWARD_WEBSOCKETS", Boolean.toString(overWebSocket));
        builder.redirectError(directory.resolve("errors").toFile());
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
