package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests everything before the first Pause, and the reasons for refusing a window. */
class PreparationTest {
    private final HandWorld world = new HandWorld();
    private final HandCluster cluster = world.cluster;

    private void begin() {
        world.begin();
    }

    private boolean isOpen() {
        return world.opened.isDone() && !world.opened.isCompletedExceptionally();
    }

    private int asked(String verb) {
        return (int) cluster.asked.stream().filter(verb::equals).count();
    }

    @Test
    void whatIsComparedLaterIsWhatWasLockedAndIsWatchedWithoutAGap() {
        List<String> order = new ArrayList<>();
        cluster.leases = new FaultyLeases() {
            @Override
            public java.util.concurrent.CompletionStage<Lease> create(Lease lease) {
                order.addAll(cluster.asked);
                order.add("lock");
                return super.create(lease);
            }
        };
        begin();
        assertTrue(isOpen());
        assertEquals(List.of("resolve", "lock"), order);
        assertEquals(
                List.of("resolve", "snapshot", "watch from 100", "preflight", "reach 100", "connect"),
                cluster.asked.subList(0, 6));
        assertTrue(cluster.asked.indexOf("connect") > cluster.asked.indexOf("preflight"));
        assertEquals(1, world.bank0.connections.size());
        assertEquals(
                List.of(List.of(
                        PodConnection.Request.CHECK_PAUSED,
                        PodConnection.Request.PAUSE,
                        PodConnection.Request.CHECK_PAUSED)),
                world.bank0.connections.get(0).expected);
        assertEquals(List.of("check", "check", "pause", "check"), world.bank0.told, "one connection, kept open");
    }

    @Test
    void theLeaseTellsWhatIsPausedBeforeItIs() {
        Map<String, String> told = new TreeMap<>();
        world.bank0.drains = Duration.ofSeconds(1);
        begin();
        told.putAll(world.inCluster().orElseThrow().annotations());
        assertEquals("w1", told.get(Holder.WINDOW));
        assertEquals("bank-0,bank-1", told.get(Holder.PODS));
        assertEquals("20", told.get(Holder.MAX_PAUSE_WAIT));
        assertTrue(told.containsKey(Holder.PAUSES_SINCE));
        assertEquals(2, PodClaim.active(world.inCluster().orElseThrow()).size());
        assertEquals("w1", world.inController().orElseThrow().annotations().get(Holder.WINDOW));
    }

    @Test
    void anotherWindowIsWaitedForAndWhatIsTakenIsKeptMeanwhile() {
        world.takenBy("other/9", world.othersClaims());
        begin();
        world.said("Waiting for another window on Deployment/bank in namespace prod: backup #9 (window w9)");
        for (int i = 0; i < 4; i++) {
            String renewals = world.inController().orElseThrow().renewals();
            world.takenBy("other/9", world.othersClaims());
            world.seconds(10);
            assertNotEquals(renewals, world.inController().orElseThrow().renewals());
        }
        assertFalse(world.opened.isDone());
        world.leaseIsGivenBack();
        world.seconds(2);
        assertTrue(isOpen());
        String own = world.inCluster().orElseThrow().renewals();
        world.seconds(7);
        assertEquals(own, world.inCluster().orElseThrow().renewals(), "from the pause on, every ten seconds");
    }

    @Test
    void anotherWindowThatDoesNotEndWithinLockTimeoutIsNamed() {
        world.takenBy("other/9", world.othersClaims());
        world.lockTimeout = 5;
        begin();
        world.seconds(4);
        assertFalse(world.opened.isDone());
        world.seconds(2);
        String why = HandWorld.refusal(world.opened);
        assertTrue(why.contains("backup #9 (window w9)") && why.contains("lockTimeout"), why);
        assertEquals("other/9", world.inCluster().orElseThrow().holder());
        assertEquals(Optional.empty(), world.inController());
    }

