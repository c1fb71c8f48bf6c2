package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import io.jenkins.plugins.scalarbackup.watchdog.Shell;
import io.jenkins.plugins.scalarbackup.watchdog.Watchdog;
import io.jenkins.plugins.scalarbackup.watchdog.WatchdogAccount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests a controller that is killed in the middle of its window and does not come back: the watchdog's script unpauses
 * its pods.
 */
class KilledControllerTest {
    /**
     * The Lease's last renewal, 1.5 times its duration, a check, and the unpausing itself; with time for a busy
     * machine.
     */
    private static final Duration PROMISED = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void itsPodsAreOpenedAndItSaysSoShouldItComeBack() throws Exception {
        Optional<Shell> shell = Shell.installed().findFirst();
        assumeTrue(shell.isPresent(), "neither dash nor busybox with curl is installed");
        try (ApiDouble cluster = ApiDouble.builder()
                        .tls()
                        .bookmarkEvery(Duration.ofMillis(200))
                        .start();
                PodServers pods = PodServers.start(2);
                Watchdog watchdog = new Watchdog(
                        shell.get(),
                        Files.createDirectory(directory.resolve("dog")),
                        new WatchdogAccount(cluster, "bank", Files.createDirectory(directory.resolve("serviceaccount")))
                                .settings("dog-1"))) {
            HelmRelease.install(
                    cluster.namespace("bank"), Chart.SCALARDB_CLUSTER, "app", 2, pods.port(), pods.addresses());
            Map<String, String> credentials = Map.of("cluster", cluster.kubeconfig(cluster.admin(), "bank"));
            Path home = directory.resolve("controller").resolve("home");
            try (ControllerProcess controller = ControllerProcess.start(
                    home,
                    credentials,
                    Map.of(
                            "nightly",
                            "consistentBackup(release: 'app', credentialsId: 'cluster', skewWindow: 0,"
                                    + " watchdog: 'required') { input 'never' }"))) {
                controller.until("the window is open", () -> controller.isIn("OPEN", "nightly"));
                assertTrue(controller.log().contains("Should this controller die, watchdog dog-1"), controller.log());
                controller.kill();
            }
            long killed = System.nanoTime();
            assertTrue(pods.all().stream().allMatch(PodServer::isPaused), "they were opened before it died");
            StepFixture.until("every pod is open", pods::areOpen);
            Duration took = Duration.ofNanos(System.nanoTime() - killed);
            assertTrue(took.compareTo(PROMISED) < 0, "after " + took + ": " + watchdog.log());
            Path summary =
                    Files.createDirectories(Path.of("target", "watchdog")).resolve("killed-controller.json");
            Files.writeString(summary, "{\"pods\": 2, \"openAfterMillis\": " + took.toMillis() + "}\n");
            int unpauses = pods.unpauses();

            try (ControllerProcess back = ControllerProcess.start(home, credentials, Map.of())) {
                back.until("its window has a record", () -> back.records().containsKey("nightly"));
                JsonNode record = back.records().get("nightly").get(0);
                assertFalse(record.path("windowProven").asBoolean(), record.toPrettyString());
                assertTrue(record.path("watchdog").path("stands").asBoolean(), record.toPrettyString());
                assertTrue(record.toString().contains("LOCK_LOST"), record.toPrettyString());
                assertEquals(unpauses, pods.unpauses(), "pods that the watchdog unpaused are sent no Unpause");
                assertTrue(pods.areOpen());
            }
        }
    }
}
