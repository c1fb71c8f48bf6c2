package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.AbortException;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a step that is resumed after a restart of the controller, when its window has ended meanwhile. */
class ResumedExecutionTest {
    private static final String WINDOW = "20260131-020000-0a1b2c3d";

    private final StepOutcome outcome = new StepOutcome();
    private EmbeddedJenkins jenkins;
    private Path records;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
        records = Files.createDirectories(home.resolve("scalar-backup").resolve("records"));
    }

    @AfterEach
    void stop() {
        jenkins.close();
    }

    private void recorded(String verdict, String reason) throws IOException {
        Files.writeString(
                records.resolve(WINDOW + ".json"),
                "{\"id\": \"" + WINDOW + "\", \"verdict\": \"" + verdict + "\", \"reasons\": [\"" + reason + "\"]}");
    }

    private ConsistentBackupExecution block(int attempts) throws ReflectiveOperationException {
        ConsistentBackupExecution block = new ConsistentBackupExecution(
                outcome, new TargetParameters(), new WindowSettings(), attempts, 600, new ArrayList<>());
        StepOutcome.set(block, "phase", ConsistentBackupExecution.Phase.CLOSING);
        StepOutcome.set(block, "windowId", WINDOW);
        StepOutcome.set(block, "bodyEnded", true);
        return block;
    }

    private ScalarUnpauseStep.Execution unpause(boolean failOnDrift) throws ReflectiveOperationException {
        ScalarUnpauseStep.Execution unpause =
                new ScalarUnpauseStep.Execution(outcome, new TargetParameters(), WINDOW, true, failOnDrift, false);
        StepOutcome.set(unpause, "closing", WINDOW);
        return unpause;
    }

    @Test
    void theBlockReturnsTheRecordOfAConsistentWindow() throws Exception {
        recorded("CONSISTENT", "");
        block(1).onResume();
        assertEquals(WINDOW, outcome.returned().get("id"));
    }

    @Test
    void theBlockFailsWithTheReasonsOfAnother() throws Exception {
        recorded("INCONSISTENT", "A pod was replaced.");
        block(1).onResume();
        assertEquals("The backup is INCONSISTENT. A pod was replaced.", outcome.failure());
    }

    @Test
    void theBlockWaitsForItsNextAttempt() throws Exception {
        recorded("INCONSISTENT", "A pod was replaced.");
        ConsistentBackupExecution block = block(2);
        block.onResume();
        outcome.saved.get(60, TimeUnit.SECONDS);
        assertTrue(block.getStatus().endsWith("for attempt 2 of 2"), block.getStatus());
        block.stop(new IOException("enough"));
    }

    /**
     * An abort between a log line and the wait that the line announces was once noticed only after the wait, in one of
     * many runs.
     */
    @Test
    void theBlockThatIsStoppedJustBeforeItWaitsEndsAtOnce() throws Exception {
        ConsistentBackupExecution block = block(2);
        StepOutcome.set(block, "phase", ConsistentBackupExecution.Phase.WAITING);
        StepOutcome.set(block, "nextAttemptAt", Long.MAX_VALUE / 2);
        block.stop(new AbortException("enough"));
        block.onResume();
        assertEquals("enough", outcome.failure());
    }

    @Test
    void theBlockSaysThatThereIsNoRecord() throws Exception {
        block(1).onResume();
        assertEquals(
                "The controller was restarted, and it has neither window " + WINDOW + " nor its record any more.",
                outcome.failure());
    }

    /** Its end may come before the window is adopted, and the controller may have died in between. */
    @Test
    void theBlockThatEndedBeforeItsWindowWasTakenUpClosesIt() throws Exception {
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
        try (ApiDouble cluster = ApiDouble.started();
                PodServers pods = PodServers.start(2)) {
            HelmRelease.install(
                    cluster.namespace("bank"), Chart.SCALARDB_CLUSTER, "app", 2, pods.port(), pods.addresses());
            jenkins.credentials().file("kubeconfig", "kubeconfig", cluster.kubeconfig(cluster.admin(), "bank"));
            EmbeddedRun run = jenkins.pipeline("nightly")
                    .script("consistentBackup(release: 'app', credentialsId: 'kubeconfig', skewWindow: 0) {\n"
                            + " echo \"begun ${env.SCALAR_BACKUP_ID} \"\n input 'never' }")
                    .start();
            run.log().await("begun ", Duration.ofSeconds(60));
            ConsistentBackupExecution block = block(1);
            StepOutcome.set(block, "windowId", run.log().text().replaceAll("(?s).*begun (\\S+) .*", "$1"));
            block.onResume();
            assertEquals("CONSISTENT", outcome.returned().get("verdict"));
            assertTrue(pods.areOpen());
            run.kill();
            run.await(Duration.ofSeconds(60));
        }
    }

    @Test
    void theClosingStepReturnsTheRecord() throws Exception {
        recorded("CONSISTENT", "");
        unpause(true).onResume();
        assertEquals(WINDOW, outcome.returned().get("id"));
    }

    @Test
    void theClosingStepFailsOnDrift() throws Exception {
        recorded("INCONSISTENT", "A pod was replaced.");
        unpause(true).onResume();
        assertEquals("The backup is INCONSISTENT. A pod was replaced.", outcome.failure());
    }

    @Test
    void theClosingStepReturnsWhatIsTolerated() throws Exception {
        recorded("INCONSISTENT", "A pod was replaced.");
        unpause(false).onResume();
        assertEquals(List.of("A pod was replaced."), outcome.returned().get("reasons"));
    }
}