    @Test
    void aDeadHoldersLockIsTakenWhenAllItsPodsAreOpen() {
        world.takenBy("other/9", world.othersClaims());
        begin();
        world.seconds(29);
        assertFalse(world.opened.isDone());
        world.seconds(3);
        assertTrue(isOpen());
        assertEquals(2, world.bank0.connections.size(), "one to ask, one to pause");
        assertEquals(1, world.bank0.open());
    }

    @Test
    void whatADeadHolderLeftPausedNeedsAPerson() {
        world.takenBy("other/9", world.othersClaims());
        world.bank1.paused = true;
        begin();
        world.seconds(32);
        String why = HandWorld.refusal(world.opened);
        assertTrue(why.startsWith("Pod bank-1 in namespace prod is already paused"), why);
        assertTrue(why.contains("scalarUnpause(release: 'bank', namespace: 'prod')"), why);
        assertTrue(why.contains("10.0.0.2:60053"), why);
        assertEquals("other/9", world.inCluster().orElseThrow().holder());
        assertEquals(0, world.bank0.open() + world.bank1.open());
    }

    @Test
    void aPodOutsideTheTargetThatADeadHolderLeftPausedIsNotForgotten() {
        HandPod canary = cluster.add("canary-0");
        world.takenBy("other/9", world.othersClaims());
        cluster.unlisted.add("canary-0");
        canary.paused = true;
        begin();
        world.seconds(32);
        String why = HandWorld.refusal(world.opened);
        assertTrue(why.startsWith("Pod canary-0 in namespace prod is already paused"), why);

        canary.shown = HandCluster.pod("canary-0", "its-successor", "10.0.0.9");
        int asked = canary.told.size();
        begin();
        world.seconds(32);
        assertTrue(isOpen(), world.log.toString());
        assertEquals(asked, canary.told.size(), "that one is another pod");
    }

    @Test
    void anEndedPodThatADeadHolderClaimsIsNotAsked() {
        HandPod canary = cluster.add("canary-0");
        world.takenBy("other/9", world.othersClaims());
        cluster.unlisted.add("canary-0");
        canary.shown = new Pod("canary-0", "canary-0-uid", "Failed", false, false, "n", "10.0.0.9", List.of());
        begin();
        world.seconds(32);
        assertTrue(isOpen(), world.log.toString());
        assertEquals(List.of(), canary.told);
    }

    @Test
    void withoutLeaseRightsTheLockHoldsInThisController() {
        cluster.leases.failsToGet = HandCluster.failure(Kind.FORBIDDEN);
        begin();
        assertTrue(isOpen());
        world.said("WARNING: No right to Leases in namespace prod: the lock on Deployment/bank holds within this");
        assertTrue(world.inController().isPresent());
        world.said("nobody opens the pods before it is back: without the right to Leases in namespace \"prod\"");
        world.seconds(11);
        world.window.bodyReturned();
        world.seconds(3);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertTrue(
                world.record().warnings().stream().anyMatch(one -> one.contains("No right to Leases")),
                world.record().warnings().toString());
    }

    @Test
    void aWorkloadThatCameToOwnPodsMeanwhileWasNotLocked() {
        cluster.whenAsked = verb -> {
            if (verb.equals("snapshot")) {
                cluster.workload = new Workload("Deployment", "prod", "canary", "canary-uid", 1, null, true);
            }
        };
        begin();
        assertTrue(world.refused().startsWith("Deployment/canary came to own pods of release \"bank\""));
    }

    @Test
    void podsThatAreNotReadyAreNotPaused() {
        world.bank0.shown = new Pod("bank-0", "bank-0-uid", "Pending", false, false, null, null, List.of());
        world.bank1.shown = new Pod("bank-1", "bank-1-uid", "Running", false, false, "n", "10.0.0.2", List.of());
        begin();
        String why = world.refused();
        assertTrue(why.contains("Pod bank-0 in namespace prod is Pending") && why.contains("\nPod bank-1 in"), why);
        assertEquals(0, asked("preflight"));
    }

    @Test
    void whatTheApiServerRefusesIsRefusedInItsWords() {
        cluster.fails.put("preflight", new RefusedException("The right to delete leases is missing."));
        begin();
        assertEquals("The right to delete leases is missing.", world.refused());
    }

