package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests a window with two workloads of one cluster: they are paused and unpaused together, each with its own state. */
class SeveralTargetsTest {
    private static final Workload LEDGER = new Workload("Deployment", "prod", "ledger", "ledger-uid", 1, null, true);

    private final HandWorld world = new HandWorld();
    private final HandCluster bank = world.cluster;
    private final HandCluster ledger = new HandCluster(world.loop, "ledger-0");
    private final HandPod ledger0 = ledger.of("ledger-0");

    {
        ledger.workload = LEDGER;
        ledger.leases = bank.leases;
        ledger0.shown = HandCluster.pod("ledger-0", "ledger-0-uid", "10.0.1.1");
        world.clusters = List.of(ledger, bank);
    }

    private List<DriftKind> drift(int target) {
        return world.record().targets().get(target).drift().stream()
                .map(Drift::kind)
                .toList();
    }

    private Optional<Leases.Lease> ofLedger() {
        return bank.leases
                .leases
                .get("prod", "scalar-backup.deployment.ledger")
                .toCompletableFuture()
                .join();
    }

    @Test
    void theyArePausedAndOpenedTogether() {
        world.open();
        assertTrue(world.arePaused() && ledger0.paused);
        assertTrue(world.inCluster().isPresent() && ofLedger().isPresent());
        assertEquals(
                "bank-0,bank-1", world.inCluster().orElseThrow().annotations().get(Holder.PODS));
        assertEquals("ledger-0", ofLedger().orElseThrow().annotations().get(Holder.PODS));
        world.seconds(12);
        world.window.bodyReturned();
        world.millis(10);
        assertTrue(world.areOpen() && !ledger0.paused);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(
                List.of(1, 2),
                world.record().targets().stream()
                        .map(target -> target.pauses().size())
                        .toList());
        world.window.recorded();
        world.seconds(1);
        assertEquals(Optional.empty(), ofLedger());
        world.allIsGivenBack();
        assertEquals(1, ledger.closed);
    }

    @Test
    void thePodsOfAllTargetsOfAClusterMayStandBehindTheSameServices() {
        world.begin();
        assertEquals(List.of("ledger-0", "bank-0", "bank-1"), bank.beside);
        assertEquals(List.of("ledger-0", "bank-0", "bank-1"), ledger.beside);

        HandWorld apart = new HandWorld();
        HandCluster elsewhere = new HandCluster(apart.loop, "ledger-0");
        elsewhere.url = "https://another-api";
        apart.clusters = List.of(apart.cluster, elsewhere);
        apart.begin();
        assertEquals(List.of("bank-0", "bank-1"), apart.cluster.beside);
        assertEquals(List.of("ledger-0"), elsewhere.beside);
    }

    @Test
    void aPodThatIsSilentAtTheCloseIsItsOwnTargets() {
        world.open();
        world.seconds(12);
        world.bank1.silent = true;
        world.window.bodyReturned();
        world.millis(3_100);
        world.bank1.silent = false;
        world.seconds(10);
        assertEquals(List.of(), drift(0));
        assertEquals(List.of(DriftKind.UNKNOWN_AFTER), drift(1));
    }

    @Test
    void aPodThatStaysPausedIsToldWithItsOwnTargetsWayOut() {
        world.open();
        world.seconds(12);
        world.bank1.deaf = 10_000;
        world.window.bodyReturned();
        world.seconds(121);
        assertEquals(1, world.window.stillPaused().size());
        assertTrue(world.window.stillPaused().get(0).command().contains("10.0.0.2:60053"));
    }

    @Test
    void aLockThatIsAnothersHoldsBackItsOwnPodsOnly() {
        world.open();
        world.seconds(3);
        world.takenBy("other/9", world.othersClaims());
        world.seconds(8);
        assertFalse(ledger0.paused);
        assertTrue(world.arePaused());
    }

    @Test
    void locksAreTakenInOneOrderWhateverTheOrderOfTheTargets() {
        world.takenBy("other/9", world.othersClaims());
        world.begin();
        world.said("Waiting for another window on Deployment/bank");
        assertEquals(Optional.empty(), ofLedger(), "bank comes first, so nobody waits in a circle");
    }

    @Test
    void oneTargetThatIsRefusedIsEnough() {
        ledger.fails.put("preflight", new RefusedException("Not the ledger."));
        world.begin();
        assertEquals("Not the ledger.", world.refused());
        assertEquals(0, ledger0.open());
        assertEquals(Optional.empty(), ofLedger());
    }

    @Test
    void theWorseClockCounts() {
        ledger.url = "https://another-api";
        ledger.offset = new ClockOffset(-40, 5);
        world.open();
        assertEquals(new ClockOffset(-40, 5), world.window.clockOffset());
    }

    @Test
    void aPodThatTakesNoConnectionEndsTheWindow() {
        world.open();
        world.seconds(3);
        world.bank1.portClosed = true;
        world.seconds(2);
        assertTrue(world.bank0.paused, "twice may be chance");
        world.seconds(1);
        assertFalse(world.bank0.paused || ledger0.paused);
        world.bank1.portClosed = false;
        world.seconds(10);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals(List.of(), drift(0));
        assertEquals(List.of(DriftKind.UNKNOWN_AFTER), drift(1));
        Drift seen = world.record().targets().get(1).drift().get(0);
        assertEquals("bank-1-uid", seen.uid());
        assertEquals(Drift.SeenBy.POLL, seen.seenBy());
        assertTrue(seen.detail().contains("took no connection at 3 polls in a row"), seen.detail());
    }

    @Test
    void aTunnelThatFailsThreeTimesIsAskedForAnew() {
        bank.access = Access.PORT_FORWARD;
        world.open();
        world.seconds(3);
        world.bank1.portClosed = true;
        bank.fails.put("connect", HandCluster.failure(ClusterException.Kind.UNAVAILABLE));
        world.seconds(6);
        assertTrue(world.bank0.paused, "it may be the tunnel that fails");
        bank.fails.remove("connect");
        world.seconds(4);
        assertFalse(world.bank0.paused, "over a new one nobody answers either");
    }

    @Test
    void whereOnlyAnotherTargetIsForwardedAPodIsReachedItself() {
        ledger.access = Access.PORT_FORWARD;
        world.open();
        world.seconds(3);
        world.bank1.portClosed = true;
        bank.fails.put("connect", HandCluster.failure(ClusterException.Kind.UNAVAILABLE));
        world.seconds(4);
        assertFalse(world.bank0.paused);
    }
}
