package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests what is checked after the pods are unpaused, and how it affects the record. */
class VerificationTest {
    private static final Instant CLOSED = Instant.parse("2026-01-31T02:00:12.260Z");

    private final HandWorld world = new HandWorld();
    private final HandCluster cluster = world.cluster;

    /** Closes a window normally. */
    private void close() {
        world.open();
        world.seconds(12);
        world.window.bodyReturned();
        world.millis(10);
        assertTrue(world.areOpen());
    }

    /** Closes a window normally, and changes the world at the moment of its close. */
    private void closeWhile(Runnable what) {
        world.open();
        world.seconds(12);
        what.run();
        world.window.bodyReturned();
        world.millis(10);
        assertTrue(world.areOpen());
    }

    private List<Drift> drift() {
        List<Drift> all = new ArrayList<>(world.record().drift());
        world.record().targets().forEach(target -> all.addAll(target.drift()));
        return all;
    }

    private void isInconsistent(DriftKind kind, String detail) {
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertFalse(world.record().windowProven());
        assertEquals(1, drift().size(), drift().toString());
        assertEquals(kind, drift().get(0).kind());
        assertEquals(Drift.SeenBy.AFTER, drift().get(0).seenBy());
        assertTrue(drift().get(0).detail().contains(detail), drift().get(0).detail());
    }

    private int asked(String verb) {
        return (int) cluster.asked.stream().filter(verb::equals).count();
    }

    @Test
    void aContainerThatWasRestartedIsSeenInTheSecondSnapshot() {
        closeWhile(() -> world.bank1.shown = new Pod(
                "bank-1",
                "bank-1-uid",
                "Running",
                true,
                false,
                "node",
                "10.0.0.2",
                List.of(new Container("app", "another-id", 1))));
        isInconsistent(DriftKind.CONTAINER_RESTARTED, "bank-1");
        assertTrue(world.record().reasons().get(0).startsWith("CONTAINER_RESTARTED: "));
    }

    @Test
    void allThatBecameOfAPodIsTold() {
        closeWhile(() -> world.bank1.shown = new Pod(
                "bank-1",
                "bank-1-uid",
                "Running",
                false,
                false,
                "node",
                "10.0.0.2",
                List.of(new Container("app", "another-id", 1))));
        assertEquals(
                List.of(DriftKind.NOT_READY, DriftKind.CONTAINER_RESTARTED),
                drift().stream()
                        .map(Drift::kind)
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void severalPodsThatChangedAreAllNamed() {
        closeWhile(() -> {
            world.bank0.shown = HandCluster.pod("bank-0", "another-0", "10.0.0.1");
            world.bank1.shown = HandCluster.pod("bank-1", "another-1", "10.0.0.2");
        });
        assertEquals(2, drift().stream().map(Drift::pod).distinct().count(), drift().toString());
    }

    @Test
    void anApiServerThatBlinksCostsNoWindow() {
        closeWhile(() -> cluster.fails.put("snapshot", HandCluster.failure(Kind.UNAVAILABLE)));
        int before = asked("snapshot");
        world.millis(4_500);
        assertEquals(before + 4, asked("snapshot"), "once a second");
        assertNull(world.record());
        cluster.fails.remove("snapshot");
        world.seconds(1);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
    }

    @Test
    void anApiServerThatStaysAwayIsGivenNinetySeconds() {
        closeWhile(() -> cluster.fails.put("snapshot", HandCluster.failure(Kind.UNAVAILABLE)));
        world.seconds(85);
        assertNull(world.record());
        world.seconds(6);
        isInconsistent(
                DriftKind.UNKNOWN_AFTER,
                "what became of the pods of release \"bank\" in namespace \"prod\" can't be told: The API server says"
                        + " UNAVAILABLE");
        assertNull(world.record().targets().get(0).podsAfter());
    }

    @Test
    void anApiServerThatRefusesIsNotAskedAgain() {
        closeWhile(() -> cluster.fails.put("snapshot", HandCluster.failure(Kind.FORBIDDEN)));
        isInconsistent(DriftKind.UNKNOWN_AFTER, "The API server says FORBIDDEN");
    }

    @Test
    void aWatchThatDoesNotReachTheSecondSnapshotProvesNothing() {
        closeWhile(() -> cluster.quiet = true);
        world.seconds(89);
        assertNull(world.record());
        world.seconds(1);
        isInconsistent(DriftKind.UNKNOWN_AFTER, "It told nothing for 90 s");
    }

    @Test
    void theWatchMustReachTheVersionOfTheSecondSnapshot() {
        closeWhile(() -> cluster.version = 120);
        assertTrue(cluster.asked.contains("reach 120"));
        assertEquals("120", world.journal.last().targets().get(0).watchedUntil());
    }

    @Test
    void aLockThatIsAnothersAfterTheWindowMayHaveBeenSoInIt() {
        closeWhile(() -> world.takenBy("other/9", world.othersClaims()));
        isInconsistent(
                DriftKind.LOCK_LOST, "that the lock was ours all the time can't be told: Lease prod/scalar-backup");
        assertEquals("other/9", world.inCluster().orElseThrow().holder());
    }

    @Test
    void aLockThatMayNotBeRenewedAnyMoreProvesNothing() {
        closeWhile(() -> cluster.leases.failsToChange = HandCluster.failure(Kind.FORBIDDEN));
        isInconsistent(DriftKind.UNKNOWN_AFTER, "that the lock was ours all the time can't be told: The API server");
    }

    @Test
    void aLockThatCanNotBeRenewedForSoLongIsLost() {
        closeWhile(() -> cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE));
        world.seconds(91);
        isInconsistent(DriftKind.LOCK_LOST, "The API server says UNAVAILABLE");
    }

    @Test
    void aLockIsRenewedOnceMoreWhenTheApiServerIsBack() {
        closeWhile(() -> cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE));
        world.millis(2_500);
        cluster.leases.failsToChange = null;
        world.seconds(1);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
    }

