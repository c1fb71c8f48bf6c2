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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests two controllers, each in a separate process, that want windows on the same pods. The pods judge, because they
 * see who pauses them.
 */
class TwoControllersTest {
    private static final int WINDOWS = 2;

    @TempDir
    private Path directory;

    private ApiDouble cluster;
    private PodServers pods;
    private ControllerProcess east;
    private ControllerProcess west;

    @BeforeEach
    void start() throws Exception {
        cluster = ApiDouble.builder().bookmarkEvery(Duration.ofMillis(200)).start();
        pods = PodServers.start(2);
        HelmRelease.install(cluster.namespace("bank"), Chart.SCALARDB_CLUSTER, "app", 2, pods.port(), pods.addresses());
    }

    @AfterEach
    void stop() throws Exception {
        for (ControllerProcess controller : new ControllerProcess[] {east, west}) {
            if (controller != null) {
                controller.close();
            }
        }
        pods.close();
        cluster.close();
    }

    @Test
    void windowsOfTwoControllersNeverOverlapAndEachGetsItsTurn() throws Exception {
        String windows = "for (int i = 0; i < " + WINDOWS + "; i++) { " + block("") + " }";
        Map<String, String> scripts = Map.of("one", windows, "two", windows);
        east = controller("east", scripts);
        west = controller("west", scripts);
        for (ControllerProcess controller : List.of(east, west)) {
            for (String job : scripts.keySet()) {
                controller.until(
                        "every window of " + job + " has its record",
                        () -> controller.records().getOrDefault(job, List.of()).size() == WINDOWS);
            }
        }
        assertEquals(List.of(), pods.intrusions());
        assertEquals(2 * 2 * WINDOWS * pods.all().size(), pods.pauses());

        List<JsonNode> records = new ArrayList<>();
        List.of(east, west).forEach(controller -> controller.records().values().forEach(records::addAll));
        records.sort(Comparator.comparing(record -> StepFixture.time(record, "pauseStarted")));
        for (int i = 0; i < records.size(); i++) {
            assertEquals("CONSISTENT", records.get(i).path("verdict").asText(), records.toString());
            if (i > 0) {
                Instant opened = StepFixture.time(records.get(i - 1), "unpauseCompleted");
                assertFalse(StepFixture.time(records.get(i), "pauseStarted").isBefore(opened), records.toString());
            }
        }
        east.until("no Lease is left", () -> leases().isEmpty());
    }

    @Test
    void lateUnpauseOfADeadHolderOpensNobodysWindow() throws Exception {
        east = controller("east", Map.of("holder", block("input 'never'")));
        west = controller(
                "west",
                Map.of(
                        "early", "input 'early'\n" + block(""),
                        "late", "input 'late'\n" + block("echo 'IN THE WINDOW'\n input 'done'")));
        east.until("the holder's window is open", () -> east.isIn("OPEN", "holder"));
        west.answer("early");
        west.until("it waits", () -> west.log().contains("Waiting for another window"));
        east.kill();
        Instant lastRenewal = leases().get(0).getSpec().getRenewTime().toInstant();

        // The Lease expires, and the dead controller's pods are still paused: that requires a person, or the
        // controller.
        west.until("it is refused", () -> west.log().contains("by a window whose controller is gone"));
        Duration waited = Duration.between(lastRenewal, Instant.now());
        assertTrue(waited.toSeconds() >= ControllerProcess.LEASE_SECONDS, "after " + waited);
        assertEquals(2, pods.pauses());
        assertTrue(pods.all().stream().allMatch(PodServer::isPaused), "nobody opened them");
        String holder = leases().get(0).getSpec().getHolderIdentity();

        // Now a person unpauses them, for example by the command in the Lease's annotation.
        pods.all().forEach(PodServer::unpauseFromOutside);
        west.answer("late");
        west.until("the Lease was taken over", () -> west.log().contains("IN THE WINDOW"));
        assertFalse(holder.equals(leases().get(0).getSpec().getHolderIdentity()), "it is the dead one's");

        // The dead controller comes back and finds in its journal that it had paused these pods.
        east = controller("east", Map.of());
        east.until("it looks at the lock", () -> east.log().contains("Not unpausing yet: the lock on these pods"));
        assertTrue(pods.all().stream().allMatch(PodServer::isPaused), "it opened the other's window");
        west.answer("done");
        west.until("the window has its record", () -> west.records().containsKey("late"));
        JsonNode record = west.records().get("late").get(0);
        assertEquals("CONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        east.until("its own is at an end", () -> !east.entry("holder").isObject());
        JsonNode late = east.records().get("holder").get(0);
        assertFalse(late.path("windowProven").asBoolean(), late.toPrettyString());
        assertEquals(List.of(), pods.intrusions());
        assertTrue(pods.areOpen());
        east.until("no Lease is left", () -> leases().isEmpty());
    }

    private ControllerProcess controller(String name, Map<String, String> scripts) throws Exception {
        return ControllerProcess.start(
                directory.resolve(name).resolve(name),
                Map.of("cluster", cluster.kubeconfig(cluster.admin(), "bank")),
                scripts);
    }

    private static String block(String body) {
        return "consistentBackup(release: 'app', credentialsId: 'cluster', skewWindow: 0, lockTimeout: 100) { " + body
                + " }";
    }

    private List<Lease> leases() {
        try (var client = cluster.client(cluster.admin())) {
            return client.leases().inAnyNamespace().list().getItems();
        }
    }
}
