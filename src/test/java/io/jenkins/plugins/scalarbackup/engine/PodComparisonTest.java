package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodComparisonTest {
    private static final Instant SEEN_AT = Instant.parse("2026-01-31T02:00:00Z");
    private static final Workload LEDGER = new Workload("Deployment", "prod", "ledger", "w-1", 3, "t-1", 2, null, true);

    private static Container container(String name, String id, int restarts) {
        return new Container(name, id, restarts);
    }

    private static Pod pod(String name, String uid, String phase, boolean ready, Container... containers) {
        return new Pod(name, uid, phase, ready, false, "node-1", "10.0.0.1", List.of(containers));
    }

    private static Pod pod(String name, String uid) {
        return pod(name, uid, "Running", true, container("ledger", "id-1", 0), container("envoy", "id-2", 4));
    }

    private static Pod terminating(String name, String uid) {
        return new Pod(
                name,
                uid,
                "Running",
                true,
                true,
                "node-1",
                "10.0.0.1",
                pod(name, uid).containers());
    }

    private static Snapshot pods(Pod... pods) {
        return new Snapshot(List.of(pods), List.of(LEDGER), "1");
    }

    private static Snapshot workloads(Workload... workloads) {
        return new Snapshot(List.of(), List.of(workloads), "1");
    }

    /** Formats drift as {@code KIND POD UID: message}. */
    private static List<String> told(List<Drift> drift) {
        for (Drift each : drift) {
            assertEquals(SEEN_AT, each.seenAt());
            assertEquals(Drift.SeenBy.AFTER, each.seenBy());
        }
        return drift.stream()
                .map(each -> each.kind() + " " + each.pod() + " " + each.uid() + ": " + each.detail())
                .toList();
    }

    private static List<String> between(Snapshot before, Snapshot after) {
        return told(new PodComparison(before).driftOf(after, SEEN_AT, Drift.SeenBy.AFTER));
    }

    /** Returns the drift of a pod that was the only one and without fault before. */
    private static List<String> seen(Pod now) {
        return told(new PodComparison(pods(pod("ledger-0", "u-0"))).driftOf(now, SEEN_AT, Drift.SeenBy.AFTER));
    }

    @Test
    void whatIsAsItWasIsNoDrift() {
        assertEquals(
                List.of(), between(pods(pod("a", "u-a"), pod("b", "u-b")), pods(pod("b", "u-b"), pod("a", "u-a"))));
    }

    @Test
    void onePodOfSeveralIsGone() {
        assertEquals(
                List.of("POD_MISSING b u-b: pod b (UID u-b) is gone"),
                between(pods(pod("a", "u-a"), pod("b", "u-b")), pods(pod("a", "u-a"))));
    }

    @Test
    void aPodCame() {
        assertEquals(
                List.of("POD_ADDED b u-b: pod b (UID u-b) was not there before"),
                between(pods(pod("a", "u-a")), pods(pod("a", "u-a"), pod("b", "u-b"))));
    }

    @Test
    void aPodUnderTheSameNameIsOneReplacementAndNoLoss() {
        assertEquals(
                List.of("POD_REPLACED a u-2: pod a is another one: UID u-2, before u-1"),
                between(pods(pod("a", "u-1")), pods(pod("a", "u-2"))));
    }

    /** The leftover of an eviction serves nobody, so it neither counts as new nor replaces a pod that existed. */
    @Test
    void aLeftoverReplacesNothing() {
        Pod leftover = pod("a", "u-2", "Failed", false);
        assertEquals(List.of(), between(pods(), pods(leftover)));
        assertEquals(
                List.of("POD_MISSING a u-1: pod a (UID u-1) is gone"), between(pods(pod("a", "u-1")), pods(leftover)));
    }

    @Test
    void aLeftoverOfBeforeIsMissedByNobody() {
        assertEquals(List.of(), between(pods(pod("a", "u-1", "Succeeded", false)), pods()));
        assertEquals(
                List.of("POD_ADDED a u-2: pod a (UID u-2) was not there before"),
                between(pods(pod("a", "u-1", "Failed", false)), pods(pod("a", "u-2"))));
    }

    /** An older kubelet reports a pod as failed while its containers still run and may serve. */
    @Test
    void aPodThatIsCalledFailedAndRunsHasCome() {
        Pod running = new Pod("b", "u-b", "Failed", false, false, null, null, List.of(), List.of(), true);
        assertEquals(List.of("POD_ADDED b u-b: pod b (UID u-b) was not there before"), between(pods(), pods(running)));
        assertEquals(
                List.of("POD_MISSING b u-b: pod b (UID u-b) is gone"),
                between(pods(running), pods()),
                "and was there before");
    }

    @Test
    void aPodThatFailedMeanwhileIsNotRunning() {
        assertEquals(
                List.of("NOT_RUNNING ledger-0 u-0: pod ledger-0 is Failed, not Running"),
                seen(pod(
                        "ledger-0",
                        "u-0",
                        "Failed",
                        false,
                        container("ledger", "id-1", 0),
                        container("envoy", "id-2", 4))));
    }

    @Test
    void notReadyAndBeingDeletedAreTold() {
        assertEquals(
                List.of("NOT_READY ledger-0 u-0: pod ledger-0 is not Ready"),
                seen(pod(
                        "ledger-0",
                        "u-0",
                        "Running",
                        false,
                        container("ledger", "id-1", 0),
                        container("envoy", "id-2", 4))));
        assertEquals(
                List.of("TERMINATING ledger-0 u-0: pod ledger-0 is being deleted"),
                seen(terminating("ledger-0", "u-0")));
    }

    @Test
    void aContainerIsRestartedByItsCountOrItsId() {
        assertEquals(
                List.of(
                        "CONTAINER_RESTARTED ledger-0 u-0: pod ledger-0 container ledger was restarted: restart count 1,"
                                + " before 0"),
                seen(pod(
                        "ledger-0",
                        "u-0",
                        "Running",
                        true,
                        container("ledger", "id-1", 1),
                        container("envoy", "id-2", 4))));
        assertEquals(
                List.of("CONTAINER_RESTARTED ledger-0 u-0: pod ledger-0 container envoy was restarted: restart count 4,"
                        + " before 4, and another container ID"),
                seen(pod(
                        "ledger-0",
                        "u-0",
                        "Running",
                        true,
                        container("ledger", "id-1", 0),
                        container("envoy", "id-3", 4))),
                "a count that began anew");
    }

    @Test
    void aContainerOfWhichNothingIsSaidAnyMoreCountsAsRestarted() {
        assertEquals(
                List.of("CONTAINER_RESTARTED ledger-0 u-0: pod ledger-0 has no status of container envoy any more"),
                seen(pod("ledger-0", "u-0", "Running", true, container("ledger", "id-1", 0))));
    }

    /** An ephemeral container that somebody attached for debugging. */
    @Test
    void aContainerThatCameIsNoRestart() {
        assertEquals(
                List.of(),
                seen(pod(
                        "ledger-0",
                        "u-0",
                        "Running",
                        true,
                        container("debugger", "id-9", 0),
                        container("ledger", "id-1", 0),
                        container("envoy", "id-2", 4))));
    }

    @Test
    void onlyAPodThatWasThereCanGo() {
        PodComparison comparison = new PodComparison(pods(pod("a", "u-a")));
        assertEquals(
                List.of("POD_MISSING a u-a: pod a (UID u-a) is gone"),
                told(comparison.driftOfGone(terminating("a", "u-a"), SEEN_AT, Drift.SeenBy.AFTER)));
        assertEquals(List.of(), comparison.driftOfGone(pod("a", "u-b"), SEEN_AT, Drift.SeenBy.AFTER));
    }

    /** Only owners of pods are listed, so a workload without pods may still exist. */
    @Test
    void aWorkloadWithoutPodsIsNotCalledGone() {
        Workload daemons = new Workload("DaemonSet", "prod", "app", "u-1", 1, null, true);
        assertEquals(
                List.of("WORKLOAD_CHANGED null null: DaemonSet/app owns no pod of the target any more"),
                between(workloads(daemons, LEDGER), workloads(LEDGER)));
    }

    @Test
    void aWorkloadCame() {
        Workload canary = new Workload("Deployment", "prod", "canary", "w-2", 1, "t-1", 1, null, true);
        assertEquals(
                List.of("WORKLOAD_CHANGED null null: Deployment/canary owns pods of the target now and did not before"),
                between(workloads(LEDGER), workloads(LEDGER, canary)));
    }

    @Test
    void aWorkloadThatWouldRunSomethingElseIsChanged() {
        assertEquals(
                List.of("WORKLOAD_CHANGED null null: Deployment/ledger was changed: its pod template is another one"),
                between(
                        workloads(LEDGER),
                        workloads(new Workload("Deployment", "prod", "ledger", "w-1", 3, "t-2", 2, null, true))));
        assertEquals(
                List.of(
                        "WORKLOAD_CHANGED null null: Deployment/ledger was changed: it is to have 3 replicas, before 2"),
                between(
                        workloads(LEDGER),
                        workloads(new Workload("Deployment", "prod", "ledger", "w-1", 3, "t-1", 3, null, true))));
        assertEquals(
                List.of("WORKLOAD_CHANGED null null: Deployment/ledger was changed: it is to have 1 replica, before 2"),
                between(
                        workloads(LEDGER),
                        workloads(new Workload("Deployment", "prod", "ledger", "w-1", 3, "t-1", 1, null, true))));
    }

    /** {@code kubectl annotate deployment} increments the generation. */
    @Test
    void aGenerationAloneIsNoChange() {
        assertEquals(
                List.of(),
                between(
                        workloads(LEDGER),
                        workloads(new Workload("Deployment", "prod", "ledger", "w-1", 4, "t-1", 2, null, true))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whereATemplateIsNotKnownTheGenerationTells(int unknown) {
        Workload before = workload(unknown == 1 ? "t-1" : null, 3);
        Workload same = workload(unknown == 2 ? "t-2" : null, 3);
        Workload other = workload(unknown == 2 ? "t-2" : null, 4);
        assertEquals(List.of(), between(workloads(before), workloads(same)));
        assertEquals(
                List.of("WORKLOAD_CHANGED null null: Custom/app was changed: generation 4, before 3"),
                between(workloads(before), workloads(other)));
    }

    private static Workload workload(String template, long generation) {
        return new Workload("Custom", "prod", "app", "w-9", generation, template, null, null, false);
    }

    @Test
    void theRecordSaysWhatSawIt() {
        assertEquals(
                List.of("before", "watch", "poll", "close", "after"),
                Stream.of(Drift.SeenBy.values()).map(Drift.SeenBy::recorded).toList());
    }

    @Test
    void podsOfAWorkloadAreItsOwnAndThoseOfUnknownOwners() {
        Snapshot snapshot = new Snapshot(
                List.of(pod("a", "u-a"), pod("b", "u-b"), pod("c", "u-c"), pod("d", "u-d", "Failed", false)),
                List.of(),
                "1",
                java.util.Map.of("u-a", "w-1", "u-b", "w-2", "u-d", "w-1"));
        assertEquals(List.of("a", "c"), names(snapshot.livePodsOf("w-1").stream()));
        assertEquals(List.of("b", "c"), names(snapshot.livePodsOf("w-2").stream()));
        assertEquals(List.of("a", "b", "c"), names(snapshot.livePods().stream()));
    }

    private static List<String> names(Stream<Pod> pods) {
        return pods.map(Pod::name).toList();
    }

    @Test
    void thePortTellsTheServingContainerWhereSomebodyWroteItDown() {
        Container ledger = new Container("ledger", "id-1", 2, null, null, List.of(50051, 60053));
        Container envoy = new Container("envoy", "id-2", 3, null, null, List.of(8080));
        Pod both = pod("a", "u-a", "Running", true, ledger, envoy);
        assertEquals(5, both.restartCount());
        assertEquals("ledger", both.serving(60053).orElseThrow().name());
        assertEquals(java.util.Optional.empty(), both.serving(1), "two that may be it");
        Pod alone = pod("a", "u-a", "Running", true, envoy);
        assertEquals("envoy", alone.serving(60053).orElseThrow().name());
        Pod twice = pod("a", "u-a", "Running", true, ledger, ledger);
        assertEquals(java.util.Optional.empty(), twice.serving(60053));
    }
}
