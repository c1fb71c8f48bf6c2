package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests versions of the product that are known to make a window unsound though every check passes. */
class UnsoundVersionsTest {
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void images(String first, String second) {
        fixture.release.workload().pod(0).setImage(first);
        fixture.release.workload().pod(1).setImage(second);
    }

    @Test
    void anUnsoundVersionIsRefusedBeforeAnythingIsTouched() throws Exception {
        images("reg:5000/scalardb-cluster:3.17.2", "reg:5000/scalardb-cluster:3.17.2@sha256:01");
        for (String step : new String[] {
            "consistentBackup(TARGET) { }",
            "scalarPause(TARGET)",
            "consistentBackup(TARGET, acceptAdvisories: ['EXPIRY_BREAKS_PAUSE']) { }"
        }) {
            fixture.refused(step, "ScalarDB Cluster 3.17.2", "BATCH_PASSES_PAUSE", "3.17.3", "acceptAdvisories");
        }
    }

    @Test
    void anUnknownIdIsRefusedWithTheKnownOnes() throws Exception {
        for (String step : new String[] {
            "consistentBackup(TARGET, acceptAdvisories: ['NONE']) { }",
            "scalarPause(TARGET, acceptAdvisories: ['NONE'])"
        }) {
            fixture.refused(step, "acceptAdvisories", "\"NONE\"", "BATCH_PASSES_PAUSE", "QUIET_WATCH");
        }
    }

    @Test
    void onceAcceptedTheRecordWarnsOfIt() throws Exception {
        images("x:3.17.2", "x:3.17.2");
        EmbeddedRun run = fixture.run(
                Result.SUCCESS,
                "consistentBackup(TARGET, skewWindow: 3, acceptAdvisories: ['BATCH_PASSES_PAUSE', 'QUIET_WATCH']) { }");
        JsonNode record = StepFixture.record(run);
        assertEquals(1, record.path("warnings").size(), record.path("warnings").toString());
        assertTrue(record.path("warnings").get(0).asText().contains("BATCH_PASSES_PAUSE"));
        JsonNode target = record.path("targets").get(0);
        assertEquals("3.17.2", target.path("version").asText());
        JsonNode container = target.path("podsBefore").get(0).path("containers").get(0);
        assertEquals("x:3.17.2", container.path("image").asText());
        assertFalse(container.path("imageID").asText().isEmpty());
        String text = Files.readString(run.artifacts().resolve("consistent-backup.txt"));
        assertTrue(text.contains("scalardb-cluster 3.17.2, admin port"), text);
    }

    @Test
    void aTagWithoutAVersionIsANoteOnly() throws Exception {
        images("x:latest", "x:latest");
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 3) { }");
        JsonNode record = StepFixture.record(run);
        assertEquals(0, record.path("warnings").size(), record.path("warnings").toString());
        JsonNode target = record.path("targets").get(0);
        assertTrue(target.path("version").isNull());
        assertTrue(target.path("notes").get(0).asText().contains("x:latest"), target.toString());
        assertTrue(Files.readString(run.artifacts().resolve("consistent-backup.txt"))
                .contains("x:latest"));
    }

    @Test
    void verifyPodsTellsAndPassesAndNamesDifferentVersions() throws Exception {
        images("x:3.17.2", "x:3.17.3");
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                def seen = verifyPods(TARGET)
                echo "version ${seen.targets[0].version}, ${seen.targets[0].pods[0].containers[0].image}"
                verifyPods(TARGET, baseline: seen)
                """);
        String log = run.log().text();
        assertTrue(log.contains("WARNING: The pods of release \"app\""), log);
        assertTrue(log.contains("different versions: 3.17.2 (pod"), log);
        assertTrue(log.contains("BATCH_PASSES_PAUSE"), log);
        assertTrue(log.contains("version null, x:3.17."), log);
    }
}
