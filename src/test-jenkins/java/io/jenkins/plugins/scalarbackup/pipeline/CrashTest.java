package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Tests crashes in the window, with a Jenkins in a separate process and each plugin in its own class loader. Cluster
 * and pods are in this process and survive.
 */
class CrashTest {
    @RegisterExtension
    final RealJenkinsExtension real = new RealJenkinsExtension();

    private Bank bank;

    @BeforeEach
    void install() throws Exception {
        bank = new Bank(2);
    }

    @AfterEach
    void stop() {
        bank.close();
    }

    @Test
    void theBlockGoesOnAndTheWindowIsClosed() throws Throwable {
        crashed("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 20 }");
        assertTrue(bank.isPaused(), "nobody is there to open the pods");
        real.startJenkins();
        real.runRemotely(jenkins -> {
            ends(jenkins);
        });
        Path build = real.getHome().toPath().resolve("jobs/nightly/builds/1");
        JsonNode record = new ObjectMapper()
                .readTree(build.resolve("archive/consistent-backup.json").toFile());
        String log = Files.readString(build.resolve("log"));
        assertEquals("CONSISTENT", record.path("verdict").asText(), log + record.toPrettyString());
        assertTrue(log.contains("Finished: SUCCESS"), log);
        assertEquals(2, bank.pods.pauses());
        bank.untilNothingIsLeft();
    }

    @Test
    void aBuildThatDoesNotComeBackIsOpenedAllTheSame() throws Throwable {
        crashed("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 15 }");
        // As with durability PERFORMANCE_OPTIMIZED, or a disk that lost the last writes.
        Files.delete(real.getHome().toPath().resolve("jobs/nightly/builds/1/program.dat"));
        real.startJenkins();
        bank.untilNothingIsLeft();
        real.runRemotely(jenkins -> {
            ends(jenkins);
        });
    }

    private void crashed(String script) throws Throwable {
        real.startJenkins();
        String kubeconfig = bank.kubeconfig();
        real.runRemotely(jenkins -> {
            starts(jenkins, kubeconfig, script);
        });
        bank.untilPaused();
        Controller.untilClockIsMeasured(real.getHome().toPath());
        real.stopJenkinsForcibly();
    }

    private static void starts(JenkinsRule jenkins, String kubeconfig, String script) throws Throwable {
        Controller.prepare();
        Controller.store(Controller.file(Controller.CREDENTIALS, kubeconfig));
        WorkflowJob job = Controller.defined(jenkins.createProject(WorkflowJob.class, "nightly"), script);
        jenkins.waitForMessage("begun", job.scheduleBuild2(0).waitForStart());
    }

    private static void ends(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                Jenkins.get().getItemByFullName("nightly", WorkflowJob.class).getBuildByNumber(1);
        jenkins.waitForCompletion(run);
    }
}
