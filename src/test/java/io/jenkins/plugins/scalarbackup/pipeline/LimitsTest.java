package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.theOneError;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.BuildEndListener;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that production is never paused for longer than requested, whatever a build does. */
class LimitsTest {
    /** How late an Unpause may be sent on a busy machine. */
    private static final Duration LATE = Duration.ofSeconds(3);

    private static final String LIMITS = "TARGET, maxPauseWait: 1, maxOutage: 2";

    private final Set<String> answers = ConcurrentHashMap.newKeySet();
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    /** Starts a build whose {@code input} steps are answered as soon as their message is among the answers. */
    private EmbeddedRun start(String script) throws IOException {
        return fixture.pipeline(script.replace("TARGET", StepFixture.TARGET))
                .answering(question -> answers.contains(question) ? "yes" : null)
                .start();
    }

    private static void openedInTime(JsonNode record, long maxOutageSeconds) {
        Duration outage = Duration.between(time(record, "pauseStarted"), time(record, "unpauseStarted"));
        assertTrue(
                outage.compareTo(Duration.ofSeconds(maxOutageSeconds).plus(LATE)) < 0,
                outage + " in " + record.toPrettyString());
    }

    private static void stoppedByTheLimit(EmbeddedRun run) throws Exception {
        assertTrue(
                theOneError(run).contains("maxOutage (2 s) was reached"),
                run.log().text());
        JsonNode record = record(run);
        assertEquals("ABORTED", record.path("verdict").asText(), record.toPrettyString());
        openedInTime(record, 2);
    }

    @Test
    void aPauseThatNoStepClosesInTime() throws Exception {
        EmbeddedRun run = start("scalarPause(" + LIMITS + ")\n input 'work'\n scalarUnpause()");
        run.log().await("work", LONG);
        StepFixture.until("the limit opened the pods", fixture.pods::areOpen);
        answers.add("work");
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        stoppedByTheLimit(run);
    }

    @Test
    void aWaitForTheSkewThatTheLimitDoesNotAllow() throws Exception {
        EmbeddedRun run = start("scalarPause(" + LIMITS + ")\n awaitSkewWindow(seconds: 60)");
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        stoppedByTheLimit(run);
    }

    @Test
    void aBlockThatSwallowsTheInterruptAndReturnsAfterTheLimit() throws Exception {
        EmbeddedRun run = start("consistentBackup(" + LIMITS + ", skewWindow: 0) {"
                + " try { input 'first' } catch (e) { input 'second' } }");
        run.log().await("second", LONG);
        StepFixture.until("the pods are open while the block goes on", fixture.pods::areOpen);
        answers.add("second");
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        stoppedByTheLimit(run);
    }

    @Test
    void aBlockThatStandsStillSinceJenkinsIsQuietingDown() throws Exception {
        EmbeddedRun run =
                start("consistentBackup(" + LIMITS + ", skewWindow: 0) { echo 'begun'\n sleep 1\n echo 'more' }");
        run.log().await("begun", LONG);
        fixture.jenkins.quietDown();
        StepFixture.until("the limit opened the pods", fixture.pods::areOpen);
        fixture.jenkins.cancelQuietDown();
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        assertEquals("ABORTED", record(run).path("verdict").asText());
        openedInTime(record(run), 2);
    }

    @Test
    void aPodThatDoesNotAnswerTheClosingCheck() throws Exception {
        EmbeddedRun run = start("consistentBackup(TARGET, skewWindow: 0) { input 'work' }");
        run.log().await("work", LONG);
        fixture.pods.get(1).silentToChecks(true);
        answers.add("work");
        StepFixture.until(
                "an Unpause is sent all the same", () -> fixture.pods.get(1).unpauses() > 0);
        fixture.pods.get(1).silentToChecks(false);
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        assertTrue(
                theOneError(run).contains("did not answer the closing check"),
                run.log().text());
        assertEquals("INCONSISTENT", record(run).path("verdict").asText());
    }

    @Test
    void aPodThatAnswersOnlyTheThirdUnpause() throws Exception {
        EmbeddedRun run = start("consistentBackup(TARGET, skewWindow: 0) { input 'work' }");
        run.log().await("work", LONG);
        PodServer pod = fixture.pods.get(0).silentToUnpauses(true);
        answers.add("work");
        StepFixture.until("it is asked again", () -> pod.unpauses() > 1);
        pod.silentToUnpauses(false);
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertTrue(pod.unpauses() > 2);
    }

