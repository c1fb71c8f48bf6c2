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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the expectations given to the steps are in the record, with any verdict. */
class ExpectationParameterTest {
    private static final List<String> KEYS =
            List.of("expectEveryHours", "expectRestorableEveryHours", "expectRestoreTestEveryHours");

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(1);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void theBlockSaysIt() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
            def record = consistentBackup(TARGET, skewWindow: 1, expectEveryHours: 26, expectRestoreTestEveryHours: 200) { }
            echo "a proven one each ${record.expectEveryHours} hours"
            """);
        assertTrue(
                run.log().text().contains("a proven one each 26 hours"),
                run.log().text());
        assertEquals("26,,200", expected(StepFixture.record(run)));
        String text = Files.readString(run.artifacts().resolve("consistent-backup.txt"));
        assertTrue(text.contains("a proven window every 26 hours"), text);
    }

    @Test
    void soDoesOneThatFails() throws Exception {
        EmbeddedRun run = fixture.run(
                Result.FAILURE,
                "consistentBackup(TARGET, skewWindow: 1, expectRestorableEveryHours: 1) { error 'no snapshot' }");
        assertEquals(",1,", expected(StepFixture.record(run)));
    }

    @Test
    void soDoSingleSteps() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, "scalarPause(TARGET, expectEveryHours: 10000)\nscalarUnpause()");
        assertEquals("10000,,", expected(StepFixture.record(run)));
    }

    @Test
    void whereNothingIsExpectedTheRecordSaysNothing() throws Exception {
        JsonNode record =
                StepFixture.record(fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 1) { }"));
        KEYS.forEach(key -> assertFalse(record.has(key), key));
    }

    private static String expected(JsonNode record) {
        return String.join(
                ",", KEYS.stream().map(key -> record.path(key).asText()).toList());
    }
}
