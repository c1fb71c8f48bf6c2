package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.OpenWindowsFirst;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A person stops the build, in whatever way and whenever: production is opened, and the record says so. */
class InterruptedWindowsTest {
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                way("abort", run -> run.interrupt("alice")),
                way("term", EmbeddedRun::term),
                way("kill", EmbeddedRun::kill));
    }

    private static Arguments way(String name, Consumer<EmbeddedRun> stop) {
        return arguments(name, stop);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void inTheWindowOfTheBlock(String name, Consumer<EmbeddedRun> stop) throws Exception {
        stopped("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }", stop);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void betweenTheSingleSteps(String name, Consumer<EmbeddedRun> stop) throws Exception {
        stopped("scalarPause(TARGET)\n echo 'begun'\n awaitSkewWindow(seconds: 60)\n scalarUnpause()", stop);
    }

    private void stopped(String script, Consumer<EmbeddedRun> stop) throws Exception {
        EmbeddedRun run = fixture.start(script);
        run.log().await("begun", LONG);
        stop.accept(run);
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        StepFixture.until("all pods are open", fixture.pods::areOpen);
        JsonNode record = record(run);
        assertEquals("ABORTED", record.path("verdict").asText(), record.toPrettyString());
        assertFalse(run.log().text().contains("please report"), run.log().text());
    }

    @Test
    void whileThePodsDrain() throws Exception {
        fixture.pods.get(0).drainsFor(Duration.ofSeconds(3));
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, maxPauseWait: 30) { echo 'body' }");
        run.log().await("Pausing 2 pods", LONG);
        StepFixture.until("a pod drains", () -> fixture.pods.get(0).isPaused());
        run.interrupt("alice");
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertTrue(fixture.pods.get(1).unpauses() > 0);
        assertEquals("ABORTED", record(run).path("verdict").asText());
        assertFalse(run.log().text().contains("\nbody"), run.log().text());
    }

    @Test
    void whileItWaitsForTheLock() throws Exception {
        EmbeddedRun holder = fixture.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }");
        holder.log().await("begun", LONG);
        int pauses = fixture.pods.pauses();
        EmbeddedRun waiting = fixture.start("consistentBackup(TARGET, skewWindow: 0) { echo 'body' }");
        waiting.log().await("Waiting for another window", LONG);
        waiting.interrupt("alice");
        assertEquals(Result.ABORTED, waiting.await(LONG), waiting.log().text());
        assertEquals(pauses, fixture.pods.pauses());
        assertFalse(Files.exists(waiting.artifacts()));
        assertFalse(fixture.pods.areOpen(), "the holder's window goes on");
        holder.interrupt("alice");
        holder.await(LONG);
    }

    @Test
    void whileItWaitsForTheLockOfAControllerThatIsToBeShutDown() throws Exception {
        EmbeddedRun holder = fixture.start("consistentBackup(TARGET, skewWindow: 5) { echo 'begun' }");
        holder.log().await("begun", LONG);
        int pauses = fixture.pods.pauses();
        EmbeddedRun waiting = fixture.start("consistentBackup(TARGET, skewWindow: 0) { echo 'body' }");
        waiting.log().await("Waiting for another window", LONG);
        fixture.jenkins.quietDown();
        StepFixture.until(
                "both windows are over", () -> WindowKeeper.get().all().isEmpty());
        assertEquals(pauses, fixture.pods.pauses());
        fixture.jenkins.cancelQuietDown();
        assertEquals(Result.FAILURE, waiting.await(LONG), waiting.log().text());
        assertTrue(StepFixture.theOneError(waiting).startsWith("Jenkins is shutting down, and no pod is paused"));
        assertFalse(Files.exists(waiting.artifacts()));
        assertEquals(Result.SUCCESS, holder.await(LONG), holder.log().text());
    }

    @Test
    void whileItsCredentialIsLookedUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        fixture.jenkins.credentials().beforeEachLookUp(() -> {
            asked.countDown();
            try {
                answered.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        EmbeddedRun run = fixture.start("scalarPause(TARGET)");
        asked.await();
        run.kill();
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        answered.countDown();
        fixture.nothingIsLeft();
        assertEquals(0, fixture.pods.pauses());
    }

    @Test
    void aSafeRestartWaitsUntilNoPodIsPaused() throws Exception {
        OpenWindowsFirst restart = new OpenWindowsFirst();
        assertTrue(restart.isReadyToRestart());
        EmbeddedRun run = fixture.start("scalarPause(TARGET)\n echo 'begun'\n sleep 60");
        run.log().await("begun", LONG);
        assertFalse(restart.isReadyToRestart());
        run.interrupt("alice");
        run.await(LONG);
        StepFixture.until("Jenkins may restart", restart::isReadyToRestart);
        assertTrue(fixture.pods.areOpen());
    }

    @Test
    void aLockThatIsNotGivenUpInTime() throws Exception {
        EmbeddedRun holder = fixture.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }");
        holder.log().await("begun", LONG);
        EmbeddedRun late = fixture.run(Result.FAILURE, "consistentBackup(TARGET, lockTimeout: 1) { echo 'body' }");
        String sentence = StepFixture.theOneError(late);
        assertTrue(sentence.contains("Another window is on"), sentence);
        assertTrue(sentence.contains("did not end within lockTimeout"), sentence);
        assertTrue(sentence.contains(holder.getUrl()), sentence);
        holder.interrupt("alice");
        holder.await(LONG);
    }

    @Test
    void theButtonThatPausesTheBuildDoesNotHoldThePodsPastTheLimit() throws Exception {
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 3) {"
                + " echo 'begun'\n sleep 1\n echo 'more' }");
        run.log().await("begun", LONG);
        run.pause();
        StepFixture.until("the limit opened the pods", fixture.pods::areOpen);
        run.unpause();
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        assertEquals("ABORTED", record(run).path("verdict").asText());
    }

    @Test
    void aBuildThatEndsWithoutUnpausing() throws Exception {
        EmbeddedRun run = fixture.run(Result.FAILURE, "scalarPause(TARGET)\n error 'the snapshot tool broke'");
        StepFixture.until("all pods are open", fixture.pods::areOpen);
        assertEquals("ABORTED", record(run).path("verdict").asText());
    }
}
