package io.jenkins.plugins.scalarbackup.pipeline;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * Provides one real Jenkins for all tests of a class, which must have {@code @WithJenkins}, and a separate cluster with
 * two pods for each test, of which nothing may be left at the end.
 */
abstract class BankFixture {
    /**
     * Classes run one after another, so this is the current one's Jenkins. If it were injected twice, it would start
     * twice.
     */
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
