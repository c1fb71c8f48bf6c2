package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the messages and the behaviour of a window without a watchdog; for one with a watchdog, see {@link
 * KilledControllerTest}.
 */
class WatchdogParameterTest {
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
    void withoutOneLogAndRecordSaySo() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 1) { }");
        assertTrue(
                run.log().text().contains("Should this controller die, nobody opens the pods"),
                run.log().text());
        JsonNode record = StepFixture.record(run);
        assertFalse(record.path("watchdog").path("stands").asBoolean(true), record.toPrettyString());
        assertTrue(record.path("watchdog").path("said").asText().startsWith("no watchdog has a Lease in namespace"));
        String text = Files.readString(run.artifacts().resolve("consistent-backup.txt"));
        assertTrue(text.contains("none covers it"), text);
    }

    @Test
    void wherePeopleWantNoneNobodyIsLookedFor() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 1, watchdog: 'off') { }");
        assertFalse(
                run.log().text().contains("Should this controller die"),
                run.log().text());
        assertTrue(StepFixture.record(run).path("watchdog").isMissingNode());
    }

    @Test
    void nothingIsPausedWithoutOneThatIsRequired() throws Exception {
        ScalarBackupConfiguration.get().setWatchdog("required");
        fixture.refused(
                "consistentBackup(TARGET) { }",
                "watchdog is \"required\"",
                "no watchdog has a Lease in namespace",
                "sed 's/namespace: prod/namespace: ",
                "docs/watchdog/watchdog.yaml | kubectl apply -f -",
                " logs deploy/scalar-backup-watchdog");
        fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 1, watchdog: 'auto') { }");
    }
}
