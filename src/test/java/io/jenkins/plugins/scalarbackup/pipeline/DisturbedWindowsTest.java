package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.theOneError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Workload;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong once pods are being paused: everything is opened again, and the record says what can't be proven. */
class DisturbedWindowsTest {
    private static final String HELD = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }";
    /** Ends by itself soon after the disturbance. */
    private static final String BRIEF = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 2 }";

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    /** A window that is disturbed while its block runs. */
    private JsonNode disturbed(String script, Disturbance disturbance) throws Exception {
        EmbeddedRun run = fixture.start(script);
        run.log().await("begun", LONG);
        disturbance.happens();
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        String sentence = theOneError(run);
        assertTrue(sentence.startsWith("The backup is INCONSISTENT. "), sentence);
        JsonNode record = record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        assertFalse(record.path("windowProven").asBoolean());
        assertTrue(
                record.path("restore").path("recommended").isNull()
                        || record.path("restore").isNull(),
                record.toPrettyString());
        return record;
    }

    private interface Disturbance {
        void happens() throws Exception;
    }

    private static void says(String piece, JsonNode record) {
        assertTrue(record.toString().contains(piece), piece + " is not in " + record.toPrettyString());
    }

    @Test
    void aPodThatSomebodyElseOpens() throws Exception {
        fixture.install(2);
        JsonNode record = disturbed(HELD, () -> fixture.pods.get(1).unpauseFromOutside());
        says("NOT_PAUSED", record);
        says(fixture.release.workload().pod(1).name(), record);
    }

    @Test
    void aPodOfAStatefulSetThatIsReplacedUnderItsName() throws Exception {
        fixture.pods = fixture.keep(PodServers.start(2));
        Workload stateful = fixture.cluster
                .namespace(NAMESPACE)
                .statefulSet("ledger")
                .replicas(2)
                .label("app", "ledger")
                .container("main", fixture.pods.port())
                .podIps(fixture.pods.addresses().toArray(String[]::new))
                .create();
        String script = "consistentBackup(selector: 'app=ledger', product: 'custom', adminPort: " + fixture.pods.port()
                + ", credentialsId: 'kubeconfig', skewWindow: 0) { echo 'begun'\n sleep 60 }";
        JsonNode record = disturbed(script, () -> {
            stateful.pod(1).replace();
            // What runs now is another process: it begins with its gate open.
            fixture.pods.get(1).unpauseFromOutside();
        });
        says("ledger-1", record);
    }

    @Test
    void aPodThatComesAndGoesInTheWindow() throws Exception {
        fixture.install(2);
        JsonNode record = disturbed(HELD, () -> {
            PodHandle added = fixture.release.workload().addPod();
            added.remove();
        });
        says("POD_ADDED", record);
    }

    @Test
    void aWorkloadThatIsChangedInTheWindow() throws Exception {
        fixture.install(1);
        says(
                "WORKLOAD_CHANGED",
                disturbed(BRIEF, () -> fixture.release.workload().changeSpec()));
    }

    @Test
    void aWatchThatLostItsPlace() throws Exception {
        fixture.install(1);
        says("UNKNOWN_AFTER", disturbed(BRIEF, () -> {
            fixture.release.workload().pod(0).touchLabel("a", "b");
            fixture.cluster.compactHistory();
            fixture.cluster.watches().expire();
        }));
    }

    @Test
    void aWatchThatIsCutAndResumedProvesTheWindowAllTheSame() throws Exception {
        fixture.install(1);
        EmbeddedRun run = fixture.start(BRIEF);
        run.log().await("begun", LONG);
        fixture.cluster.watches().cut();
        fixture.release.workload().pod(0).touchLabel("a", "b");
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
    }

    @Test
    void aLeaseThatAnotherHolderTook() throws Exception {
        fixture.install(1);
        JsonNode record = disturbed(BRIEF, () -> {
            try (KubernetesClient client = fixture.cluster.client(fixture.cluster.admin())) {
                client.leases()
                        .inAnyNamespace()
                        .list()
                        .getItems()
                        .forEach(lease -> fixture.cluster.edit(lease, stolen -> {
                            stolen.getSpec().setHolderIdentity("another/controller");
                            stolen.getSpec().setLeaseDurationSeconds(1);
                        }));
            }
        });
        says("LOCK_LOST", record);
        says("on controller another", record);
        try (KubernetesClient client = fixture.cluster.client(fixture.cluster.admin())) {
            client.leases().inAnyNamespace().list().getItems().forEach(fixture.cluster::delete);
        }
    }

    @Test
    void aRescueThatIsForcedOpensTheWindowsPods() throws Exception {
        fixture.install(2);
        JsonNode record = disturbed(HELD, () -> {
            EmbeddedRun rescue = fixture.jenkins
                    .pipeline("rescue")
                    .script("scalarUnpause(" + StepFixture.TARGET + ", force: true)")
                    .start();
            assertEquals(Result.SUCCESS, rescue.await(LONG), rescue.log().text());
            assertTrue(
                    rescue.log().text().contains("Unpaused by the rescue: "),
                    rescue.log().text());
        });
        assertTrue(record.toString().contains("NOT_PAUSED") || record.toString().contains("LOCK_LOST"));
    }

    @Test
    void aClockThatIsWrongByMoreThanTheWindowTolerates() throws Exception {
        fixture.install(1);
        fixture.cluster.clock().setOffset(Duration.ofSeconds(7));
        fixture.refused(
                "consistentBackup(TARGET, skewWindow: 2) { }", "differs from the API server", "skewWindow of at least");
    }

    /** Beforehand all was well, or could not be measured. */
    @Test
    void aClockThatIsFoundWrongInTheWindow() throws Exception {
        fixture.install(1);
        fixture.pods.get(0).drainsFor(Duration.ofSeconds(1));
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 2) { }");
        StepFixture.until("the pod is paused", () -> fixture.pods.get(0).isPaused());
        fixture.cluster.clock().setOffset(Duration.ofSeconds(7));
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        says("skewWindow of at least", record);
    }

    @Test
    void aDrainThatTakesTooLongOpensEveryPodAgain() throws Exception {
        fixture.install(3);
        fixture.pods.get(1).drainsFor(Duration.ofSeconds(30));
        for (String script : new String[] {
            "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1) { echo 'body' }",
            "scalarPause(TARGET, maxPauseWait: 1)"
        }) {
            EmbeddedRun run = fixture.run(Result.FAILURE, script);
            String sentence = theOneError(run);
            assertTrue(sentence.contains(fixture.release.workload().pod(1).name()), sentence);
            assertTrue(sentence.contains("(maxPauseWait)"), sentence);
            assertFalse(run.log().text().contains("\nbody"), run.log().text());
            JsonNode record = record(run);
            assertEquals("FAILED", record.path("verdict").asText(), record.toPrettyString());
            fixture.nothingIsLeft();
        }
        assertEquals(2, fixture.pods.get(0).pauses());
        assertEquals(2, fixture.pods.get(0).unpauses());
    }

    @Test
    void aPodThatNeverAnswersAPauseKeepsNoOtherPodPaused() throws Exception {
        fixture.install(3);
        fixture.pods.get(2).hangsInPause();
        EmbeddedRun run = fixture.run(Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1) { }");
        String sentence = theOneError(run);
        assertTrue(sentence.contains(fixture.release.workload().pod(2).name()), sentence);
        assertTrue(fixture.pods.areOpen());
        assertEquals("FAILED", record(run).path("verdict").asText());
    }

    @Test
    void aBlockThatOutlivesTheLimit() throws Exception {
        fixture.install(1);
        EmbeddedRun run = fixture.run(
                Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 2) { sleep 60 }");
        assertTrue(
                theOneError(run).contains("maxOutage (2 s) was reached"),
                run.log().text());
        assertEquals("ABORTED", record(run).path("verdict").asText());
    }

    @Test
    void theApiServerGoesInTheWindowAndThePodsAreOpenedAllTheSame() throws Exception {
        fixture.install(1);
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 20) {"
                + " echo 'begun'\n sleep 1 }");
        run.log().await("begun", LONG);
        fixture.cluster.stop();
        StepFixture.until("the pod is open", fixture.pods::areOpen);
        fixture.cluster.start();
        run.await(LONG);
        assertFalse(run.log().text().contains("please report"), run.log().text());
    }
}
