package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Workload;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Scenarios in which something goes wrong once pods are being paused: all pods are unpaused, and the record says what
 * can't be proven.
 */
public abstract class DisturbedWindowScenarios extends Scenarios {
    private static final String HELD = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }";
    /** A block that ends soon after the disturbance. */
    private static final String BRIEF = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 2 }";

    private interface Disturbance {
        void happens() throws Exception;
    }

    /** Runs a window that is disturbed while its block runs. */
    private JsonNode disturbed(String script, Disturbance disturbance) throws Exception {
        ScenarioBuild build = startUntil("begun", script);
        disturbance.happens();
        ended(Result.FAILURE, build);
        String sentence = theOneError(build);
        assertTrue(sentence.startsWith("The backup is INCONSISTENT. "), sentence);
        JsonNode record = record(build);
        assertVerdict("INCONSISTENT", record);
        assertFalse(record.path("windowProven").asBoolean());
        assertTrue(
                record.path("restore").path("recommended").isNull()
                        || record.path("restore").isNull(),
                record.toPrettyString());
        return record;
    }

    private static void says(String piece, JsonNode record) {
        assertTrue(record.toString().contains(piece), piece + " is not in " + record.toPrettyString());
    }

    private PodServers pods() {
        return host().pods();
    }

    private ApiDouble cluster() {
        return host().cluster();
    }

    private Workload workload() {
        return host().release().workload();
    }

    @Test
    void aPodThatSomebodyElseOpens() throws Exception {
        JsonNode record = disturbed(HELD, () -> pods().get(1).unpauseFromOutside());
        says("NOT_PAUSED", record);
        says(workload().pod(1).name(), record);
    }

    @Test
    void aPodThatIsReplaced() throws Exception {
        String name = workload().pod(0).name();
        JsonNode record = disturbed(HELD, () -> {
            workload().pod(0).replace();
            // Another process runs now, which begins with an open gate.
            pods().get(0).unpauseFromOutside();
        });
        assertTrue(record.at("/targets/0/drift").toString().contains(name), record.toPrettyString());
    }

    @Test
    void aPodOfAStatefulSetThatIsReplacedUnderItsName() throws Exception {
        PodServers ledger = PodServers.start(2);
        try {
            Workload stateful = cluster()
                    .namespace("ledger")
                    .statefulSet("ledger")
                    .replicas(2)
                    .label("app", "ledger")
                    .container("main", ledger.port())
                    .podIps(ledger.addresses().toArray(String[]::new))
                    .create();
            String script =
                    "consistentBackup(selector: 'app=ledger', namespace: 'ledger', product: 'custom', adminPort: "
                            + ledger.port()
                            + ", credentialsId: 'kubeconfig', skewWindow: 0) { echo 'begun'\n sleep 60 }";
            JsonNode record = disturbed(script, () -> {
                stateful.pod(1).replace();
                ledger.get(1).unpauseFromOutside();
            });
            says("ledger-1", record);
            until("every pod is open", ledger::areOpen);
        } finally {
            ledger.close();
        }
    }

    @Test
    void aPodThatComesAndGoesInTheWindow() throws Exception {
        says("POD_ADDED", disturbed(HELD, () -> workload().addPod().remove()));
    }

    @Test
    void aWorkloadThatIsChangedInTheWindow() throws Exception {
        says("WORKLOAD_CHANGED", disturbed(BRIEF, () -> workload().changeSpec()));
    }

    @Test
    void aWatchThatLostItsPlace() throws Exception {
        says("UNKNOWN_AFTER", disturbed(BRIEF, () -> {
            workload().pod(0).touchLabel("a", "b");
            cluster().compactHistory();
            cluster().watches().expire();
        }));
    }

    @Test
    void aWatchThatIsCutAndResumedProvesTheWindowAllTheSame() throws Exception {
        ScenarioBuild build = startUntil("begun", BRIEF);
        cluster().watches().cut();
        workload().pod(0).touchLabel("a", "b");
        ended(Result.SUCCESS, build);
    }

    @Test
    void aLeaseThatAnotherHolderTook() throws Exception {
        JsonNode record =
                disturbed(BRIEF, () -> leases().forEach(lease -> cluster().edit(lease, stolen -> {
                    stolen.getSpec().setHolderIdentity("another/controller");
                    stolen.getSpec().setLeaseDurationSeconds(1);
                })));
        says("LOCK_LOST", record);
        says("on controller another", record);
        leases().forEach(cluster()::delete);
    }

    @Test
    void aRescueThatIsForcedOpensTheWindowsPods() throws Exception {
        JsonNode record = disturbed(HELD, () -> {
            ScenarioBuild rescue = run(Result.SUCCESS, "scalarUnpause(TARGET, force: true)");
            assertTrue(rescue.log().contains("Unpaused by the rescue: "), rescue.log());
        });
        assertTrue(record.toString().contains("NOT_PAUSED") || record.toString().contains("LOCK_LOST"));
    }

    @Test
    void aClockThatIsWrongByMoreThanTheWindowTolerates() throws Exception {
        cluster().clock().setOffset(Duration.ofSeconds(7));
        refused("consistentBackup(TARGET, skewWindow: 2) { }", "differs from the API server", "skewWindow of at least");
    }

    /** Before that, everything was correct, or could not be measured. */
    @Test
    void aClockThatIsFoundWrongInTheWindow() throws Exception {
        pods().get(0).drainsFor(Duration.ofSeconds(1));
        ScenarioBuild build = host().start("consistentBackup(TARGET, skewWindow: 2) { }");
        until("the pod is paused", () -> pods().get(0).isPaused());
        cluster().clock().setOffset(Duration.ofSeconds(7));
        ended(Result.FAILURE, build);
        JsonNode record = record(build);
        assertVerdict("INCONSISTENT", record);
        says("skewWindow of at least", record);
    }

    @Test
    void aDrainThatTakesTooLongOpensEveryPodAgain() throws Exception {
        pods().get(1).drainsFor(Duration.ofSeconds(30));
        for (String script : new String[] {
            "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1) { echo 'this is the body' }",
            "scalarPause(TARGET, maxPauseWait: 1)"
        }) {
            ScenarioBuild build = run(Result.FAILURE, script);
            String sentence = theOneError(build);
            assertTrue(sentence.contains(workload().pod(1).name()), sentence);
            assertTrue(sentence.contains("(maxPauseWait)"), sentence);
            assertFalse(build.log().contains("this is the body\n"), build.log());
            assertVerdict("FAILED", record(build));
            untilOpen();
        }
        assertEquals(2, pods().get(0).pauses());
        assertEquals(2, pods().get(0).unpauses());
    }

    @Test
    void aPodThatNeverAnswersAPauseKeepsNoOtherPodPaused() throws Exception {
        pods().get(1).hangsInPause();
        ScenarioBuild build = run(Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1) { }");
        String sentence = theOneError(build);
        assertTrue(sentence.contains(workload().pod(1).name()), sentence);
        assertTrue(pods().areOpen());
        assertVerdict("FAILED", record(build));
    }

    @Test
    void theApiServerGoesInTheWindowAndThePodsAreOpenedAllTheSame() throws Exception {
        ScenarioBuild build = startUntil(
                "begun",
                "consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1, maxOutage: 20) { echo 'begun'\n sleep 1 }");
        cluster().stop();
        untilOpen();
        cluster().start();
        build.await();
        assertFalse(build.log().contains("please report"), build.log());
    }
}
