package io.jenkins.plugins.scalarbackup.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptionTest extends EmbeddedTest {

    private EmbeddedRun waiting(String script) throws Exception {
        EmbeddedRun run = start(script);
        Await.until(() -> Samples.LATER.get() != null);
        return run;
    }

    @Test
    void anAbortReachesInnermostStepsOnly() throws Exception {
        EmbeddedRun run = waiting("around('outer') { around('inner') { later 'x' } }");
        run.interrupt("ada");
        String log = log(Result.ABORTED, run);
        assertEquals(
                List.of(
                        "open outer",
                        "open inner",
                        "start x",
                        "stop x",
                        "close failed inner FlowInterruptedException",
                        "close failed outer FlowInterruptedException"),
                Samples.EVENTS);
        assertTrue(log.contains("\nAborted by ada\n"), log);
        assertEquals(1, log.split("Aborted by ada", -1).length - 1, "told once");
        assertTrue(log.endsWith("Finished: ABORTED\n"), log);
    }

    @Test
    void anAbortReachesEachBranch() throws Exception {
        EmbeddedRun run = start("parallel a: { later 'a' }, b: { around('c') { later 'b' } }");
        Await.until(() -> Samples.EVENTS.containsAll(List.of("start a", "start b")));
        run.interrupt("ada");
        log(Result.ABORTED, run);
        assertTrue(Samples.EVENTS.containsAll(List.of("stop a", "stop b", "close failed c FlowInterruptedException")));
        assertFalse(Samples.EVENTS.contains("stop around c"));
    }

    @Test
    void aCaughtAbortStillEndsAborted() throws Exception {
        EmbeddedRun run = waiting("try { later 'x' } catch (e) { echo e.class.simpleName }; echo 'went on'");
        run.interrupt("ada");
        String log = log(Result.ABORTED, run);
        assertTrue(log.contains("\nFlowInterruptedException\n"), log);
        assertTrue(log.contains("\nwent on\n"), log);
    }

    @Test
    void aKillTellsNoStepButTheListenerHears() throws Exception {
        List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        jenkins.with(new RunListener<Run<?, ?>>() {
            @Override
            public void onCompleted(Run<?, ?> run, TaskListener listener) {
                heard.add(run + " " + run.getResult());
            }
        });
        EmbeddedRun run = waiting("around('outer') { later 'x' }");
        run.kill();
        String log = log(Result.ABORTED, run);
        assertTrue(log.endsWith("Hard kill!\nFinished: ABORTED\n"), log);
        assertEquals(List.of("job#1 ABORTED"), heard);
        assertEquals(List.of("open outer", "start x"), Samples.EVENTS);
        Samples.LATER.get().onSuccess("too late");
        assertThrows(IOException.class, () -> Samples.LATER.get().get(TaskListener.class));
    }

    @Test
    void aTerminatedStepIsNotAsked() throws Exception {
        EmbeddedRun run = waiting("around('outer') { later 'x' }");
        run.term();
        String log = log(Result.ABORTED, run);
        assertTrue(log.contains("\nTerminating later\n"), log);
        assertEquals(List.of("open outer", "start x", "close failed outer FlowInterruptedException"), Samples.EVENTS);
    }

    @Test
    void aShellScriptIsStopped() throws Exception {
        // exec: a child forked while the shell is being stopped would outlive it and keep the log open.
        EmbeddedRun run = start("node { sh 'echo started; exec sleep 100' }");
        run.log().await("^started$", SOON);
        run.interrupt("ada");
        String log = log(Result.ABORTED, run);
        assertTrue(log.contains("\nSending interrupt signal to process\n"), log);
        assertTrue(log.contains("\nscript returned exit code 143\n"), log);
    }

    @Test
    void aQuietControllerHoldsTheScriptBack() throws Exception {
        EmbeddedRun run = waiting("later 'x'; echo 'after'");
        jenkins.quietDown();
        Samples.LATER.get().onSuccess(null);
        run.log().await("Pausing \\(Preparing for shutdown\\)", SOON);
        assertFalse(run.log().text().contains("\nafter\n"));
        jenkins.cancelQuietDown();
        String log = log(Result.SUCCESS, run);
        assertTrue(log.contains("\nResuming (Shutdown was canceled)\n"), log);
        assertTrue(log.contains("\nafter\n"), log);
    }

    @Test
    void aPausedBuildStandsStillWhileItsStepsGoOn() throws Exception {
        EmbeddedRun run = waiting("later 'x'; echo 'after'");
        run.pause();
        Samples.LATER.get().onSuccess(null);
        run.unpause();
        log(Result.SUCCESS, run);
        assertTrue(run.longestHoldOfVm().compareTo(Duration.ofSeconds(15)) < 0);
    }

    @Test
    void aBodyCanBeCancelledByItsStep() throws Exception {
        EmbeddedRun run = waiting("try { around('a') { later 'x' } } catch (e) { echo \"e=${e.message}\" }");
        Samples.AroundExecution around = (Samples.AroundExecution)
                run.program().executions().stream().findFirst().orElseThrow();
        assertEquals(1, around.body.getCurrentExecutions().size());
        around.body.cancel(new IllegalStateException("limit reached"));
        assertTrue(log(Result.SUCCESS, run).contains("\ne=limit reached\n"));
        assertEquals(List.of("open a", "start x", "stop x", "close failed a IllegalStateException"), Samples.EVENTS);
    }
}
