package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final ResolvedTarget TARGET = new ResolvedTarget(
            "https://api", "prod", "bank", "app=bank", Product.CUSTOM, 60053, null, Access.POD_IP, List.of());

    private static Pod pod(String phase, boolean ready, boolean terminating, String ip, Boolean runs) {
        return new Pod("bank-0", "u-0", phase, ready, terminating, "n", ip, List.of(), List.of(), runs);
    }

    private static final Pod GOOD = pod("Running", true, false, "10.0.0.1", true);

    private static Readiness of(List<Pod> pods, Workload... workloads) {
        return Readiness.of(TARGET, new Snapshot(pods, List.of(workloads), "1"));
    }

    private static void refuses(String piece, Readiness readiness) {
        assertEquals(1, readiness.problems().size(), readiness.toString());
        assertTrue(
                readiness.problems().get(0).contains(piece),
                readiness.problems().get(0));
    }

    @Test
    void aPodThatRunsAndIsReadyIs() {
        assertEquals(List.of(), of(List.of(GOOD)).problems());
    }

    @Test
    void eachThingThatAPodLacksIsToldAlone() {
        refuses("is being deleted", of(List.of(pod("Running", true, true, "10.0.0.1", true))));
        refuses("is Pending, not Running", of(List.of(pod("Pending", false, false, null, false))));
        refuses("is not Ready", of(List.of(pod("Running", false, false, "10.0.0.1", true))));
        refuses("has no address yet", of(List.of(pod("Running", true, false, null, true))));
        refuses("has no address yet", of(List.of(pod("Running", true, false, "", true))));
        refuses("may still serve", of(List.of(pod("Failed", false, false, "10.0.0.1", true))));
    }

    @Test
    void leftoversAreNamedAndCountAsNoPods() {
        Pod evicted = pod("Failed", false, false, null, false);
        Readiness readiness = of(List.of(evicted));
        refuses("No pod of ", readiness);
        assertTrue(readiness.warnings().toString().contains("pod bank-0 (Failed)"), readiness.toString());
        assertEquals(List.of(), of(List.of(evicted, GOOD)).problems());
        assertTrue(of(List.of(GOOD)).warnings().stream().noneMatch(warning -> warning.contains("Left out")));
    }

    @Test
    void aRolloutThatIsNotDoneIsToldWithWhatHelps() {
        refuses("rollout resume Deployment/bank", of(List.of(GOOD), workload(Workload.ROLLOUT_PAUSED, true)));
        refuses(
                "Delete them",
                of(List.of(GOOD), workload(Workload.ON_DELETE + "2 of 3 pods are of the new revision", true)));
        refuses("rollout status Deployment/bank", of(List.of(GOOD), workload("1 of 3 updated", true)));
        assertEquals(List.of(), of(List.of(GOOD), workload(null, true)).problems());
    }

    @Test
    void aKindThatCanNotBeJudgedIsAWarning() {
        Readiness readiness = of(List.of(GOOD), workload(null, false));
        assertEquals(List.of(), readiness.problems());
        assertTrue(readiness.warnings().toString().contains("can't be told"), readiness.toString());
        assertTrue(of(List.of(GOOD), workload(null, true)).warnings().stream()
                .noneMatch(warning -> warning.contains("can't be told")));
    }

    private static Workload workload(String unsettled, boolean known) {
        return new Workload("Deployment", "prod", "bank", "w", 1, unsettled, known);
    }
}
