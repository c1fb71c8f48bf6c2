package io.jenkins.plugins.scalarbackup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.admin.GrpcPodConnector;
import io.jenkins.plugins.scalarbackup.demo.EmbeddedEnvironment;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedPipeline;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the five steps as a pipeline author writes them, against real ScalarDB Servers. */
class EndToEndTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration CALL = Duration.ofSeconds(10);
    private static final String TARGET = "release: 'scalardb', credentialsId: 'scalar-kubeconfig'";

    private static EmbeddedEnvironment environment;

    @TempDir
    private static Path home;

    @BeforeAll
    static void start() throws IOException {
        environment = EmbeddedEnvironment.start(home);
        environment.scalarDb().workload().start(2);
    }

    @AfterAll
    static void stop() {
        environment.close();
    }

    @AfterEach
    void nothingIsLeftPaused() throws Exception {
        try (GrpcPodConnector connector = new GrpcPodConnector()) {
            for (InetSocketAddress address : environment.scalarDb().addresses()) {
                try (PodConnection connection = connector.connect(
                        address.getHostString(), address.getPort(), AdminTls.OFF, address.toString(), () -> {})) {
                    assertFalse(
                            connection.checkPaused(CALL).toCompletableFuture().get(CALL.toSeconds(), TimeUnit.SECONDS),
                            address + " is still paused");
                }
            }
        }
    }

    @Test
    void blockRunsInAWindowThatIsProven() throws Exception {
        EmbeddedRun run = run("""
                def record = consistentBackup(%s, skewWindow: 3, databases: ['postgresql']) {
                    echo "inside ${env.SCALAR_BACKUP_ID} attempt ${env.SCALAR_BACKUP_ATTEMPT}"
                    awaitSkewWindow(seconds: 1)
                }
                echo "outside ${record.verdict} ${record.id}"
                """);
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        JsonNode record = record(run, "consistent-backup.json");
        String id = record.path("id").asText();
        assertTrue(
                run.log().text().contains("inside " + id + " attempt 1"),
                run.log().text());
        assertTrue(
                run.log().text().contains("outside CONSISTENT " + id), run.log().text());
        // The verdict is written to the block's log, which outlives the steps in the block.
        assertTrue(run.log().text().contains("Verdict: CONSISTENT"), run.log().text());
        assertTrue(record.path("windowProven").asBoolean());
        assertTrue(record.path("window").path("durationMillis").asLong() >= 3000);
        assertEquals(3, record.path("targets").path(0).path("pauses").size());
        Instant recommended =
                Instant.parse(record.path("restore").path("recommended").asText());
        assertTrue(recommended.isAfter(
                Instant.parse(record.path("window").path("pauseCompleted").asText())));
        assertTrue(recommended.isBefore(
                Instant.parse(record.path("window").path("verifiedUntil").asText())));
    }

    @Test
    void singleStepsMakeTheSameWindow() throws Exception {
        EmbeddedRun run = run("""
                def before = verifyPods(%1$s)
                def pause = scalarPause(%1$s, maxOutage: 100)
                echo "paused ${pause.id} ${pause.pods.size()}"
                def waited = awaitSkewWindow(seconds: 3)
                def record = scalarUnpause(pause: pause)
                def after = verifyPods(%1$s, baseline: before)
                echo "drift ${after.drift.size()} verdict ${record.verdict} from ${waited.started}"
                """);
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        JsonNode record = record(run, "consistent-backup.json");
        assertEquals("CONSISTENT", record.path("verdict").asText());
        assertEquals(3000, record.path("window").path("requestedMillis").asLong());
        assertTrue(run.log().text().contains("Verdict: CONSISTENT"), run.log().text());
        assertTrue(record.path("bodyCompleted").isNull());
        assertTrue(
                run.log().text().contains("drift 0 verdict CONSISTENT"),
                run.log().text());
    }

    @Test
    void bodyThatThrowsFailsTheBuildWithItsOwnMessage() throws Exception {
        EmbeddedRun run = run("consistentBackup(%s) { error 'the snapshot tool broke' }");
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        assertTrue(
                run.log().text().contains("ERROR: the snapshot tool broke"),
                run.log().text());
        JsonNode record = record(run, "consistent-backup.json");
        assertEquals("FAILED", record.path("verdict").asText());
        assertTrue(record.path("windowProven").asBoolean(), record.toPrettyString());
        assertFalse(record.path("bodyCompleted").asBoolean());
    }

    @Test
    void restartOfAContainerEndsTheWindowAndStopsTheBlock() throws Exception {
        EmbeddedRun run = run("consistentBackup(%s, skewWindow: 5) { echo 'begun'\n sleep 60 }");
        run.log().await("begun", LONG);
        pod(0).restartContainer();
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run, "consistent-backup.json");
        assertEquals("INCONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        assertFalse(record.path("windowProven").asBoolean());
        assertTrue(record.path("targets").path(0).path("drift").toString().contains(pod(0).name()));
        assertTrue(
                run.log().text().contains("The backup is INCONSISTENT"),
                run.log().text());
    }

    @Test
    void inconsistentWindowIsAttemptedAgainWithARecordOfItsOwn() throws Exception {
        EmbeddedRun run = run("consistentBackup(%s, skewWindow: 3, attempts: 2, attemptDelay: 0) {"
                + " echo \"begun ${env.SCALAR_BACKUP_ATTEMPT}\" }");
        run.log().await("begun 1", LONG);
        pod(1).restartContainer();
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertEquals(
                "INCONSISTENT",
                record(run, "consistent-backup.json").path("verdict").asText());
        assertEquals(
                "CONSISTENT",
                record(run, "consistent-backup-2.json").path("verdict").asText());
        assertEquals(
                2,
                record(run, "consistent-backup-2.json")
                        .path("build")
                        .path("attempt")
                        .asInt());
    }

    @Test
    void abortInTheBlockOpensThePodsAndKeepsTheRecord() throws Exception {
        EmbeddedRun run = run("consistentBackup(%s, skewWindow: 5) { echo 'begun'\n sleep 60 }");
        run.log().await("begun", LONG);
        run.interrupt("alice");
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertEquals(
                "ABORTED", record(run, "consistent-backup.json").path("verdict").asText());
    }

    @Test
    void limitOpensProductionAndFailsTheBuild() throws Exception {
        EmbeddedRun run =
                run("consistentBackup(%s, skewWindow: 1, maxPauseWait: 2, maxOutage: 4) { echo 'begun'\n sleep 60 }");
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run, "consistent-backup.json");
        assertEquals("ABORTED", record.path("verdict").asText());
        Duration outage = Duration.between(
                Instant.parse(record.path("window").path("pauseStarted").asText()),
                Instant.parse(record.path("window").path("unpauseStarted").asText()));
        assertTrue(outage.compareTo(Duration.ofMillis(5500)) < 0, outage.toString());
        assertTrue(
                run.log().text().contains("maxOutage (4 s) was reached"),
                run.log().text());
    }

    @Test
    void forgottenPauseIsOpenedWhenTheBuildEnds() throws Exception {
        EmbeddedRun run = run("scalarPause(%s)");
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertTrue(
                run.log().text().contains("still open; its pods are opened now"),
                run.log().text());
        awaitRecord(run, "consistent-backup.json");
        assertEquals(
                "ABORTED", record(run, "consistent-backup.json").path("verdict").asText());
    }

    @Test
    void twoWindowsOnTheSamePodsComeOneAfterTheOther() throws Exception {
        String script = "consistentBackup(%s, skewWindow: 2) { echo 'mine' }";
        EmbeddedRun first = run(script);
        first.log().await("mine", LONG);
        EmbeddedRun second = run(script);
        assertEquals(Result.SUCCESS, first.await(LONG), first.log().text());
        assertEquals(Result.SUCCESS, second.await(LONG), second.log().text());
        Instant firstOpen = time(first, "unpauseCompleted");
        Instant secondPause = time(second, "pauseStarted");
        assertFalse(secondPause.isBefore(firstOpen), secondPause + " before " + firstOpen);
        assertTrue(
                second.log().text().contains("Waiting for another window"),
                second.log().text());
    }

    @Test
    void rescueOpensWhatSomebodyElseLeftPaused() throws Exception {
        InetSocketAddress address = environment.scalarDb().addresses().get(0);
        try (GrpcPodConnector connector = new GrpcPodConnector();
                PodConnection connection = connector.connect(
                        address.getHostString(), address.getPort(), AdminTls.OFF, address.toString(), () -> {})) {
            connection.pause(Duration.ofSeconds(5), CALL).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        EmbeddedRun refused = run("consistentBackup(%s, skewWindow: 1) { }");
        assertEquals(Result.FAILURE, refused.await(LONG), refused.log().text());
        assertTrue(
                refused.log().text().contains("is already paused"),
                refused.log().text());
        EmbeddedRun unclaimed = run("scalarUnpause(%s)");
        assertEquals(Result.FAILURE, unclaimed.await(LONG), unclaimed.log().text());
        assertTrue(
                unclaimed.log().text().contains("No Lease and no open pause of this controller claims"),
                unclaimed.log().text());
        EmbeddedRun rescue = run("def done = scalarUnpause(%s, force: true)\n echo \"rescued ${done.unpaused}\"");
        assertEquals(Result.SUCCESS, rescue.await(LONG), rescue.log().text());
        assertTrue(
                rescue.log().text().contains("Unpaused by the rescue: "),
                rescue.log().text());
    }

    @Test
    void environmentsKubeconfigIsReadWhereTheStepRuns() throws Exception {
        EmbeddedRun run = pipeline("""
                node {
                    withCredentials([file(credentialsId: 'scalar-kubeconfig', variable: 'KUBECONFIG')]) {
                        def seen = verifyPods(release: 'scalardb')
                        echo "pods ${seen.targets[0].pods.size()} in ${seen.targets[0].namespace}"
                    }
                }
                """).start();
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertTrue(run.log().text().contains("pods 3 in bank"), run.log().text());
    }

    private static EmbeddedRun run(String script) throws IOException {
        return pipeline(script.formatted(TARGET)).start();
    }

    private static EmbeddedPipeline pipeline(String script) {
        return environment.jenkins().pipeline("end-to-end").script(script);
    }

    private static PodHandle pod(int index) {
        return environment.release().workload().pods().get(index);
    }

    private static Instant time(EmbeddedRun run, String name) throws IOException {
        return Instant.parse(
                record(run, "consistent-backup.json").path("window").path(name).asText());
    }

    private static JsonNode record(EmbeddedRun run, String name) throws IOException {
        return new ObjectMapper().readTree(run.artifacts().resolve(name).toFile());
    }

    private static void awaitRecord(EmbeddedRun run, String name) throws InterruptedException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!run.artifacts().resolve(name).toFile().exists()) {
            assertTrue(System.nanoTime() < deadline, "no record " + name);
            Thread.sleep(20);
        }
    }
}
