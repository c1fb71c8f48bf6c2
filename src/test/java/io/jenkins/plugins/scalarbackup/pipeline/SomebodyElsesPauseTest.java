package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.grpc.Status;
import io.jenkins.plugins.scalarbackup.admin.ProductGate;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that a pod paused by somebody else is named and left alone, and the others are unpaused. */
class SomebodyElsesPauseTest {
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        ProductGate.CLUSTER + ", ABORTED, PAUSE_IN_PROGRESS",
        ProductGate.LEDGER + ", ABORTED, PAUSE_IN_PROGRESS",
        ProductGate.LEDGER + ", FAILED_PRECONDITION, TIMED_OUT_STILL_PAUSED",
        ", FAILED_PRECONDITION, none"
    })
    void isNamedAndLeftAlone(String domain, Status.Code code, String reason) throws Exception {
        fixture.install(2);
        PodServer held = fixture.pods.get(1).heldBySomebodyElse(domain, code, reason);
        String name = fixture.release.workload().pod(1).name();
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun' }");
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals("FAILED", record.path("verdict").asText(), record.toPrettyString());
        String warnings = record.path("warnings").toString();
        assertTrue(warnings.contains(name) && warnings.contains("somebody else"), record.toPrettyString());
        assertFalse(run.log().text().contains("All pods are open"), run.log().text());
        assertTrue(run.log().text().contains(name), run.log().text());
        assertFalse(fixture.pods.get(0).isPaused());
        assertEquals(0, held.unpauses(), "it is not ours to open");
        assertTrue(held.isPaused());
        held.unpauseFromOutside();
    }
}
