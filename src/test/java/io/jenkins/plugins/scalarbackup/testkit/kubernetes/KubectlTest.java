package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the double with kubectl, if it is installed. Over TLS, because kubectl sends no token otherwise. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KubectlTest {

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

        BufferedReader watch = reader(kubectl("get", "pods", "-w", "-o", "name"));
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

    private List<String> output(String... arguments) throws IOException {
        return reader(kubectl(arguments)).lines().toList();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private Process kubectl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
        builder.environment().put("HOME", directory.toString());
        builder.redirectError(directory.resolve("errors").toFile());
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
