package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which builds count as aborted, even if the block hides it, and which do not. */
class AbortedBuildsTest {
    private static final String DOWNSTREAM = "throw new org.jenkinsci.plugins.workflow.steps.FlowInterruptedException("
            + "hudson.model.Result.FAILURE, false, new org.jenkinsci.plugins.workflow.support.steps.build"
            + ".DownstreamFailureCause('other #7'))";

    private static StepFixture fixture;

    @BeforeAll
    static void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n try { sleep 60 } catch (e) { }\n sleep 90 }",
                "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n catchError { sleep 60 }\n sleep 90 }",
                "consistentBackup(TARGET, skewWindow: 60) { echo 'begun'\n catchError { sleep 60 } }",
                "scalarPause(TARGET)\n echo 'begun'\n try { sleep 60 } catch (e) { }\n sleep 12\n scalarUnpause()",
                "scalarPause(TARGET)\n echo 'begun'\n catchError { awaitSkewWindow(seconds: 60) }\n sleep 12\n"
                        + "scalarUnpause()"
            })
    void oneThatTheBlockSwallowsOpensProduction(String script) throws Exception {
        EmbeddedRun run = fixture.start(script);
        run.log().await("begun", LONG);
        run.interrupt("alice");
        long aborted = System.nanoTime();
        StepFixture.until("all pods are open", fixture.pods::areOpen);
        Duration took = Duration.ofNanos(System.nanoTime() - aborted);
        // The real limits are for production; on a busy test machine, it only has to be faster than the script.
        assertTrue(took.compareTo(Duration.ofSeconds(30)) < 0, "opened after " + took);
        assertFalse(
                run.log().text().contains("[Pipeline] scalarUnpause"), run.log().text());
        aborted(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n try { sleep 60 } catch (e) { } }",
                "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n try { sleep 60 } catch (e) { error 'no' } }",
                "scalarPause(TARGET)\n echo 'begun'\n try { sleep 60 } finally { scalarUnpause() }"
            })
    void oneThatIsOverBeforeAnybodyLooksIsAnAbortAllTheSame(String script) throws Exception {
        EmbeddedRun run = fixture.start(script);
        run.log().await("begun", LONG);
        run.interrupt("alice");
        aborted(run);
    }

    private static void aborted(EmbeddedRun run) throws Exception {
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals("ABORTED", record.path("verdict").asText(), record.toPrettyString());
        assertEquals("Aborted by alice.", record.path("reasons").path(0).asText(), record.toPrettyString());
        assertFalse(run.log().text().contains("please report"), run.log().text());
    }

    @Test
    void oneFromBeforeTheWindowDoesNotCloseIt() throws Exception {
        EmbeddedRun run = fixture.start("echo 'begun'\n try { sleep 60 } catch (e) { }\n"
                + "consistentBackup(TARGET, skewWindow: 3) { echo 'body' }");
        run.log().await("begun", LONG);
        run.interrupt("alice");
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertEquals(
                "CONSISTENT", record(run).path("verdict").asText(), run.log().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DOWNSTREAM,
                "timeout(time: 1, unit: 'SECONDS') { sleep 60 }",
                "parallel(failFast: true, a: { error 'no' }, b: { sleep 60 })",
                "error 'no'"
            })
    void aFailureOfTheBlockIsNone(String failure) throws Exception {
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0) { sleep 2\n" + failure + " }");
        run.await(LONG);
        JsonNode record = record(run);
        assertEquals("FAILED", record.path("verdict").asText(), record.toPrettyString());
        assertTrue(record.path("windowProven").asBoolean(), record.toPrettyString());
        assertFalse(record.path("bodyCompleted").asBoolean(), record.toPrettyString());
    }

    @ParameterizedTest
    @ValueSource(strings = {DOWNSTREAM, "timeout(time: 1, unit: 'SECONDS') { sleep 60 }"})
    void oneThatTheBlockCatchesIsNone(String failure) throws Exception {
        EmbeddedRun run = fixture.start(
                "consistentBackup(TARGET, skewWindow: 4) { catchError(buildResult: 'SUCCESS') { " + failure + " } }");
        run.await(LONG);
        assertEquals(
                "CONSISTENT", record(run).path("verdict").asText(), run.log().text());
    }

    @Test
    void whatStopsTheStepFromOutsideIsOne() throws Exception {
        EmbeddedRun run = fixture.start("begun = false\n parallel(failFast: true,"
                + " a: { consistentBackup(TARGET, skewWindow: 0) { begun = true\n sleep 60 } },"
                + " b: { while (!begun) { sleep 1 }\n error 'no' })");
        run.await(LONG);
        assertEquals("ABORTED", record(run).path("verdict").asText(), run.log().text());
    }
}
