package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.AbortException;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption.UserInterruption;
import jenkins.model.InterruptedBuildAction;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code awaitRestorable} after a restart at any point: the wait continues with its state. */
class ResumedWaitTest {
    private static final String WINDOW = "20260131-020000-0a1b2c3d";
    private static final Instant POINT = Instant.parse("2026-01-31T02:00:10.456Z");
    private static final String BEFORE = "2026-01-31T01:59:00Z";
    private static final String AFTER = "2026-01-31T02:10:00Z";

    private EmbeddedJenkins jenkins;
    private EmbeddedRun run;
    private BlockHost host;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
        run = jenkins.pipeline("nightly").script("echo 'x'").start();
        run.await(Duration.ofSeconds(60));
        Path records = Files.createDirectories(home.resolve("scalar-backup").resolve("records"));
        Files.writeString(records.resolve(WINDOW + ".json"), """
                {"id": "%s", "verdict": "CONSISTENT", "windowProven": true, "build": {"job": "nightly", "number": 1},
                 "window": {}, "restore": {"databases": ["dynamodb"], "recommended": "2026-01-31T02:00:05.000Z",
                 "notBefore": "2026-01-31T02:00:00.456Z", "notAfter": "2026-01-31T02:00:10.456Z"}}
                """.formatted(WINDOW));
        host = new BlockHost(run);
    }

    @AfterEach
    void stop() {
        jenkins.close();
    }

    private AwaitRestorableExecution execution(AwaitRestorableExecution.Phase phase, int timeout) throws Exception {
        AwaitedMoment moment = new AwaitedMoment();
        moment.windowGiven = true;
        moment.window = WINDOW;
        moment.database = "dynamodb";
        AwaitRestorableExecution execution = new AwaitRestorableExecution(host, moment);
        StepOutcome.set(execution, "phase", phase);
        StepOutcome.set(execution, "windowId", WINDOW);
        StepOutcome.set(execution, "wait", waiting(timeout));
        return execution;
    }

    /** Returns a wait with one try, a minute ago. */
    private static RestorableWait waiting(int timeout) {
        long then = System.currentTimeMillis() - 60_000;
        RestorableWait wait = new RestorableWait("dynamodb", "window w", POINT, POINT, timeout, then);
        wait.returned(BEFORE, then);
        return wait;
    }

    private List<Finding> findings() {
        return WindowKeeper.get().store().orElseThrow().findings().of(WINDOW);
    }

    @Test
    void beforeTheWindowWasLookedUp() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.BEGINNING, 1_200);
        StepOutcome.set(execution, "wait", null);
        execution.onResume();
        host.block().returns(AFTER);
        assertEquals("2026-01-31T02:10:00.000Z", host.returned().get("latest"));
        assertEquals(1L, host.returned().get("tries"));
        assertEquals(Finding.Kind.RESTORABLE, findings().get(0).kind());
    }

    @Test
    void betweenTwoTries() throws Exception {
        execution(AwaitRestorableExecution.Phase.WAITING, 1_200).onResume();
        host.block().returns(AFTER);
        assertEquals(2L, host.returned().get("tries"));
        assertEquals(1, findings().size());
    }

    @Test
    void whenATryWasOrderedAndHadNotBegun() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.WAITING, 1_200);
        StepOutcome.set(execution, "body", new BlockHost.Block(null));
        execution.onResume();
        host.block().returns(AFTER);
        assertEquals(2L, host.returned().get("tries"));
    }

    @Test
    void theTimeoutRanOutMeanwhile() throws Exception {
        execution(AwaitRestorableExecution.Phase.WAITING, 30).onResume();
        host.block().returns(BEFORE);
        assertTrue(host.failure().contains("after timeout, 30 s,"), host.failure());
        assertEquals(Finding.Kind.NOT_RESTORABLE, findings().get(0).kind());
    }

    @Test
    void whileTheBlockRan() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.ASKING, 1_200);
        execution.onResume();
        new RestorableAnswer(execution, 2).onSuccess(host, AFTER);
        assertEquals(2L, host.returned().get("tries"));
        assertTrue(host.isIdle(), "Pipeline goes on with the block by itself");
    }

    @Test
    void theBlockIsAskedAgainAfterwards() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.ASKING, 61);
        execution.onResume();
        new RestorableAnswer(execution, 2).onFailure(host, new AbortException("agent is gone"));
        host.block().returns(AFTER);
        assertEquals(3L, host.returned().get("tries"));
    }

    @Test
    void anAbortSinceThenIsObeyedThoughTheBlockCatchesIt() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.ASKING, 1_200);
        execution.onResume();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (get(execution, "aborts") == null && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        run.addAction(new InterruptedBuildAction(List.of(new UserInterruption("alice"))));
        new RestorableAnswer(execution, 2).onSuccess(host, AFTER);
        assertInstanceOf(
                FlowInterruptedException.class,
                host.ended.handle((value, failure) -> failure).get(60, TimeUnit.SECONDS));
        assertEquals(List.of(), findings());
    }

    @Test
    void anAbortFromBeforeThatTheBlockCaughtIsObeyedToo() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.ASKING, 1_200);
        run.addAction(new InterruptedBuildAction(List.of(new UserInterruption("of an earlier stage"))));
        StepOutcome.set(execution, "abortsNoted", 1);
        run.addAction(new InterruptedBuildAction(List.of(new UserInterruption("alice"))));
        execution.onResume();
        new RestorableAnswer(execution, 2).onSuccess(host, AFTER);
        assertInstanceOf(
                FlowInterruptedException.class,
                host.ended.handle((value, failure) -> failure).get(60, TimeUnit.SECONDS));
        assertEquals(List.of(), findings());
    }

    @Test
    void anAbortOfAnEarlierStageIsNone() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.ASKING, 1_200);
        run.addAction(new InterruptedBuildAction(List.of(new UserInterruption("of an earlier stage"))));
        StepOutcome.set(execution, "abortsNoted", 1);
        execution.onResume();
        new RestorableAnswer(execution, 2).onSuccess(host, AFTER);
        assertEquals(2L, host.returned().get("tries"));
    }

    @Test
    void atTheEnd() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.ENDING, 1_200);
        RestorableWait wait = waiting(1_200);
        StepOutcome.set(execution, "outcome", wait.returned(AFTER, System.currentTimeMillis()));
        StepOutcome.set(execution, "wait", wait);
        execution.onResume();
        assertEquals("2026-01-31T02:10:00.000Z", host.returned().get("latest"));
        assertNull(host.returned().get("expires"));
    }

    @Test
    void itWasStoppedJustBefore() throws Exception {
        AwaitRestorableExecution execution = execution(AwaitRestorableExecution.Phase.WAITING, 1_200);
        StepOutcome.set(execution, "interruption", new AbortException("enough"));
        execution.onResume();
        assertEquals("enough", host.failure());
        assertTrue(host.isIdle());
    }

    private static Object get(Object of, String field) throws ReflectiveOperationException {
        Field found = of.getClass().getDeclaredField(field);
        found.setAccessible(true);
        return found.get(of);
    }
}