    @Test
    void anApiServerThatIsAwayIsNamed() {
        cluster.fails.put("resolve", HandCluster.failure(Kind.UNAVAILABLE));
        begin();
        assertEquals("The API server says UNAVAILABLE.", world.refused());
        assertEquals(List.of("resolve"), cluster.asked);
    }

    @Test
    void warningsAreSaidOnceAndStandInTheRecord() {
        cluster.warnings = List.of("Take care.", "Take care.");
        cluster.product = Product.SCALARDB;
        begin();
        world.said("WARNING: Take care.");
        world.said("WARNING: ScalarDB Server is out of support");
        world.window.abort("Enough.");
        world.seconds(1);
        assertEquals(
                1,
                world.record().warnings().stream().filter("Take care."::equals).count());
    }

    private void batchesPass() {
        cluster.product = Product.SCALARDB_CLUSTER;
        world.cluster
                .pods
                .values()
                .forEach(pod -> pod.shown = new Pod(
                        pod.shown.name(),
                        pod.shown.uid(),
                        "Running",
                        true,
                        false,
                        "n",
                        pod.shown.ip(),
                        List.of(new Container("app", "id", 0, "r/scalardb-cluster:3.17.2", "sha", List.of(60053)))));
    }

    @Test
    void aDefectiveVersionIsRefusedUnlessItsAdvisoryIsAccepted() {
        batchesPass();
        begin();
        String why = world.refused();
        assertTrue(why.contains("acceptAdvisories") && why.contains("BATCH_PASSES_PAUSE"), why);

        HandWorld accepting = new HandWorld();
        accepting.cluster.product = Product.SCALARDB_CLUSTER;
        accepting.cluster.pods.putAll(cluster.pods);
        accepting.accepted = List.of("BATCH_PASSES_PAUSE");
        accepting.begin();
        accepting.said("WARNING: acceptAdvisories lets ScalarDB Cluster 3.17.2 pass");
    }

    @Test
    void watchesThatStaySilentAreFoundBeforeProductionIsPaused() {
        cluster.quiet = true;
        begin();
        world.seconds(59);
        assertFalse(world.opened.isDone());
        world.seconds(1);
        String why = world.refused();
        assertTrue(
                why.startsWith("The watch on the pods of release \"bank\" in namespace \"prod\" is silent: It told"),
                why);
        assertTrue(why.contains("acceptAdvisories: ['QUIET_WATCH']"), why);
    }

    @Test
    void acceptedSilentWatchesAreWaitedForAndWarnedOf() {
        cluster.quiet = true;
        world.accepted = List.of(Advisories.QUIET_WATCH);
        begin();
        world.seconds(9);
        assertFalse(world.opened.isDone());
        world.seconds(1);
        assertTrue(isOpen());
        world.said("acceptAdvisories lets that pass; the window may well end INCONSISTENT.");
    }

    @Test
    void aWatchThatIsLostIsToldAsWhatItIs() {
        cluster.quiet = true;
        begin();
        cluster.watch.hears.lost("410 Gone");
        world.seconds(61);
        assertEquals(
                "The pods changed while the window was prepared: the watch on the pods of release \"bank\" in namespace"
                        + " \"prod\" was lost: 410 Gone. Run the build again when they are settled.",
                world.refused());
    }

    @Test
    void clocksThatDifferTooMuchAreRefusedBeforeThePause() {
        cluster.offset = new ClockOffset(-6_000, 100);
        begin();
        String why = world.refused();
        assertTrue(why.contains("by -6000 ms (± 100 ms), and a skewWindow of 10 s tolerates 5500 ms"), why);
        assertTrue(why.endsWith("a skewWindow of at least 14 s."), why);
    }

    @Test
    void clocksThatMayAgreeAreNotRefused() {
        cluster.offset = new ClockOffset(5_600, 100);
        begin();
        assertTrue(isOpen());
    }

