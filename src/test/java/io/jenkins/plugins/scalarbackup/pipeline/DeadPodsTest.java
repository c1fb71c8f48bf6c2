package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a pod whose process dies in the window: production does not wait for the window's end, and the pod's next
 * process is not touched.
 */
class DeadPodsTest {
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(3);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private EmbeddedRun begun(String access) throws Exception {
        for (int i = 0; i < 3; i++) {
            fixture.release.workload().pod(i).forwardTo(fixture.pods.get(i).address());
        }
        EmbeddedRun run = fixture.start(
                "consistentBackup(TARGET, access: '" + access + "', skewWindow: 0) { echo 'begun'\n sleep 250 }");
        run.log().await("begun", LONG);
        return run;
    }

    private JsonNode recordOf(EmbeddedRun run) throws Exception {
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        return record;
    }

    /** The API server never notices it. */
    @ParameterizedTest
    @ValueSource(strings = {"podIp", "portForward"})
    void aPodThatTakesNoConnectionEndsTheWindowAtOnce(String access) throws Exception {
        EmbeddedRun run = begun(access);
        fixture.pods.get(1).stop();
        until(
                "the others are open",
                () -> !fixture.pods.get(0).isPaused() && !fixture.pods.get(2).isPaused());
        Instant later = Instant.now().plusMillis(1_500);
        until("the times can be told apart", () -> Instant.now().isAfter(later));
        fixture.pods.get(1).startAgain(false);
        JsonNode record = recordOf(run);
        String name = fixture.release.workload().pod(1).name();
        assertTrue(
                record.path("reasons").toString().contains("UNKNOWN_AFTER: Pod " + name + " took no connection"),
                record.toPrettyString());
        Instant most = StepFixture.time(record, "mostPodsOpenAt");
        Instant last = StepFixture.time(record, "lastPodOpenAt");
        assertTrue(most.plusSeconds(1).isBefore(last), record.toPrettyString());
        String text = Files.readString(run.artifacts().resolve("consistent-backup.txt"));
        assertTrue(text.contains("most pods open") && text.contains("last pod open"), text);
    }

    @Test
    void aPodThatSomebodyPausesAfterItsRestartIsLeftToThem() throws Exception {
        EmbeddedRun run = begun("podIp");
        PodServer restarted = fixture.pods.get(1);
        restarted.stop();
        restarted.startAgain(true);
        fixture.release.workload().pod(1).restartContainer();
        JsonNode record = recordOf(run);
        assertEquals(0, restarted.unpauses(), "it is not ours to open");
        assertTrue(restarted.isPaused());
        assertFalse(run.log().text().contains("All pods are open"), run.log().text());
        JsonNode pause = record.path("targets").path(0).path("pauses").path(1);
        assertTrue(pause.path("notOurs").asText().contains("restarted"), record.toPrettyString());
        String text = Files.readString(run.artifacts().resolve("consistent-backup.txt"));
        assertTrue(text.contains("may be paused by somebody else"), text);
        restarted.unpauseFromOutside();
    }

    @Test
    void aPodThatIsOpenAfterItsRestartIsNotUnpaused() throws Exception {
        EmbeddedRun run = begun("podIp");
        PodServer restarted = fixture.pods.get(1);
        restarted.stop();
        restarted.startAgain(false);
        fixture.release.workload().pod(1).restartContainer();
        JsonNode record = recordOf(run);
        assertTrue(record.toString().contains("CONTAINER_RESTARTED"), record.toPrettyString());
        assertTrue(
                run.log().text().contains("All pods are open since"), run.log().text());
        assertTrue(
                record.path("targets")
                        .path(0)
                        .path("pauses")
                        .path(1)
                        .path("notOurs")
                        .isNull(),
                record.toPrettyString());
    }
}
