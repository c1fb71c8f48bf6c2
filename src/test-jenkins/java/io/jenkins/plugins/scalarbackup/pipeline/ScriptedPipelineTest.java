package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertNoStackTrace;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertVerdict;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.FindingsView;
import io.jenkins.plugins.scalarbackup.page.WindowPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** All steps in scripted Pipelines, in the sandbox. */
@WithJenkins
class ScriptedPipelineTest extends BankFixture {
    @Test
    void aBlockRunsInsideTheWindow() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            node {
                def record = consistentBackup(TARGET, skewWindow: 1, databases: ['dynamodb']) {
                    sh 'echo "attempt ${SCALAR_BACKUP_ATTEMPT} of ${SCALAR_BACKUP_ID:-nothing}"'
                    writeFile file: 'snapshot.txt', text: env.SCALAR_BACKUP_PAUSE_COMPLETED
                    archiveArtifacts 'snapshot.txt'
                }
                echo "verdict ${record.verdict}, restore to ${record.restore.recommended}"
            }
            """);
        jenkins.assertLogContains("attempt 1 of 20", run);
        jenkins.assertLogContains("verdict CONSISTENT, restore to 20", run);
        JsonNode record = record(run);
        assertVerdict("CONSISTENT", record);
        assertTrue(record.path("windowProven").asBoolean());
        assertEquals(2, bank.pods.pauses());
        assertTrue(run.getArtifactManager().root().child("snapshot.txt").exists());
    }

    @Test
    void anEmptyBlockIsAWindowForPointInTimeRecovery() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 2) { }");
        JsonNode record = record(run);
        assertVerdict("CONSISTENT", record);
        assertTrue(record.path("window").path("durationMillis").asLong() >= 2_000, record.toPrettyString());
        assertFalse(record.path("restore").path("recommended").asText().isEmpty());
    }

    @Test
    void singleSteps() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            def before = verifyPods(TARGET)
            def pause = scalarPause(TARGET)
            def window = awaitSkewWindow(seconds: 1, since: pause.pauseCompleted)
            def record = scalarUnpause(pause: pause)
            def after = verifyPods(TARGET, baseline: before)
            echo "verdict ${record.verdict} of ${pause.id == record.id}, drift ${after.drift}, ${window.ended}"
            """);
        jenkins.assertLogContains("verdict CONSISTENT of true, drift []", run);
        assertVerdict("CONSISTENT", record(run));
    }

    @Test
    void aBlockThatThrowsCostsNoRestorePoint() throws Exception {
        WorkflowRun run = controller.run(
                Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0) { sleep 1\n error 'no snapshot today' }");
        jenkins.assertLogContains("no snapshot today", run);
        assertNoStackTrace(run);
        JsonNode record = record(run);
        assertVerdict("FAILED", record);
        assertTrue(record.path("windowProven").asBoolean(), record.toPrettyString());
    }

    @Test
    void aPodThatIsReplacedEndsTheWindowAndIsNamed() throws Exception {
        WorkflowRun run =
                controller.startUntil("begun", "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 100 }");
        bank.release.workload().pod(0).replace();
        // The new one starts open, and nobody has to open it.
        bank.pods.get(0).unpauseFromOutside();
        controller.ended(Result.FAILURE, run);
        assertNoStackTrace(run);
        JsonNode record = record(run);
        assertVerdict("INCONSISTENT", record);
        assertTrue(
                record.path("targets")
                        .path(0)
                        .path("drift")
                        .toString()
                        .contains(bank.release.workload().pod(0).name()),
                record.toPrettyString());
    }

    @Test
    void aTargetThatIsNotThereIsRefusedInASentence() throws Exception {
        WorkflowRun run = controller.run(
                Result.FAILURE, "consistentBackup(release: 'nobody', credentialsId: 'kubeconfig') { echo 'body' }");
        jenkins.assertLogContains("ERROR: ", run);
        jenkins.assertLogContains("nobody", run);
        jenkins.assertLogNotContains("body\n[Pipeline] }", run);
        assertNoStackTrace(run);
        assertEquals(0, bank.pods.pauses());
        assertFalse(run.getHasArtifacts());
    }

    @Test
    void whatIsFoundAfterTheWindowIsShownWithIt() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            node {
                consistentBackup(TARGET, skewWindow: 2, databases: ['dynamodb']) { }
                def found = awaitRestorable(database: 'dynamodb', timeout: 0, keptDays: 35) {
                    [[latest: System.currentTimeMillis()], sh(returnStdout: true, script: 'date +%s')]
                }
                def point = latestRestorePoint(job: env.JOB_NAME, restorable: true)
                writeFile file: 'report.json', text: groovy.json.JsonOutput.toJson([schemaVersion: 1, verdict: 'SOUND',
                    reasons: [], databases: [], window: [id: point.id, pauseCompleted: point.window.pauseCompleted,
                    verifiedUntil: point.window.verifiedUntil]])
                def tested = recordRestoreTest(window: point, report: 'report.json')
                echo "restorable until ${found.expires}, ${tested.verdict}"
            }
            """);
        jenkins.assertLogContains("restorable until 20", run);
        assertNoStackTrace(run);
        FindingsView findings =
                run.getAction(WindowPage.class).getWindows().get(0).findings();
        assertEquals(true, findings.restorable());
        assertEquals("SOUND", findings.testVerdict());
        assertEquals(2, findings.all().size());
    }

    @Test
    void manyWindowsOneAfterAnother() throws Exception {
        WorkflowRun run = controller.run(
                Result.SUCCESS, "for (int i = 0; i < 3; i++) { consistentBackup(TARGET, skewWindow: 0) { } }");
        assertVerdict("CONSISTENT", record(run));
        assertVerdict("CONSISTENT", record(run, "consistent-backup-2.json"));
        assertVerdict("CONSISTENT", record(run, "consistent-backup-3.json"));
        assertEquals(6, bank.pods.pauses());
    }
}
