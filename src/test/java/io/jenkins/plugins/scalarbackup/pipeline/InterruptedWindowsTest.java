package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.OpenWindowRestartListener;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioHost;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.StoppedBuildScenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests, besides the scenarios of every host, those that only the embedded host supports. */
class InterruptedWindowsTest extends StoppedBuildScenarios {
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    @Override
    protected ScenarioHost host() {
        return new EmbeddedHost(fixture);
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
                "both windows are over",
                () -> WindowKeeper.get().windows().all().isEmpty());
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
        OpenWindowRestartListener restart = new OpenWindowRestartListener();
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
        assertEquals("ABORTED", StepFixture.record(run).path("verdict").asText());
    }
}
