package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertNoStackTrace;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertVerdict;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.ExtensionList;
import hudson.model.Items;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.BuildWindows;
import io.jenkins.plugins.scalarbackup.page.StillPausedMonitor;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Tests restarts of Jenkins while pods are paused; cluster and pods keep running. */
class RestartTest {
    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private Bank bank;
    private String build;

    @BeforeEach
    void install() throws Exception {
        bank = new Bank(2);
    }

    @AfterEach
    void stop() {
        bank.close();
    }

    private void startAndRestart(String script) throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun run = Controller.of(jenkins, bank).start(script);
            build = run.getExternalizableId();
            SemaphoreStep.waitForStart("inside/1", run);
            bank.untilPaused();
            Controller.untilClockIsMeasured(jenkins.jenkins.getRootDir().toPath());
        });
        assertTrue(bank.isPaused(), "a restart opens nothing");
    }

    private void forgetCredentials() throws IOException {
        Files.delete(sessions.getHome().toPath().resolve("credentials.xml"));
    }

    private WorkflowRun resumed() {
        return (WorkflowRun) WorkflowRun.fromExternalizableId(build);
    }

    @Test
    void theBlockGoesOnAndTheWindowIsClosed() throws Throwable {
        startAndRestart(
                "def r = consistentBackup(TARGET, skewWindow: 0) { semaphore 'inside' }\n echo \"was ${r.verdict}\"");
        sessions.then(jenkins -> {
            SemaphoreStep.success("inside/1", null);
            WorkflowRun run = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(resumed()));
            jenkins.assertLogContains("was CONSISTENT", run);
            assertNoStackTrace(run);
            JsonNode record = record(run);
            assertVerdict("CONSISTENT", record);
            assertEquals(2, bank.pods.pauses());
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void theSingleStepsGoOn() throws Throwable {
        startAndRestart("def p = scalarPause(TARGET)\n"
                + " semaphore 'inside'\n"
                + " awaitSkewWindow(seconds: 1)\n"
                + " scalarUnpause(pause: p)");
        sessions.then(jenkins -> {
            SemaphoreStep.success("inside/1", null);
            WorkflowRun run = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(resumed()));
            assertNoStackTrace(run);
            assertVerdict("CONSISTENT", record(run));
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void whoWaitsForARestorableTimeGoesOn() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun run = Controller.of(jenkins, bank).start("""
                def record = consistentBackup(TARGET, skewWindow: 1, databases: ['dynamodb']) { }
                int tries = 0
                def found = awaitRestorable(window: record, database: 'dynamodb') {
                    tries++
                    semaphore 'asked'
                    tries < 2 ? 'None' : record.restore.notAfter
                }
                echo "found after ${found.tries}"
                """);
            build = run.getExternalizableId();
            SemaphoreStep.waitForStart("asked/1", run);
        });
        sessions.then(jenkins -> {
            SemaphoreStep.success("asked/1", null);
            jenkins.waitForMessage("asking again in", resumed());
        });
        sessions.then(jenkins -> {
            WorkflowRun run = resumed();
            SemaphoreStep.waitForStart("asked/2", run);
            SemaphoreStep.success("asked/2", null);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
            jenkins.assertLogContains("found after 2", run);
            assertNoStackTrace(run);
            assertTrue(run.getArtifactManager()
                    .root()
                    .child("consistent-backup-findings.json")
                    .exists());
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void aMeasurementHoldsAndOneUnderWayGoesOn() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun run = Controller.of(jenkins, bank).start("""
                measureClock(database: 'postgresql') { System.currentTimeMillis() + 800 }
                measureClock(database: 'dynamodb', samples: 2) { semaphore 'read'; System.currentTimeMillis() - 700 }
                def record = consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql', 'dynamodb']) { }
                echo "measured ${record.clock.databases.size()}, restored by ${record.restore.byDatabase.size()}"
                """);
            build = run.getExternalizableId();
            SemaphoreStep.waitForStart("read/1", run);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = resumed();
            SemaphoreStep.success("read/1", null);
            SemaphoreStep.waitForStart("read/2", run);
            SemaphoreStep.success("read/2", null);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
            jenkins.assertLogContains("measured 2, restored by 2", run);
            assertNoStackTrace(run);
            assertVerdict("CONSISTENT", record(run));
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void aJobThatIsMovedInTheWindowFindsItAgain() throws Throwable {
        sessions.then(jenkins -> {
            // Not with a semaphore, which, unlike steps of Pipeline, remembers the build's position.
            WorkflowRun run = Controller.of(jenkins, bank)
                    .startUntil(
                            "Sleeping",
                            "scalarPause(TARGET)\n sleep 15\n awaitSkewWindow(seconds: 1)\n scalarUnpause()");
            Controller.untilClockIsMeasured(jenkins.jenkins.getRootDir().toPath());
            Folder folder = jenkins.createProject(Folder.class, "before");
            Items.move(run.getParent(), folder);
            folder.renameTo("after");
            build = run.getExternalizableId();
        });
        assertTrue(bank.isPaused(), "a restart opens nothing");
        sessions.then(jenkins -> {
            WorkflowRun run = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(resumed()));
            assertVerdict("CONSISTENT", record(run));
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void whoUnpausedByHandIsKnownAfterwards() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun run = Controller.of(jenkins, bank)
                    .start("def p = scalarPause(TARGET)\n semaphore 'inside'\n scalarUnpause(pause: p)");
            build = run.getExternalizableId();
            SemaphoreStep.waitForStart("inside/1", run);
            bank.pods.get(0).silentToUnpauses(true);
            String window = BuildWindows.of(run).get(0).id();
            BuildWindows.unpause(run, window, new UserInterruption("alice"), "Unpaused by Alice.");
            Bank.until("it is asked to open", () -> bank.pods.get(0).unpauses() > 0);
        });
        bank.pods.get(0).silentToUnpauses(false);
        sessions.then(jenkins -> {
            Bank.until("every pod is open", bank.pods::areOpen);
            SemaphoreStep.success("inside/1", null);
            WorkflowRun run = jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(resumed()));
            JsonNode record = record(run);
            assertVerdict("ABORTED", record);
            assertEquals("Unpaused by Alice.", record.path("reasons").path(0).asText());
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void anAbortAfterwardsOpensThePods() throws Throwable {
        startAndRestart("consistentBackup(TARGET, skewWindow: 0) { semaphore 'inside' }");
        sessions.then(jenkins -> {
            WorkflowRun run = resumed();
            SemaphoreStep.waitForStart("inside/1", run);
            run.doStop();
            Bank.until("every pod is open", bank.pods::areOpen);
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            assertVerdict("ABORTED", record(run));
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void theJournalsOwnCopyDoesWhereTheCredentialIsGone() throws Throwable {
        startAndRestart("consistentBackup(TARGET, skewWindow: 0) { semaphore 'inside' }");
        forgetCredentials();
        sessions.then(jenkins -> {
            SemaphoreStep.success("inside/1", null);
            WorkflowRun run = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(resumed()));
            assertVerdict("CONSISTENT", record(run));
            new Controller(jenkins).close(bank);
        });
    }

    @Test
    void administratorsAreToldOfUnreachablePodsUntilTheyOpen() throws Throwable {
        startAndRestart("consistentBackup(TARGET, skewWindow: 0) { semaphore 'inside' }");
        forgetCredentials();
        Controller.spoilSecrets(sessions.getHome().toPath());
        sessions.then(jenkins -> {
            StillPausedMonitor monitor = ExtensionList.lookupSingleton(StillPausedMonitor.class);
            Bank.until("the monitor is active", monitor::isActivated);
            assertEquals(2, monitor.getLeftPaused().size());
            String page =
                    jenkins.createWebClient().goTo("manage/").getWebResponse().getContentAsString();
            String pod = bank.release.workload().pod(0).name();
            assertTrue(page.contains(pod), "the page does not name " + pod);
            assertTrue(bank.isPaused());

            Controller.of(jenkins, bank);
            String window = monitor.getLeftPaused().get(0).window();
            unpauseNow(jenkins, monitor, window);
            SemaphoreStep.success("inside/1", null);
            jenkins.waitForCompletion(resumed());
            new Controller(jenkins).close(bank);
            assertFalse(monitor.isActivated());
        });
    }

    private static void unpauseNow(JenkinsRule jenkins, StillPausedMonitor monitor, String window) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setThrowExceptionOnFailingStatusCode(false);
            URL url = new URL(jenkins.getURL(), monitor.getUrl() + "/unpauseNow");
            WebRequest request = new WebRequest(url, HttpMethod.POST);
            client.addCrumb(request);
            request.getRequestParameters().add(new NameValuePair("window", window));
            client.getPage(request);
        }
    }
}
