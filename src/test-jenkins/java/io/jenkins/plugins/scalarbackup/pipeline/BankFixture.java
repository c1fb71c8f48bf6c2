package io.jenkins.plugins.scalarbackup.pipeline;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * One real Jenkins for all tests of a class, which is to have {@code @WithJenkins}, and for each test a cluster of its own
 * with two pods, of which nothing may be left at the end.
 */
abstract class BankFixture {
    /** Classes run one after another, so this is the Jenkins of the one that runs. Asked for twice, it would start twice. */
    static JenkinsRule jenkins;

    Bank bank;
    Controller controller;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void install() throws Exception {
        bank = new Bank(2);
        controller = Controller.of(jenkins, bank);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        controller.close(bank);
    }
}