    @Test
    void aClockThatCanNotBeMeasuredIsAskedOnceAndStandsInNobodysWay() {
        cluster.fails.put("clock", HandCluster.failure(Kind.UNAVAILABLE));
        begin();
        assertTrue(isOpen());
        assertEquals(2, asked("clock"), "once before, and in the window");
    }

    @Test
    void whereNoSkewIsToBeOutlastedNoClockIsMeasuredBefore() {
        world.skewWindow = 0;
        cluster.offset = new ClockOffset(60_000, 0);
        begin();
        assertTrue(isOpen());
        assertEquals(1, asked("clock"));
    }

    @Test
    void aPodWhoseAdminServiceDoesNotAnswerIsNamedWithItsAddress() {
        world.bank1.unreachable = true;
        begin();
        assertEquals(
                "The Admin service of pod bank-1 in namespace prod (10.0.0.2, port 60053) does not answer: the pod says"
                        + " UNREACHABLE. Check adminPort, access and tls, and that no network policy keeps the"
                        + " controller out.",
                world.refused());
    }

    @Test
    void aConnectionThatIsMadeWhenAllIsOverIsClosed() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        cluster.held.put("connect", slow);
        cluster.offset = new ClockOffset(60_000, 0);
        begin();
        assertEquals(0, world.bank0.connections.size());
        world.refused();
        slow.complete(null);
        world.seconds(1);
        assertEquals(1, world.bank0.connections.size());
        assertEquals(0, world.bank0.open() + world.bank1.open());
        assertEquals(List.of(), world.bank0.told);
    }

    @Test
    void aPausedPodIsNotPausedAgain() {
        world.bank0.paused = true;
        begin();
        assertTrue(world.refused().startsWith("Pod bank-0 in namespace prod is already paused"));
        assertTrue(world.bank0.paused);
    }

    @Test
    void howPodsAreReachedIsSettledAndRecorded() {
        cluster.access = Access.AUTO;
        begin();
        assertTrue(isOpen());
        assertEquals(1, asked("settle"));
        assertEquals(
                Access.PORT_FORWARD,
                world.journal.last().targets().get(0).target().access());
    }

    @Test
    void aPodThatTwoTargetsNameHasOneGate() {
        HandCluster again = new HandCluster(world.loop);
        again.pods.putAll(cluster.pods);
        again.leases = cluster.leases;
        world.clusters = List.of(cluster, again);
        begin();
        assertTrue(isOpen());
        assertEquals(1, world.bank0.count("pause"));
        assertEquals(1, world.bank0.open());
        assertEquals(1, cluster.leases.asked.stream().filter("create"::equals).count());
        world.said("Pausing 2 pods of");
    }

    @Test
    void aStopIsHeardWhileItWaitsForALock() {
        world.takenBy("other/9", world.othersClaims());
        begin();
        world.window.abort("A person stopped it");
        world.seconds(2);
        assertEquals("A person stopped it.", HandWorld.refusal(world.opened));
        assertEquals("other/9", world.inCluster().orElseThrow().holder());
        assertEquals(Optional.empty(), world.inController());
    }

    @Test
    void aStopIsHeardAtOnceWhileItWaitsForAWatch() {
        cluster.quiet = true;
        begin();
        world.window.abort("A person stopped it.");
        world.millis(10);
        assertEquals("A person stopped it.", world.refused());
    }

    @Test
    void aStopIsHeardBetweenTwoSteps() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        cluster.held.put("preflight", slow);
        begin();
        world.window.abort("A person stopped it.");
        slow.complete(null);
        world.seconds(1);
        assertEquals("A person stopped it.", world.refused());
        assertEquals(0, asked("connect"));
    }

    @Test
    void aStopBeforeItBeganIsHeardToo() {
        world.window = new Window(
                new WindowSpec(world.holder("1"), world.parameters(), true), world.clusters, world.surroundings());
        world.window.abort("A person stopped it.");
        world.opened = world.window.open().toCompletableFuture();
        world.millis(10);
        assertEquals("A person stopped it.", world.refused());
        assertEquals(List.of(), cluster.asked);
    }
}
