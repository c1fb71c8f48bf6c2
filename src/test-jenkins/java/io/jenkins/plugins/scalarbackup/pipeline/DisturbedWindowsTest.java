package io.jenkins.plugins.scalarbackup.pipeline;

import io.jenkins.plugins.scalarbackup.testkit.scenarios.DisturbedWindowScenarios;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class DisturbedWindowsTest extends DisturbedWindowScenarios {
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
}
