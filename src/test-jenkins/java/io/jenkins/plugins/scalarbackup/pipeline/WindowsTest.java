package io.jenkins.plugins.scalarbackup.pipeline;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioHost;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.WindowScenarios;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class WindowsTest extends WindowScenarios {
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
    void anUnknownParameterIsRefusedBeforeTheBuildDoesAnything() throws Exception {
        WorkflowRun run = controller.run(Result.FAILURE, """
            pipeline {
                agent none
                stages { stage('backup') { steps { scalarPause(TARGET, maxOutige: 5) } } }
            }
            """);
        jenkins.assertLogContains("maxOutige", run);
        jenkins.assertLogContains("maxOutage", run);
    }
}
