package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Items;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.BuildWindows;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioHost;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.StoppedBuildScenarios;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class StoppedBuildTest extends StoppedBuildScenarios {
    private static JenkinsRule jenkins;

    private Bank bank;
    private Controller controller;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void install() throws Exception {
        bank = new Bank(2);
        controller = Controller.of(jenkins, bank);
    }

    @Override
    protected ScenarioHost host() {
        return new RealHost(jenkins, controller, bank);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        controller.close(bank);
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
        JsonNode record = Controller.record(run);
        assertVerdict("ABORTED", record);
        assertEquals(
                run.getParent().getFullName(), record.path("build").path("job").asText());
        assertTrue(record.path("build").path("url").asText().endsWith("/" + run.getUrl()), record.toPrettyString());
    }
}
