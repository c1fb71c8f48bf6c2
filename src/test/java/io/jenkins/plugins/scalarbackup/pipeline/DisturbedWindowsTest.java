package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.theOneError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.demo.jenkins.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.demo.kubernetes.PodHandle;
import io.jenkins.plugins.scalarbackup.demo.kubernetes.Workload;
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

    private StepRig rig;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        rig = new StepRig(home);
    }

    @AfterEach
    void stop() throws Exception {
        rig.closeWhenNothingIsLeft();
    }

    /** A window that is disturbed while its block runs. */
    private JsonNode disturbed(String script, Disturbance disturbance) throws Exception {
        EmbeddedRun run = rig.start(script);
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
        rig.install(2);
        JsonNode record = disturbed(HELD, () -> rig.pods.get(1).unpauseFromOutside());
        says("NOT_PAUSED", record);
        says(rig.release.workload().pod(1).name(), record);
    }

    @Test
    void aPodOfAStatefulSetThatIsReplacedUnderItsName() throws Exception {
        rig.pods = rig.keep(PodServers.start(2));
        Workload stateful = rig.cluster
                .namespace(NAMESPACE)
                .statefulSet("ledger")
                .replicas(2)
                .label("app", "ledger")
                .container("main", rig.pods.port())
                .podIps(rig.pods.addresses().toArray(String[]::new))
                .create();
        String script = "consistentBackup(selector: 'app=ledger', product: 'custom', adminPort: " + rig.pods.port()
                + ", credentialsId: 'kubeconfig', skewWindow: 0) { echo 'begun'\n sleep 60 }";
        JsonNode record = disturbed(script, () -> {
            stateful.pod(1).replace();
            // What runs now is another process: it begins with its gate open.
            rig.pods.get(1).unpauseFromOutside();
        });
        says("ledger-1", record);
    }

    @Test
    void aPodThatComesAndGoesInTheWindow() throws Exception {
        rig.install(2);
        JsonNode record = disturbed(HELD, () -> {
            PodHandle added = rig.release.workload().addPod();
            added.remove();
        });
        says("POD_ADDED", record);
    }

    @Test
    void aWorkloadThatIsChangedInTheWindow() throws Exception {
        rig.install(1);
        says("WORKLOAD_CHANGED", disturbed(BRIEF, () -> rig.release.workload().changeSpec()));
    }

    @Test
    void aWatchThatLostItsPlace() throws Exception {
        rig.install(1);
        says("UNKNOWN_AFTER", disturbed(BRIEF, () -> {
            rig.release.workload().pod(0).touchLabel("a", "b");
            rig.cluster.compactHistory();
            rig.cluster.watches().expire();
        }));
    }

    @Test
    void aWatchThatIsCutAndResumedProvesTheWindowAllTheSame() throws Exception {
        rig.install(1);
        EmbeddedRun run = rig.start(BRIEF);
        run.log().await("begun", LONG);
        rig.cluster.watches().cut();
        rig.release.workload().pod(0).touchLabel("a", "b");
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
    }

    @Test
    void aLeaseThatAnotherHolderTook() throws Exception {
        rig.install(1);
        JsonNode record = disturbed(BRIEF, () -> {
            try (KubernetesClient client = rig.cluster.client(rig.cluster.admin())) {
                client.leases()
                        .inAnyNamespace()
                        .list()
                        .getItems()
                        .forEach(lease -> rig.cluster.edit(lease, stolen -> {
                            stolen.getSpec().setHolderIdentity("another/controller");
                            stolen.getSpec().setLeaseDurationSeconds(1);
                        }));
            }
        });
        says("LOCK_LOST", record);
        says("on controller another", record);
        try (KubernetesClient client = rig.cluster.client(rig.cluster.admin())) {
            client.leases().inAnyNamespace().list().getItems().forEach(rig.cluster::delete);
        }
    }

    @Test
    void aRescueThatIsForcedOpensTheWindowsPods() throws Exception {
        rig.install(2);
        JsonNode record = disturbed(HELD, () -> {
            EmbeddedRun rescue = rig.jenkins
                    .pipeline("rescue")
                    .script("scalarUnpause(" + StepRig.TARGET + ", force: true)")
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
        rig.install(1);
        rig.cluster.clock().setOffset(Duration.ofSeconds(7));
        rig.refused(
                "consistentBackup(TARGET, skewWindow: 2) { }", "differs from the API server", "skewWindow of at least");
    }

    /** Beforehand all was well, or could not be measured. */
    @Test
    void aClockThatIsFoundWrongInTheWindow() throws Exception {
        rig.install(1);
        rig.pods.get(0).drainsFor(Duration.ofSeconds(1));
        EmbeddedRun run = rig.start("consistentBackup(TARGET, skewWindow: 2) { }");
        StepRig.until("the pod is paused", () -> rig.pods.get(0).isPaused());
        rig.cluster.clock().setOffset(Duration.ofSeconds(7));
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        says("skewWindow of at least", record);
    }

    @Test
    void aDrainThatTakesTooLongOpensEveryPodAgain() throws Exception {
        rig.install(3);
        rig.pods.get(1).drainsFor(Duration.ofSeconds(30));
        for (String script : new String[] {
            "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1) { echo 'body' }",
            "scalarPause(TARGET, maxPauseWait: 1)"
        }) {
            EmbeddedRun run = rig.run(Result.FAILURE, script);
            String sentence = theOneError(run);
            assertTrue(sentence.contains(rig.release.workload().pod(1).name()), sentence);
            assertTrue(sentence.contains("(maxPauseWait)"), sentence);
            assertFalse(run.log().text().contains("\nbody"), run.log().text());
            JsonNode record = record(run);
            assertEquals("FAILED", record.path("verdict").asText(), record.toPrettyString());
            rig.nothingIsLeft();
        }
        assertEquals(2, rig.pods.get(0).pauses());
        assertEquals(2, rig.pods.get(0).unpauses());
    }

    @Test
    void aPodThatNeverAnswersAPauseKeepsNoOtherPodPaused() throws Exception {
        rig.install(3);
        rig.pods.get(2).hangsInPause();
        EmbeddedRun run = rig.run(Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1) { }");
        String sentence = theOneError(run);
        assertTrue(sentence.contains(rig.release.workload().pod(2).name()), sentence);
        assertTrue(rig.pods.areOpen());
        assertEquals("FAILED", record(run).path("verdict").asText());
    }

    @Test
    void aBlockThatOutlivesTheLimit() throws Exception {
        rig.install(1);
        EmbeddedRun run = rig.run(
                Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 2) { sleep 60 }");
        assertTrue(
                theOneError(run).contains("maxOutage (2 s) was reached"),
                run.log().text());
        assertEquals("ABORTED", record(run).path("verdict").asText());
    }

    @Test
    void theApiServerGoesInTheWindowAndThePodsAreOpenedAllTheSame() throws Exception {
        rig.install(1);
        EmbeddedRun run = rig.start("consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 20) {"
                + " echo 'begun'\n sleep 1 }");
        run.log().await("begun", LONG);
        rig.cluster.stop();
        StepRig.until("the pod is open", rig.pods::areOpen);
        rig.cluster.start();
        run.await(LONG);
        assertFalse(run.log().text().contains("please report"), run.log().text());
    }
}
