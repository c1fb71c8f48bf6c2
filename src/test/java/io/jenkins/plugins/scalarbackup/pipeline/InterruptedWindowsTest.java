package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.demo.jenkins.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.keeper.OpenPausesFirst;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
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
    private StepRig rig;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        rig = new StepRig(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        rig.closeWhenNothingIsLeft();
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
        EmbeddedRun run = rig.start(script);
        run.log().await("begun", LONG);
        stop.accept(run);
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        StepRig.until("all pods are open", rig.pods::areOpen);
        JsonNode record = record(run);
        assertEquals("ABORTED", record.path("verdict").asText(), record.toPrettyString());
        assertFalse(run.log().text().contains("please report"), run.log().text());
    }

    @Test
    void whileThePodsDrain() throws Exception {
        rig.pods.get(0).drainsFor(Duration.ofSeconds(3));
        EmbeddedRun run = rig.start("consistentBackup(TARGET, maxPauseWait: 30) { echo 'body' }");
        run.log().await("Pausing 2 pods", LONG);
        StepRig.until("a pod drains", () -> rig.pods.get(0).isPaused());
        run.interrupt("alice");
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertTrue(rig.pods.get(1).unpauses() > 0);
        assertEquals("ABORTED", record(run).path("verdict").asText());
        assertFalse(run.log().text().contains("\nbody"), run.log().text());
    }

    @Test
    void whileItWaitsForTheLock() throws Exception {
        EmbeddedRun holder = rig.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }");
        holder.log().await("begun", LONG);
        int pauses = rig.pods.pauses();
        EmbeddedRun waiting = rig.start("consistentBackup(TARGET, skewWindow: 0) { echo 'body' }");
        waiting.log().await("Waiting for another window", LONG);
        waiting.interrupt("alice");
        assertEquals(Result.ABORTED, waiting.await(LONG), waiting.log().text());
        assertEquals(pauses, rig.pods.pauses());
        assertFalse(Files.exists(waiting.artifacts()));
        assertFalse(rig.pods.areOpen(), "the holder's window goes on");
        holder.interrupt("alice");
        holder.await(LONG);
    }

    @Test
    void whileItWaitsForTheLockOfAControllerThatIsToBeShutDown() throws Exception {
        EmbeddedRun holder = rig.start("consistentBackup(TARGET, skewWindow: 5) { echo 'begun' }");
        holder.log().await("begun", LONG);
        int pauses = rig.pods.pauses();
        EmbeddedRun waiting = rig.start("consistentBackup(TARGET, skewWindow: 0) { echo 'body' }");
        waiting.log().await("Waiting for another window", LONG);
        rig.jenkins.quietDown();
        StepRig.until("both windows are over", () -> WindowKeeper.get().all().isEmpty());
        assertEquals(pauses, rig.pods.pauses());
        rig.jenkins.cancelQuietDown();
        assertEquals(Result.FAILURE, waiting.await(LONG), waiting.log().text());
        assertTrue(StepRig.theOneError(waiting).startsWith("Jenkins is shutting down, and no pod is paused"));
        assertFalse(Files.exists(waiting.artifacts()));
        assertEquals(Result.SUCCESS, holder.await(LONG), holder.log().text());
    }

    @Test
    void whileItsCredentialIsLookedUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        rig.jenkins.credentials().beforeEachLookUp(() -> {
            asked.countDown();
            try {
                answered.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        EmbeddedRun run = rig.start("scalarPause(TARGET)");
        asked.await();
        run.kill();
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        answered.countDown();
        rig.nothingIsLeft();
        assertEquals(0, rig.pods.pauses());
    }

    @Test
    void aSafeRestartWaitsUntilNoPodIsPaused() throws Exception {
        OpenPausesFirst restart = new OpenPausesFirst();
        assertTrue(restart.isReadyToRestart());
        EmbeddedRun run = rig.start("scalarPause(TARGET)\n echo 'begun'\n sleep 60");
        run.log().await("begun", LONG);
        assertFalse(restart.isReadyToRestart());
        run.interrupt("alice");
        run.await(LONG);
        StepRig.until("Jenkins may restart", restart::isReadyToRestart);
        assertTrue(rig.pods.areOpen());
    }

    @Test
    void aLockThatIsNotGivenUpInTime() throws Exception {
        EmbeddedRun holder = rig.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }");
        holder.log().await("begun", LONG);
        EmbeddedRun late = rig.run(Result.FAILURE, "consistentBackup(TARGET, lockTimeout: 1) { echo 'body' }");
        String sentence = StepRig.theOneError(late);
        assertTrue(sentence.contains("Another window is on"), sentence);
        assertTrue(sentence.contains("did not end within lockTimeout"), sentence);
        assertTrue(sentence.contains(holder.getUrl()), sentence);
        holder.interrupt("alice");
        holder.await(LONG);
    }

    @Test
    void theButtonThatPausesTheBuildDoesNotHoldThePodsPastTheLimit() throws Exception {
        EmbeddedRun run = rig.start("consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 3) {"
                + " echo 'begun'\n sleep 1\n echo 'more' }");
        run.log().await("begun", LONG);
        run.pause();
        StepRig.until("the limit opened the pods", rig.pods::areOpen);
        run.unpause();
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        assertEquals("ABORTED", record(run).path("verdict").asText());
    }

    @Test
    void aBuildThatEndsWithoutUnpausing() throws Exception {
        EmbeddedRun run = rig.run(Result.FAILURE, "scalarPause(TARGET)\n error 'the snapshot tool broke'");
        StepRig.until("all pods are open", rig.pods::areOpen);
        assertEquals("ABORTED", record(run).path("verdict").asText());
    }
}