    private void withAnotherPodMadeAt(Instant created) {
        closeWhile(() -> cluster.others = List.of(new OtherEndpoint("bank", "canary-0", "canary-uid", created)));
    }

    @Test
    void anOlderPodBehindTheServicesCouldWrite() {
        withAnotherPodMadeAt(CLOSED.minusSeconds(1));
        isInconsistent(DriftKind.POD_ADDED, "canary-0");
    }

    @Test
    void anotherPodWhoseAgeIsUnknownCouldWrite() {
        withAnotherPodMadeAt(null);
        isInconsistent(DriftKind.POD_ADDED, "canary-0");
    }

    @Test
    void anotherPodThatWasMadeAfterTheOpeningSaysNothingOfTheWindow() {
        withAnotherPodMadeAt(CLOSED.plusMillis(6));
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
    }

    @Test
    void byHowMuchClocksDifferIsAllowedForInItsAge() {
        withAnotherPodMadeAt(CLOSED.plusMillis(5));
        isInconsistent(DriftKind.POD_ADDED, "canary-0");
    }

    @Test
    void servicesThatCanNotBeLookedAtMayLeadAnywhere() {
        closeWhile(() -> cluster.fails.put("others", HandCluster.failure(Kind.FORBIDDEN)));
        isInconsistent(
                DriftKind.UNKNOWN_AFTER,
                "which other pods the Services of release \"bank\" in namespace \"prod\" lead");
    }

    @Test
    void withoutAWindowNothingIsAskedThatCouldProveOne() {
        world.bank1.refusesPause = Outcome.REFUSED;
        world.begin();
        int renewals = cluster.leases.asked.size();
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertEquals(2, asked("snapshot"), "what became of the pods is in the record all the same");
        assertEquals(2, world.record().targets().get(0).podsAfter().size());
        assertEquals(List.of(), drift());
        assertEquals(0, asked("others"));
        assertEquals(
                1,
                cluster.asked.stream().filter(verb -> verb.startsWith("reach")).count());
        assertEquals("delete", cluster.leases.asked.get(renewals - 1), "the lock is given back, and not renewed");
        assertEquals("get", cluster.leases.asked.get(renewals - 2));
    }

    // --- what the record makes of the clocks ------------------------------------------------------------------------

    @Test
    void clocksThatDifferByMoreThanTheWindowToleratesMakeItUnproven() {
        open(new ClockOffset(5_400, 300));
        world.seconds(10);
        world.window.bodyReturned();
        world.seconds(2);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals(
                "CLOCK_STEPPED: The controller's clock differs from the API server's by 5400 ms (± 300 ms), the window"
                        + " tolerates 4750 ms; set the clocks right, or use a skewWindow of at least 13 s.",
                world.record().reasons().get(0));
    }

    /** Opens a window in which the clock is measured; the measurement before is a different one. */
    private void open(ClockOffset inTheWindow) {
        world.journal.whenWritten = () -> cluster.offset = inTheWindow;
        world.open();
    }

    @Test
    void aWindowThatWasCutShortOnlyGoesWithoutARestorePoint() {
        open(new ClockOffset(1_900, 200));
        world.millis(3_500);
        world.window.abort("Enough.");
        world.millis(10);
        WindowRecord record = world.record();
        assertEquals(Verdict.ABORTED, record.verdict());
        assertTrue(record.windowProven());
        assertEquals(1, record.warnings().size());
        assertTrue(
                record.warnings().get(0).startsWith("No restore point is recommended: the controller's clock differs"),
                record.warnings().get(0));
        assertNull(record.restorePoint().recommended());
        assertEquals(record.times().pauseCompleted(), record.restorePoint().notBefore());
        assertEquals(record.times().verifiedUntil(), record.restorePoint().notAfter());
    }

    @Test
    void aWindowWithoutASkewGoesWithoutARestorePoint() {
        world.skewWindow = 0;
        open(new ClockOffset(9_000, 0));
        world.seconds(12);
        world.window.bodyReturned();
        world.seconds(1);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertTrue(world.record().warnings().get(0).startsWith("No restore point is recommended"));
    }

    @Test
    void aClockThatNobodyMeasuredRecommendsNothing() {
        cluster.fails.put("clock", HandCluster.failure(Kind.UNAVAILABLE));
        close();
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertTrue(world.record().warnings().get(0).contains("could not be measured against the API server's"));
        assertNull(world.record().restorePoint().recommended());
    }

    @Test
    void whereNoWindowCameAboutNobodyMissesAClock() {
        world.bank1.refusesPause = Outcome.REFUSED;
        world.begin();
        assertEquals(List.of(), world.record().warnings());
        assertEquals(RestorePoint.NONE, world.record().restorePoint());
    }

    @Test
    void theRecordWaitsForAMeasurementThatTakesItsTime() {
        world.journal.whenWritten = () -> cluster.held.putIfAbsent("clock", new CompletableFuture<>());
        close();
        assertNull(world.record());
        cluster.held.get("clock").complete(null);
        world.millis(10);
        assertEquals(new ClockOffset(3, 2), world.record().clockOffset());
    }
}
