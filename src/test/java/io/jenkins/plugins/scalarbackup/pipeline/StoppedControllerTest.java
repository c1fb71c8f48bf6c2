package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a controller in a separate process that is stopped, or loses its journal, with a window open. */
class StoppedControllerTest {
    private static final String BLOCK =
            "consistentBackup(release: 'app', credentialsId: 'cluster', access: 'podIp', skewWindow: 0,"
                    + " maxPauseWait: 2, maxOutage: 100) {"
                    + " input 'never' }";
    private static final String ANNOTATIONS = "scalar-backup.jenkins.io/";

    @TempDir
    private Path directory;

    private ApiDouble cluster;
    private PodServers pods;
    private ControllerProcess controller;

    @BeforeEach
    void openAWindow() throws Exception {
        cluster = ApiDouble.builder().bookmarkEvery(Duration.ofMillis(200)).start();
        pods = PodServers.start(2);
        HelmRelease.install(cluster.namespace("bank"), Chart.SCALARDB_CLUSTER, "app", 2, pods.port(), pods.addresses());
        controller = controller(Map.of("holder", BLOCK));
        controller.until("the window is open", () -> controller.isIn("OPEN", "holder"));
        // Across a restart, only two measurements can show that the clock did not step.
        controller.until(
                "the clock is measured",
                () -> controller.entry("holder").at("/state/clockOffset/millis").isNumber());
    }

    @AfterEach
    void stop() {
        controller.close();
        pods.close();
        cluster.close();
    }

    private ControllerProcess controller(Map<String, String> scripts) throws IOException {
        return ControllerProcess.start(
                directory.resolve("home").resolve("home"),
                Map.of("cluster", cluster.kubeconfig(cluster.admin(), "bank")),
                scripts);
    }

    private List<Lease> leases() {
        try (var client = cluster.client(cluster.admin())) {
            return client.leases().inAnyNamespace().list().getItems();
        }
    }

    @Test
    void theNextStartGoesOnAtOnce() throws Exception {
        String holder = leases().get(0).getSpec().getHolderIdentity();
        controller.stop();
        Lease left = leases().get(0);
        assertEquals(holder, left.getSpec().getHolderIdentity(), "to everybody else it is held");
        assertEquals(
                holder.substring(holder.indexOf('/') + 1),
                left.getMetadata().getAnnotations().get(ANNOTATIONS + "handed-over"));
        assertTrue(pods.all().stream().allMatch(PodServer::isPaused));

        controller = controller(Map.of());
        controller.until("the Lease is the new start's", () -> leases().stream()
                .noneMatch(lease -> lease.getSpec().getHolderIdentity().equals(holder)));
        controller.until("it is at an end", () -> controller.records().containsKey("holder"));
        JsonNode record = controller.records().get("holder").get(0);
        assertTrue(record.path("windowProven").asBoolean(), record.toPrettyString());
        assertFalse(controller.log().contains("Not unpausing yet"), controller.log());
        assertTrue(pods.areOpen());
        controller.until("no Lease is left", () -> leases().isEmpty());
    }

    @Test
    void aStopIsNotHeldUpByAnApiServerThatDoesNotAnswer() throws Exception {
        cluster.faults().on("*", "leases").hang();
        long begun = System.nanoTime();
        controller.stop();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.toSeconds() < 30, "it took " + took);
        cluster.faults().clear();
        controller = controller(Map.of());
        controller.until("the pods are open", pods::areOpen);
        controller.until("no Lease is left", () -> leases().isEmpty());
    }

    @Test
    void aJournalThatIsLostIsADelayAndNoLoss() throws Exception {
        Map<String, String> told = leases().get(0).getMetadata().getAnnotations();
        assertEquals("1", told.get(ANNOTATIONS + "version"));
        assertTrue(
                told.get(ANNOTATIONS + "pod-0")
                        .matches("app-\\S+ [0-9a-f-]{36} 127\\.\\d+\\.\\d+\\.\\d+:\\d+ plain claimed"),
                told.toString());
        assertEquals("scalar-backup", leases().get(0).getMetadata().getLabels().get("app.kubernetes.io/managed-by"));
        controller.until(
                "it is noted which connection was used",
                () -> Files.exists(controller.journal().resolveSibling("connections.json")));
        assertFalse(Files.readString(controller.journal().resolveSibling("connections.json"))
                .contains(cluster.admin().token()));
        controller.kill();
        try (Stream<Path> entries = Files.list(controller.journal())) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
        Instant lastRenewal = leases().get(0).getSpec().getRenewTime().toInstant();

        // The job is known again, because its credential is its own.
        controller = controller(Map.of("holder", "echo 'back'"));
        controller.until("it found the window", () -> controller.log().contains("which the journal does not know"));
        controller.until("the pods are open", pods::areOpen);
        Duration waited = Duration.between(lastRenewal, Instant.now());
        assertTrue(waited.toSeconds() >= ControllerProcess.LEASE_SECONDS, "it might have lived: after " + waited);
        controller.until("no Lease is left", () -> leases().isEmpty());
        assertTrue(controller.log().contains("it has no record"), controller.log());
    }

    /** A home that was copied, or restored elsewhere: it has the same identity, but belongs to another controller. */
    @Test
    void aWindowThatLivesElsewhereIsLeftAlone() throws Exception {
        Path home = directory.resolve("home").resolve("home");
        Path copy = directory.resolve("copy").resolve("home");
        Files.createDirectories(copy.resolve("scalar-backup"));
        controller.until(
                "it is noted which connection was used",
                () -> Files.exists(home.resolve("scalar-backup/connections.json")));
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Files.copy(home.resolve("scalar-backup/connections.json"), copy.resolve("scalar-backup/connections.json"));
        ControllerProcess twin = ControllerProcess.start(
                copy, Map.of("cluster", cluster.kubeconfig(cluster.admin(), "bank")), Map.of("holder", "echo 'back'"));
        try {
            twin.until(
                    "it left it alone",
                    () -> twin.log().contains("lives on another controller")
                            || twin.log().contains("it is watched for")
                                    && !pods.all().stream().allMatch(PodServer::isPaused));
            assertTrue(twin.log().contains("lives on another controller"), twin.log());
            assertTrue(pods.all().stream().allMatch(PodServer::isPaused));
        } finally {
            twin.close();
        }
        controller.stop();
        controller = controller(Map.of());
        controller.until("no Lease is left", () -> leases().isEmpty());
    }
}