    @Test
    void eachAttemptHasARecordOfItsOwnAndProductionIsOpenBetweenThem() throws Exception {
        EmbeddedRun run = start("consistentBackup(TARGET, skewWindow: 0, attempts: 3, attemptDelay: 1) {"
                + " echo \"ATTEMPT ${env.SCALAR_BACKUP_ATTEMPT} \"\n input \"work ${env.SCALAR_BACKUP_ATTEMPT}\" }");
        run.log().await("ATTEMPT 1 ", LONG);
        fixture.pods.get(0).unpauseFromOutside();
        StepFixture.until("the window is closed", fixture.pods::areOpen);
        run.log().await("ATTEMPT 2 ", LONG);
        answers.add("work 2");
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertFalse(run.log().text().contains("ATTEMPT 3"), run.log().text());
        JsonNode first = record(run);
        JsonNode second = record(run, "consistent-backup-2.json");
        assertEquals("INCONSISTENT", first.path("verdict").asText());
        assertEquals("CONSISTENT", second.path("verdict").asText());
        assertEquals(1, first.path("build").path("attempt").asInt(), first.toPrettyString());
        assertEquals(2, second.path("build").path("attempt").asInt());
        assertTrue(Duration.between(time(first, "unpauseCompleted"), time(second, "pauseStarted"))
                        .toMillis()
                >= 1_000);
        assertFalse(Files.exists(run.artifacts().resolve("consistent-backup-3.json")));
    }

    @Test
    void noAttemptBeginsWhileJenkinsIsQuietingDown() throws Exception {
        EmbeddedRun run = start("consistentBackup(TARGET, skewWindow: 0, attempts: 2, attemptDelay: 1) {"
                + " input \"work ${env.SCALAR_BACKUP_ATTEMPT}\" }");
        run.log().await("work 1", LONG);
        fixture.pods.get(0).unpauseFromOutside();
        run.log().await("the next begins in 1 s", LONG);
        int pauses = fixture.pods.pauses();
        fixture.jenkins.quietDown();
        run.log().await("Jenkins is shutting down, so attempt 2 waits", LONG);
        assertEquals(pauses, fixture.pods.pauses());
        fixture.jenkins.cancelQuietDown();
        answers.add("work 2");
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
    }

    @Test
    void anAbortBetweenTwoAttemptsEndsTheBuildAtOnce() throws Exception {
        EmbeddedRun run =
                start("consistentBackup(TARGET, skewWindow: 0, attempts: 2, attemptDelay: 600) { input 'work' }");
        run.log().await("work", LONG);
        fixture.pods.get(0).unpauseFromOutside();
        run.log().await("the next begins in 600 s", LONG);
        run.interrupt("alice");
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertEquals("INCONSISTENT", record(run).path("verdict").asText());
    }

    @Test
    void aBuildThatIsDeletedWithItsPauseOpen() throws Exception {
        EmbeddedRun run = start("scalarPause(TARGET)\n input 'work'");
        run.log().await("work", LONG);
        new BuildEndListener().onDeleted(run);
        StepFixture.until("all pods are open", fixture.pods::areOpen);
        assertEquals("ABORTED", record(run).path("verdict").asText());
        run.kill();
        run.await(LONG);
    }

    /** When its record is made, another job has its name and another build its number. */
    @Test
    void aJobThatIsDeletedWithItsPauseOpenAndMadeAnewInheritsNothing() throws Exception {
        EmbeddedRun run = start("scalarPause(TARGET)\n input 'work'");
        run.log().await("work", LONG);
        fixture.jenkins.delete("nightly");
        EmbeddedRun next = fixture.start("echo 'of the new job'");
        assertEquals(Result.SUCCESS, next.await(LONG), next.log().text());
        assertEquals(run.getExternalizableId(), next.getExternalizableId());
        new BuildEndListener().onDeleted(run);
        RecordStore records = WindowKeeper.get().store().orElseThrow();
        StepFixture.until("its record is there", () -> records.all().size() == 1);
        fixture.nothingIsLeft();
        assertFalse(Files.exists(next.artifacts()), "its record is no artifact of the new job's build");
        assertEquals(List.of(), records.ofJob("nightly", 20));
        assertTrue(records.all().get(0).jobDeleted());
        run.kill();
        run.await(LONG);
    }
}
