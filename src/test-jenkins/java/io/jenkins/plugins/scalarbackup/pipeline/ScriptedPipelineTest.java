package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** All five steps in scripted Pipelines, in the sandbox. */
@WithJenkins
class ScriptedPipelineTest {
    private JenkinsRule jenkins;
    private Bank bank;
    private Controller controller;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        bank = new Bank(2);
        controller = Controller.of(rule, bank);
    }

    @AfterEach
    void stop() throws Exception {
        try (Bank closed = bank) {
            closed.untilNothingIsLeft();
            controller.untilJournalIsEmpty();
        }
    }

    @Test
    void aBlockRunsInsideTheWindow() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            node {
                def record = consistentBackup(TARGET, skewWindow: 1, databases: ['dynamodb']) {
                    sh 'echo "window ${SCALAR_BACKUP_ID} attempt ${SCALAR_BACKUP_ATTEMPT}"'
                    writeFile file: 'snapshot.txt', text: env.SCALAR_BACKUP_PAUSE_COMPLETED
                }
                echo "verdict ${record.verdict} restore to ${record.restore.recommended}"
            }
            """);
        jenkins.assertLogContains("attempt 1", run);
        jenkins.assertLogContains("verdict CONSISTENT restore to 20", run);
        JsonNode record = Controller.record(run);
        assertEquals("CONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        assertTrue(record.path("windowProven").asBoolean());
        assertEquals(2, bank.pods.pauses());
    }
}
