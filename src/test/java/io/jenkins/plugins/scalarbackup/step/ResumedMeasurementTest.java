package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.AbortException;
import io.jenkins.plugins.scalarbackup.keeper.ControllerTime;
import io.jenkins.plugins.scalarbackup.keeper.ControllerTimes;
import io.jenkins.plugins.scalarbackup.keeper.MeasuredClocks;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
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

/** Tests {@code measureClock} after a restart at any point: it continues, and its result is correct. */
class ResumedMeasurementTest {
    private EmbeddedJenkins jenkins;
    private EmbeddedRun run;
    private BlockHost host;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
        run = jenkins.pipeline("nightly").script("echo 'x'").start();
        run.await(Duration.ofSeconds(60));
        host = new BlockHost(run);
    }

    @AfterEach
    void stop() {
        jenkins.close();
    }

    private static String shown() {
        return Instant.now().plusMillis(800).toString();
    }

    /** Returns an execution with one of three samples taken, at these times. */
    private MeasureClockExecution execution(
            MeasureClockExecution.Phase phase, ControllerTime began, ControllerTime ended) throws Exception {
        ClockMeasurement measurement = new ClockMeasurement("postgresql", 3);
        measurement.returned(began.wall().plusMillis(800).toString(), began, ended);
        MeasureClockExecution execution = new MeasureClockExecution(host, measurement);
        StepOutcome.set(execution, "phase", phase);
        StepOutcome.set(execution, "runs", 1);
        return execution;
    }

    private MeasureClockExecution execution(MeasureClockExecution.Phase phase) throws Exception {
        ControllerTime now = ControllerTime.now();
        return execution(phase, now, ControllerTime.now());
    }

    private void measured(long samples) throws Exception {
        assertEquals(samples, host.returned().get("samples"));
        assertEquals(1, MeasuredClocks.of(run).size());
        long offset = MeasuredClocks.of(run).get(0).offsetMillis();
        assertTrue(Math.abs(offset - 800) < 200, () -> "" + offset);
    }

    @Test
    void betweenTwoSamples() throws Exception {
        execution(MeasureClockExecution.Phase.WAITING).onResume();
        host.block().returns(ResumedMeasurementTest::shown);
        host.block().returns(ResumedMeasurementTest::shown);
        measured(3);
    }

    @Test
    void whenASampleWasOrderedAndHadNotBegun() throws Exception {
        MeasureClockExecution execution = execution(MeasureClockExecution.Phase.WAITING);
        StepOutcome.set(execution, "body", new BlockHost.Block(null));
        execution.onResume();
        host.block().returns(ResumedMeasurementTest::shown);
        host.block().returns(ResumedMeasurementTest::shown);
        measured(3);
    }

    @Test
    void whileTheBlockRan() throws Exception {
        MeasureClockExecution execution = execution(MeasureClockExecution.Phase.READING);
        ClockSample sample = new ClockSample(execution, 1);
        execution.onResume();
        sample.onSuccess(host, shown());
        host.block().returns(ResumedMeasurementTest::shown);
        measured(3);
    }

    @Test
    void onAMachineThatWasStartedAnewNothingFromBeforeCounts() throws Exception {
        Instant before = Instant.now().minusSeconds(60);
        // By a clock that was two seconds off then.
        MeasureClockExecution execution = execution(
                MeasureClockExecution.Phase.READING,
                ControllerTimes.at(before.plusSeconds(2), 5_000_000_000L, "earlier"),
                ControllerTimes.at(before.plusSeconds(2), 5_000_000_000L, "earlier"));
        ClockSample sample = new ClockSample(execution, 1);
        StepOutcome.set(sample, "began", ControllerTimes.at(before, 5_000_000_000L, "earlier"));
        execution.onResume();
        sample.onSuccess(host, shown());
        for (int i = 0; i < 3; i++) {
            host.block().returns(ResumedMeasurementTest::shown);
        }
        measured(3);
    }

    @Test
    void atTheEnd() throws Exception {
        MeasureClockExecution execution = execution(MeasureClockExecution.Phase.ENDING);
        execution.onResume();
        measured(1);
    }

    @Test
    void anAbortFromBeforeThatTheBlockCaughtIsObeyed() throws Exception {
        MeasureClockExecution execution = execution(MeasureClockExecution.Phase.READING);
        StepOutcome.set(execution, "abortsNoted", 0);
        run.addAction(new InterruptedBuildAction(List.of(new UserInterruption("alice"))));
        execution.onResume();
        new ClockSample(execution, 1).onSuccess(host, shown());
        assertInstanceOf(
                FlowInterruptedException.class,
                host.ended.handle((value, failure) -> failure).get(60, TimeUnit.SECONDS));
        assertEquals(List.of(), MeasuredClocks.of(run));
    }

    @Test
    void itWasStoppedJustBefore() throws Exception {
        MeasureClockExecution execution = execution(MeasureClockExecution.Phase.WAITING);
        StepOutcome.set(execution, "interruption", new AbortException("enough"));
        execution.onResume();
        assertEquals("enough", host.failure());
        assertTrue(host.isIdle());
    }
}
