package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertNoStackTrace;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertVerdict;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Items;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.BuildWindows;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds that a person stops, with /stop, /term and /kill, or that end by themselves with their pods paused. */
@WithJenkins
class StoppedBuildTest extends BankFixture {
    static Stream<Arguments> ways() {
        return Stream.of(
                way("stop", WorkflowRun::doStop), way("term", WorkflowRun::doTerm), way("kill", WorkflowRun::doKill));
    }

    private static Arguments way(String name, Consumer<WorkflowRun> stop) {
        return arguments(name, stop);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void inTheBlock(String name, Consumer<WorkflowRun> stop) throws Exception {
        stopped("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 100 }", stop);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void betweenTheSingleSteps(String name, Consumer<WorkflowRun> stop) throws Exception {
        stopped("scalarPause(TARGET)\n echo 'begun'\n awaitSkewWindow(seconds: 100)\n scalarUnpause()", stop);
    }

    private void stopped(String script, Consumer<WorkflowRun> stop) throws Exception {
        WorkflowRun run = controller.startUntil("begun", script);
        assertTrue(bank.isPaused());
        stop.accept(run);
        Bank.until("every pod is open", bank.pods::areOpen);
        controller.ended(Result.ABORTED, run);
        assertNoStackTrace(run);
        assertVerdict("ABORTED", record(run));
    }

    @Test
    void whileThePodsDrain() throws Exception {
        bank.pods.get(0).drainsFor(Duration.ofSeconds(3));
        WorkflowRun run = controller.start("consistentBackup(TARGET, maxPauseWait: 30) { echo 'body' }");
        bank.untilPaused();
        run.doStop();
        controller.ended(Result.ABORTED, run);
        jenkins.assertLogNotContains("[Pipeline] echo", run);
        assertVerdict("ABORTED", record(run));
    }

    @Test
    void aShellScriptInTheBlock() throws Exception {
        WorkflowRun run = controller.startUntil(
                "begun", "node { consistentBackup(TARGET, skewWindow: 0) { sh 'echo begun; sleep 100' } }");
        run.doStop();
        controller.ended(Result.ABORTED, run);
        assertVerdict("ABORTED", record(run));
    }

    @Test
    void byTheLimit() throws Exception {
        WorkflowRun run = controller.run(
                Result.FAILURE, "consistentBackup(TARGET, skewWindow: 1, maxPauseWait: 2, maxOutage: 4) { sleep 100 }");
        jenkins.assertLogContains("maxOutage (4 s) was reached", run);
        assertNoStackTrace(run);
        assertVerdict("ABORTED", record(run));
    }

    @Test
    void afterItsJobWasMovedAndItsFolderRenamed() throws Exception {
        WorkflowRun run =
                controller.startUntil("begun", "scalarPause(TARGET)\n echo 'begun'\n sleep 100\n scalarUnpause()");
        Folder folder = jenkins.createProject(Folder.class);
        Items.move(run.getParent(), folder);
        folder.renameTo(folder.getName() + "-renamed");
        assertTrue(BuildWindows.isOpen(run), "the page shows the open window");
        run.doKill();
        Bank.until("every pod is open", bank.pods::areOpen);
        controller.ended(Result.ABORTED, run);
        JsonNode record = record(run);
        assertVerdict("ABORTED", record);
        assertEquals(
                run.getParent().getFullName(), record.path("build").path("job").asText());
        assertTrue(record.path("build").path("url").asText().endsWith("/" + run.getUrl()), record.toPrettyString());
    }

    @Test
    void byAForgottenUnpause() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, "scalarPause(TARGET)");
        Bank.until("every pod is open", bank.pods::areOpen);
        jenkins.assertLogContains("still open; its pods are opened now", run);
        assertVerdict("ABORTED", record(run));
    }
}
