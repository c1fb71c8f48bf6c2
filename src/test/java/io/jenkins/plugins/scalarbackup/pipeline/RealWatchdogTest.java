package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import io.jenkins.plugins.scalarbackup.watchdog.Shell;
import io.jenkins.plugins.scalarbackup.watchdog.Watchdog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests the watchdog's script on a real API server, with only the ServiceAccount and the Role of
 * docs/watchdog/watchdog.yaml.
 */
@EnabledIfSystemProperty(named = "kubeconfig", matches = ".+", disabledReason = "needs -Dkubeconfig=FILE")
class RealWatchdogTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void itOpensWhatAKilledControllerLeft(Shell shell) throws Exception {
        assumeTrue(Shell.installed().anyMatch(shell::equals), shell + " with curl is not installed");
        try (RealCluster cluster = new RealCluster(Path.of(System.getProperty("kubeconfig")));
                PodServers pods = PodServers.start(2)) {
            assumeFalse(SilentWatches.areThoseOf(cluster), "no window is opened where watches are silent");
            cluster.install(pods);
            Map<String, String> settings = cluster.watchdog(Files.createDirectory(directory.resolve("serviceaccount")));
            Map<String, String> credentials = Map.of("cluster", cluster.kubeconfig());
            Path home = directory.resolve("controller").resolve("home");
            try (Watchdog watchdog = new Watchdog(shell, Files.createDirectory(directory.resolve("dog")), settings)) {
                try (ControllerProcess controller = ControllerProcess.start(
                        home,
                        credentials,
                        Map.of(
                                "nightly",
                                "consistentBackup(release: 'app', credentialsId: 'cluster', skewWindow: 0,"
                                        + " watchdog: 'required') { input 'never' }"))) {
                    controller.until("the window is open", () -> controller.isIn("OPEN", "nightly"));
                    controller.kill();
                }
                assertTrue(pods.all().stream().allMatch(PodServer::isPaused), "they were opened before it died");
                StepFixture.until("every pod is open", pods::areOpen);
                StepFixture.until("its Lease is let go", () -> saysOpened(cluster));
                assertTrue(
                        watchdog.log().stream().noneMatch(line -> line.contains("HTTP 403")),
                        watchdog.log().toString());
            }
            int unpauses = pods.unpauses();
            try (ControllerProcess back = ControllerProcess.start(home, credentials, Map.of())) {
                back.until("its window has a record", () -> back.records().containsKey("nightly"));
                JsonNode record = back.records().get("nightly").get(0);
                assertFalse(record.path("windowProven").asBoolean(), record.toPrettyString());
                assertTrue(record.toString().contains("LOCK_LOST"), record.toPrettyString());
                assertEquals(unpauses, pods.unpauses(), "pods that the watchdog unpaused are sent no Unpause");
            }
        }
    }

    private static boolean saysOpened(RealCluster cluster) {
        return cluster.client.leases().inNamespace(cluster.namespace).list().getItems().stream()
                .anyMatch(lease -> lease.getMetadata().getAnnotations() != null
                        && lease.getMetadata()
                                .getAnnotations()
                                .containsKey("scalar-backup.jenkins.io/opened-by-watchdog"));
    }
}
