package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scenarios in which a build is stopped in any way and at any time, or ends with its pods paused: the pods are
 * unpaused, and the record says so.
 */
public abstract class StoppedBuildScenarios extends Scenarios {
    private static final String HELD = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }";

    /** The ways in which a person stops a build. */
    public enum Way {
        STOP {
            @Override
            void end(ScenarioBuild build) throws Exception {
                build.stop();
            }
        },
        TERM {
            @Override
            void end(ScenarioBuild build) throws Exception {
                build.term();
            }
        },
        KILL {
            @Override
            void end(ScenarioBuild build) throws Exception {
                build.kill();
            }
        };

        abstract void end(ScenarioBuild build) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void inTheBlock(Way way) throws Exception {
        stopped(HELD, way);
    }

    @ParameterizedTest
    @EnumSource
    void betweenTheSingleSteps(Way way) throws Exception {
        stopped("scalarPause(TARGET)\n echo 'begun'\n awaitSkewWindow(seconds: 60)\n scalarUnpause()", way);
    }

    private void stopped(String script, Way way) throws Exception {
        ScenarioBuild build = startUntil("begun", script);
        assertTrue(isPaused());
        way.end(build);
        untilOpen();
        ended(Result.ABORTED, build);
        assertVerdict("ABORTED", record(build));
    }

    @Test
    void aShellScriptInTheBlock() throws Exception {
        ScenarioBuild build =
                startUntil("begun", "node { consistentBackup(TARGET, skewWindow: 0) { sh 'echo begun; sleep 60' } }");
        build.stop();
        ended(Result.ABORTED, build);
        assertVerdict("ABORTED", record(build));
    }

    @Test
    void whileThePodsDrain() throws Exception {
        host().pods().get(0).drainsFor(Duration.ofSeconds(3));
        ScenarioBuild build =
                startUntil("Pausing 2 pods", "consistentBackup(TARGET, maxPauseWait: 30) { echo 'this is the body' }");
        until("a pod drains", () -> host().pods().get(0).isPaused());
        build.stop();
        ended(Result.ABORTED, build);
        assertTrue(host().pods().get(1).unpauses() > 0);
        assertVerdict("ABORTED", record(build));
        assertFalse(build.log().contains("this is the body\n"), build.log());
    }

    @Test
    void whileItWaitsForTheLock() throws Exception {
        ScenarioBuild holder = startUntil("begun", HELD);
        int pauses = host().pods().pauses();
        ScenarioBuild waiting =
                startUntil("Waiting for another window", "consistentBackup(TARGET, skewWindow: 0) { echo 'body' }");
        waiting.stop();
        ended(Result.ABORTED, waiting);
        assertEquals(pauses, host().pods().pauses());
        assertFalse(waiting.hasArtifacts());
        assertTrue(isPaused(), "the holder's window goes on");
        holder.stop();
        ended(Result.ABORTED, holder);
    }

    @Test
    void byTheLimit() throws Exception {
        ScenarioBuild build = run(
                Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 2) { sleep 60 }");
        String sentence = theOneError(build);
        assertTrue(sentence.contains("maxOutage (2 s) was reached"), sentence);
        assertVerdict("ABORTED", record(build));
    }

    @Test
    void byAnErrorBeforeTheUnpause() throws Exception {
        ScenarioBuild build = run(Result.FAILURE, "scalarPause(TARGET)\n error 'the snapshot tool broke'");
        untilOpen();
        assertVerdict("ABORTED", record(build));
    }

    @Test
    void byAForgottenUnpause() throws Exception {
        ScenarioBuild build = run(Result.SUCCESS, "scalarPause(TARGET)");
        untilOpen();
        assertTrue(build.log().contains("still open; its pods are opened now"), build.log());
        assertVerdict("ABORTED", record(build));
    }
}
