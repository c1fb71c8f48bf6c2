package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests windows whose controller died, in each phase, and that the next start adopts from the journal. */
class ResumptionTest {
    private static final Instant OPENED = Instant.parse("2026-01-31T02:00:00.250Z");

    private final HandWorld world = new HandWorld();
    private final HandPod bank0 = world.bank0;
    private final HandPod bank1 = world.bank1;

    {
        world.maxOutage = 300;
    }

    private void crashInTheWindow(int after, int down) {
        world.open();
        world.seconds(after);
        world.crashAndAdopt(down);
    }

    private List<DriftKind> drift() {
        List<Drift> all = new ArrayList<>(world.record().drift());
        world.record().targets().forEach(target -> all.addAll(target.drift()));
        return all.stream().map(Drift::kind).toList();
    }

    private String closedEarly() {
        return HandWorld.now(world.window.closedEarly());
    }

    private String reason() {
        return world.record().reasons().get(0);
    }

    @Test
    void anOpenWindowGoesOnAndIsAsProvenAsIfNothingHadHappened() {
        crashInTheWindow(5, 10);
        assertEquals("Window w1 is taken up again after a restart of the controller (it was open).", world.log.get(0));
        assertEquals(OPENED, world.opened.getNow(null).pauseCompleted());
        assertEquals(
                List.of("bank-0", "bank-1"),
                world.window.podPauses().stream().map(PodPause::pod).toList());
        assertTrue(world.arePaused());
        assertTrue(world.cluster.asked.contains("watch from 100"));
        assertEquals(2, bank0.connections.size());
        world.seconds(40);
        assertTrue(world.lines("window: ") > 6, world.log.toString());
        assertTrue(world.arePaused());
        assertEquals("jenkins/2", world.inCluster().orElseThrow().holder(), "its earlier start's Lease has run out");
        world.window.bodyReturned();
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(OPENED, world.record().times().pauseStarted());
        assertTrue(world.record().times().durationMillis() > 50_000);
        assertEquals(OPENED, world.record().targets().get(0).pauses().get(0).pauseSentAt());
        world.window.recorded();
        world.seconds(1);
        assertEquals(Optional.empty(), world.inCluster());
        assertEquals(Optional.empty(), world.inController());
        assertTrue(world.isSettled());
        assertEquals(0, bank0.connections.get(1).closed ? 0 : 1);
    }

    @Test
    void aLeaseThatWasHandedOverIsHadAtOnce() {
        world.open();
        world.seconds(5);
        world.window.handOver();
        world.millis(10);
        world.crashAndAdopt(10);
        world.millis(100);
        assertEquals("jenkins/2", world.inCluster().orElseThrow().holder());
        assertTrue(PodClaim.active(world.inCluster().orElseThrow()).size() == 2);
        assertEquals("20", world.inCluster().orElseThrow().annotations().get(Holder.MAX_PAUSE_WAIT));
    }

    /** Else a watchdog, which waits for 45 s since the last renewal, would unpause its pods before the Lease can be had. */
    @Test
    void theLeaseOfAWindowThatStaysOpenIsRenewedAtOnceForTheStartThatDied() {
        world.open();
        world.seconds(5);
        String lastRenewal = world.inCluster().orElseThrow().renewals();
        world.crashAndAdopt(24);
        world.millis(100);
        assertEquals("jenkins/1", world.inCluster().orElseThrow().holder());
        assertNotEquals(lastRenewal, world.inCluster().orElseThrow().renewals());
    }

    /** Its pods wait until somebody may unpause them: a watchdog may be the first. */
    @Test
    void theLeaseOfAWindowThatIsBeingUnpausedIsLeftToAnyWatchdog() {
        world.open();
        world.seconds(12);
        bank1.deaf = 10_000;
        world.window.bodyReturned();
        world.seconds(1);
        String lastRenewal = world.inCluster().orElseThrow().renewals();
        assertEquals(Phase.UNPAUSING, world.journal.last().phase());
        world.crashAndAdopt(5);
        world.millis(100);
        assertEquals(lastRenewal, world.inCluster().orElseThrow().renewals());
    }

    @Test
    void aLeaseTakenMeanwhileIsLostAndThePodsAreTheirs() {
        world.open();
        world.seconds(5);
        world.takenBy("other/9", world.othersClaims());
        world.crashAndAdopt(10);
        world.millis(100);
        assertTrue(closedEarly().contains("was not ours for a while"), closedEarly());
        assertTrue(world.arePaused());
        world.leaseIsGivenBack();
        world.seconds(20);
        assertTrue(world.areOpen());
        assertTrue(drift().contains(DriftKind.LOCK_LOST));
    }

    @Test
    void aLeaseThatWasGoneForAWhileIsAnInterruption() {
        world.open();
        world.seconds(5);
        world.leaseIsGivenBack();
        world.crashAndAdopt(10);
        world.millis(100);
        assertTrue(world.areOpen());
        assertEquals(DriftKind.LOCK_LOST, drift().get(0));
        assertTrue(reason().contains("its last holder was nobody, it was deleted"), reason());
    }

    @Test
    void aBlockThatHadReturnedIsNotAskedAgain() {
        world.open();
        world.seconds(2);
        world.window.bodyReturned();
        world.millis(10);
        world.crashAndAdopt(4);
        world.seconds(40);
        assertTrue(world.areOpen());
        assertEquals(10_000, world.record().times().durationMillis(), "its lock was still to run out then");
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
    }

    @Test
    void aPodThatSomebodyOpenedMeanwhileEndsTheWindow() {
        world.open();
        world.seconds(5);
        bank1.paused = false;
        world.crashAndAdopt(10);
        world.seconds(2);
        assertFalse(bank0.paused && closedEarly() == null);
        world.seconds(40);
        assertTrue(drift().contains(DriftKind.NOT_PAUSED));
        assertEquals(OPENED.plusSeconds(1), world.record().times().verifiedUntil(), "as far as the journal knows");
        assertEquals(0, bank1.count("unpause"), "somebody else opened it");
    }

    @Test
    void aLimitThatPassedMeanwhileOpensAtOnce() {
        world.maxOutage = 31;
        crashInTheWindow(5, 40);
        assertTrue(closedEarly().startsWith("maxOutage (31 s) was reached"), closedEarly());
        world.seconds(40);
        assertTrue(world.areOpen());
        assertEquals(Verdict.ABORTED, world.record().verdict());
        assertEquals(OPENED.plusSeconds(1), world.record().times().verifiedUntil());
    }

    @Test
    void theLimitCountsTheTimeOfTheRestart() {
        world.maxOutage = 60;
        crashInTheWindow(5, 20);
        world.seconds(34);
        assertNull(closedEarly());
        world.seconds(2);
        assertTrue(closedEarly().startsWith("maxOutage (60 s)"));
    }

    // --- while it paused
    // ------------------------------------------------------------------------------------------------

    @Test
    void aWindowThatWasBeingPausedIsOpenedWhateverThePodsAnswered() {
        bank1.drains = Duration.ofSeconds(15);
        world.begin();
        world.seconds(3);
        world.crashAndAdopt(5, world.journal.written.get(0));
        assertEquals(
                "Window w1 is taken up again after a restart of the controller (it was pausing).", world.log.get(0));
        world.said("Opening all pods again: The controller was restarted while the pods were being paused.");
        world.seconds(40);
        assertTrue(world.areOpen());
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertEquals("The controller was restarted while the pods were being paused.", reason());
        assertEquals(reason(), HandWorld.refusal(world.opened));
        assertNull(world.record().times().verifiedUntil());
        world.window.recorded();
        world.seconds(40);
        assertTrue(world.isSettled());
        assertEquals(Optional.empty(), world.inCluster());
    }

    @Test
    void whatCausedARollBackIsRememberedAcrossTheRestart() {
        bank0.drains = Duration.ofSeconds(15);
        bank1.deaf = 10_000;
        world.begin();
        world.seconds(3);
        world.window.abort("A person stopped it.");
        world.seconds(1);
        WindowState unpausing = world.journal.last();
        assertEquals(Phase.UNPAUSING, unpausing.phase());
        bank1.deaf = 0;
        world.crashAndAdopt(5, withPhase(unpausing, Phase.PAUSING));
        world.seconds(40);
        assertEquals(Verdict.ABORTED, world.record().verdict());
        assertEquals("A person stopped it.", reason());
    }

    private static WindowState withPhase(WindowState state, Phase phase) {
        return new WindowState(
                state.holder(),
                phase,
                state.parameters(),
                state.hasBody(),
                state.bodyReturned(),
                state.times(),
                state.lastProven(),
                state.clockOffset(),
                state.cause(),
                state.reasons(),
                state.warnings(),
                state.drift(),
                state.targets(),
                null,
                null);
    }

    @Test
    void whatIsKnownNotToBeOursIsNotOpenedAfterARestart() {
        bank1.refusesPause = Outcome.STILL_PAUSED_BY_ANOTHER;
        bank1.closesAllTheSame = true;
        bank0.deaf = 10_000;
        world.begin();
        world.seconds(1);
        bank0.deaf = 0;
        world.crashAndAdopt(5);
        world.seconds(60);
        assertFalse(bank0.paused);
        assertTrue(bank1.paused);
        assertEquals(0, bank1.count("unpause"));
        assertEquals("bank-1", world.window.stillPaused().get(0).pod());
    }

    // --- while it closed
    // ------------------------------------------------------------------------------------------------

    private WindowState closing() {
        world.open();
        world.seconds(12);
        world.window.bodyReturned();
        bank0.silent = true;
        bank1.silent = true;
        world.millis(10);
        assertEquals(Phase.CLOSING, world.journal.last().phase());
        bank0.silent = false;
        bank1.silent = false;
        return world.journal.last();
    }

    @Test
    void podsClosedAfterARestartInTheClosingCheckWereSoAllAlong() {
        world.crashAndAdopt(5, closing());
        world.seconds(40);
        assertTrue(world.areOpen());
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertTrue(world.record().times().durationMillis() > 16_000);
        assertEquals(OPENED, world.opened.getNow(null).pauseCompleted());
    }

    @Test
    void aPodOpenAfterARestartInTheClosingCheckMayBeOurs() {
        WindowState closing = closing();
        bank1.paused = false;
        world.crashAndAdopt(5, closing);
        world.seconds(40);
        assertTrue(world.areOpen());
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertTrue(world.record().windowProven());
        assertEquals(OPENED.plusSeconds(12), world.record().times().verifiedUntil());
        assertEquals(
                "The controller was restarted while it closed the window; that the pods stayed paused is known until "
                        + OPENED.plusSeconds(12) + " only.",
                reason());
        assertEquals(Cause.ERROR, world.journal.last().cause());
    }

    @Test
    void withoutAPollNothingIsKnownOfTheTimeBeforeTheRestart() {
        world.skewWindow = 0;
        world.begin();
        world.window.bodyThrew("no");
        bank1.silent = true;
        world.millis(10);
        WindowState closing = world.journal.last();
        assertEquals(Phase.CLOSING, closing.phase());
        bank1.silent = false;
        bank1.paused = false;
        world.crashAndAdopt(5, closing);
        world.seconds(40);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertTrue(
                world.record().reasons().get(1).endsWith("is known of no time."),
                world.record().reasons().toString());
        assertEquals(Cause.BODY_THREW, world.journal.last().cause());
    }

    // --- while it opened, and after that
    // --------------------------------------------------------------------------------

    @Test
    void aWindowThatWasBeingOpenedIsOpenedFurther() {
        world.open();
        world.seconds(12);
        bank1.deaf = 10_000;
        world.window.bodyReturned();
        world.seconds(1);
        WindowState unpausing = world.journal.last();
        assertEquals(Phase.UNPAUSING, unpausing.phase());
        bank1.deaf = 0;
        world.crashAndAdopt(5, unpausing);
        assertEquals(OPENED, world.opened.getNow(null).pauseCompleted());
        world.seconds(40);
        assertFalse(bank1.paused);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(unpausing.times().verifiedUntil(), world.record().times().verifiedUntil());
        assertEquals(unpausing.times().unpauseStarted(), world.record().times().unpauseStarted());
        assertEquals(1, bank0.count("unpause"), "it was known to be open");
        assertTrue(world.record().targets().get(0).pauses().get(1).unpauseTries() >= 2);
    }

    @Test
    void whatWasVerifiedIsVerifiedOnceMore() {
        world.open();
        world.seconds(12);
        world.cluster.quiet = true;
        world.window.bodyReturned();
        world.seconds(1);
        WindowState verifying = world.journal.last();
        assertEquals(Phase.VERIFYING, verifying.phase());
        world.cluster.quiet = false;
        world.crashAndAdopt(5, verifying);
        world.seconds(60);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(verifying.times(), world.record().times());
    }

    private long snapshots() {
        return world.cluster.asked.stream().filter("snapshot"::equals).count();
    }

    @Test
    void aRecordThatWasMadeIsMadeOnceMoreOfTheSame() {
        world.open();
        world.seconds(12);
        world.window.bodyReturned();
        world.seconds(1);
        WindowRecord before = world.record();
        WindowState ended = world.journal.last();
        long compared = snapshots();
        world.crashAndAdopt(5, ended);
        assertEquals(before, world.record());
        assertEquals(before.times().pauseCompleted(), world.opened.getNow(null).pauseCompleted());
        world.seconds(2);
        assertEquals(compared, snapshots(), "nothing is compared again");
        assertEquals(1, bank0.count("unpause"));
        assertEquals(List.of(), world.journal.written);
        world.seconds(400);
        world.neverSaid("maxOutage");
        world.window.recorded();
        world.seconds(1);
        assertEquals(List.of("w1"), world.journal.forgotten);
        assertTrue(world.isSettled());
    }

    @Test
    void aPodThatWasLeftPausedWhenTheRecordWasMadeIsStillOpened() {
        world.open();
        world.seconds(12);
        bank1.deaf = 10_000;
        world.window.bodyReturned();
        world.seconds(121);
        WindowState ended = world.journal.last();
        assertEquals(Phase.ENDED, ended.phase());
        WindowRecord before = world.record();
        world.crashAndAdopt(5, ended);
        assertEquals(before, world.record());
        world.seconds(125);
        assertEquals("bank-1", world.window.stillPaused().get(0).pod());
        bank1.deaf = 0;
        world.seconds(61);
        assertFalse(bank1.paused);
        assertEquals(List.of(), world.window.stillPaused());
    }

    /** Else another window could take it, or a watchdog, although its controller is alive. */
    @Test
    void theLockThatAnEndedWindowStillNeedsIsRenewedAfterARestart() {
        world.open();
        world.seconds(12);
        bank1.deaf = 10_000;
        world.window.bodyReturned();
        world.seconds(121);
        assertEquals(Phase.ENDED, world.journal.last().phase());
        world.crashAndAdopt(5);
        world.seconds(35);
        for (int i = 0; i < 12; i++) {
            String before = world.inCluster().orElseThrow().renewals();
            world.seconds(15);
            assertEquals("jenkins/2", world.inCluster().orElseThrow().holder());
            assertNotEquals(before, world.inCluster().orElseThrow().renewals());
        }
        bank1.deaf = 0;
        world.seconds(61);
        world.window.recorded();
        world.seconds(1);
        assertEquals(Optional.empty(), world.inCluster());
        assertEquals(Optional.empty(), world.inController());
        assertTrue(world.isSettled());
    }

    @Test
    void aPauseThatFailedAndWasRecordedHasNoWindow() {
        bank1.refusesPause = Outcome.REFUSED;
        world.begin();
        world.seconds(1);
        WindowState ended = world.journal.last();
        world.crashAndAdopt(5, ended);
        assertTrue(HandWorld.refusal(world.opened).contains("was not paused"));
        assertEquals(Verdict.FAILED, world.record().verdict());
    }

    // --- clocks -----------------------------------------------------------------------------------------------------

    private void offsetAfterTheRestart(ClockOffset offset) {
        world.open();
        world.seconds(12);
        world.cluster.offset = offset;
        world.window.handOver();
        world.millis(10);
        world.crashAndAdopt(5);
        world.seconds(2);
    }

    @Test
    void aClockThatSteppedOverTheRestartIsSeenByTheApiServers() {
        offsetAfterTheRestart(new ClockOffset(-502, 2));
        assertTrue(world.areOpen());
        assertEquals(List.of(DriftKind.CLOCK_STEPPED), drift());
        assertTrue(reason().contains("stepped by 505 ms over its restart, so the times can't be trusted"), reason());
    }

    @Test
    void aClockThatMayHaveGoneOnAsBeforeIsBelieved() {
        offsetAfterTheRestart(new ClockOffset(-501, 2));
        assertTrue(world.arePaused());
        world.window.bodyReturned();
        world.seconds(1);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(
                new ClockOffset(-501, 2 + 504), world.record().clockOffset(), "the worse of the two, and the step");
    }

    @Test
    void aClockThatSteppedOverARestartInTheClosingCheckIsSeenToo() {
        WindowState closing = closing();
        world.cluster.offset = new ClockOffset(-502, 2);
        world.crashAndAdopt(5, closing);
        world.seconds(40);
        assertEquals(List.of(DriftKind.CLOCK_STEPPED), drift());
    }

    @Test
    void theWorseMeasurementCounts() {
        offsetAfterTheRestart(new ClockOffset(2, 2));
        assertEquals(
                new ClockOffset(3, 2 + 1),
                world.journal.written.get(world.journal.written.size() - 1).clockOffset(),
                "on disk before the next restart");
        world.window.bodyReturned();
        world.seconds(1);
        assertEquals(new ClockOffset(3, 2 + 1), world.record().clockOffset());
    }

    @Test
    void aClockThatCanNotBeComparedProvesNothing() {
        world.open();
        world.seconds(12);
        world.window.handOver();
        world.millis(10);
        world.cluster.fails.put("clock", HandCluster.failure(Kind.UNAVAILABLE));
        world.crashAndAdopt(5);
        world.seconds(7);
        assertTrue(world.areOpen());
        assertEquals(List.of(DriftKind.CLOCK_STEPPED), drift());
        assertTrue(
                reason().contains("Whether the controller's clock stepped over its restart can't be told"), reason());
        assertEquals(new ClockOffset(3, 2), world.record().clockOffset());
    }

    @Test
    void aClockThatWasNeverMeasuredBeforeIsMeasuredForTheRecord() {
        world.cluster.fails.put("clock", HandCluster.failure(Kind.UNAVAILABLE));
        world.open();
        world.seconds(2);
        world.window.handOver();
        world.millis(10);
        world.cluster.fails.remove("clock");
        world.crashAndAdopt(5);
        world.seconds(1);
        assertEquals(List.of(DriftKind.CLOCK_STEPPED), drift());
        assertEquals(new ClockOffset(3, 2), world.record().clockOffset());
    }

    // --- who does not answer
    // --------------------------------------------------------------------------------------------

    @Test
    void whereThePodIsIsAskedAndItsAddressIsEnoughWhereNobodyAnswers() {
        world.open();
        world.seconds(5);
        world.window.handOver();
        world.millis(10);
        world.cluster.held.put("pod", new CompletableFuture<>());
        world.crashAndAdopt(5);
        world.window.abort("Enough.");
        world.millis(2_900);
        assertTrue(world.arePaused());
        world.millis(200);
        assertTrue(world.areOpen());
    }

    @Test
    void aForwardedPodCanNotBeReachedWhereItWas() {
        world.cluster.access = Access.PORT_FORWARD;
        world.open();
        world.seconds(5);
        world.window.handOver();
        world.millis(10);
        world.cluster.held.put("pod", new CompletableFuture<>());
        world.crashAndAdopt(5);
        world.window.abort("Enough.");
        world.seconds(10);
        assertTrue(world.arePaused());
        world.cluster.held.remove("pod").complete(null);
        world.seconds(10);
        assertTrue(world.areOpen());
    }

    @Test
    void aPodThatIsGoneAfterTheRestartIsWaitedForByNobody() {
        world.open();
        world.seconds(5);
        world.window.handOver();
        world.millis(10);
        bank1.shown = HandCluster.pod("bank-1", "another-uid", "10.0.0.2");
        world.crashAndAdopt(5);
        world.window.abort("Enough.");
        world.seconds(1);
        assertFalse(bank0.paused);
        assertEquals(0, bank1.count("unpause"));
        assertNotEquals(null, world.record());
        assertTrue(drift().contains(DriftKind.POD_REPLACED), drift().toString());
    }

    @Test
    void whatTheWatchTellsAfterTheRestartEndsTheWindow() {
        world.open();
        world.seconds(9);
        world.cluster.watch.hears.reached("110");
        world.seconds(3);
        world.window.handOver();
        world.millis(10);
        world.crashAndAdopt(5);
        assertTrue(world.cluster.asked.contains("watch from 110"), "from where it was last");
        world.seconds(1);
        world.cluster.watch.hears.seen(HandCluster.pod("bank-2", "bank-2-uid", "10.0.0.3"));
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(DriftKind.POD_ADDED, drift().get(0));
    }

    @Test
    void justBeforeItsEndAWindowIsNotPolled() {
        world.open();
        world.millis(2_600);
        world.window.bodyReturned();
        world.millis(10);
        world.window.handOver();
        world.millis(10);
        world.crashAndAdopt(4);
        // The polls are at x.64 s; it ends ten seconds after its beginning.
        world.millis(9_560 - 6_650);
        long checks = bank0.count("check");
        world.millis(400);
        assertEquals(checks, bank0.count("check"), "the closing check is about to ask the same");
        world.millis(100);
        assertTrue(world.areOpen());
    }

    private void nobodySaysWhoseTheLockIs() {
        world.cluster.leases.late = new CompletableFuture<>();
    }

    @Test
    void aPodSeenPausedLatelyIsOpenedWithoutTheLocksAnswer() {
        world.open();
        world.millis(500);
        nobodySaysWhoseTheLockIs();
        world.crashAndAdopt(20);
        world.window.abort("Enough.");
        world.seconds(4);
        assertTrue(world.areOpen(), "its Pause was answered less than a Lease's duration ago");
        world.said("were this window's all the time");
    }

    @Test
    void aPodPolledLatelyIsOpenedWithoutTheLocksAnswer() {
        world.open();
        world.seconds(40);
        nobodySaysWhoseTheLockIs();
        world.crashAndAdopt(15);
        world.window.abort("Enough.");
        world.seconds(4);
        assertTrue(world.areOpen());
    }

    @Test
    void aPodLongOutOfSightIsOpenedBlindAMinuteAfterTheLimit() {
        for (Phase phase : List.of(Phase.PAUSING, Phase.CLOSING, Phase.UNPAUSING, Phase.ENDED)) {
            HandWorld one = new HandWorld();
            one.open();
            one.seconds(2);
            one.cluster.leases.late = new CompletableFuture<>();
            one.crashAndAdopt(40, withPhase(one.journal.last(), phase));
            one.seconds(75);
            assertTrue(one.arePaused(), phase + " " + one.log);
            one.seconds(20);
            assertTrue(one.areOpen(), phase + " " + one.log);
            one.said("WARNING: These pods are opened blind");
        }
    }

    @Test
    void theLockOfADeadWindowThatPausedAfterOursIsLeftAlone() {
        world.open();
        world.seconds(5);
        world.takenBy("other/9", world.othersClaims());
        world.crashAndAdopt(10);
        world.seconds(200);
        assertTrue(world.arePaused(), "whoever paused them then saw them open before");
        assertEquals("other/9", world.inCluster().orElseThrow().holder());
    }

    @Test
    void whatIsLeftPausedWhenTheRecordWasMadeMayBeAnothersByNow() {
        world.open();
        world.seconds(12);
        bank1.deaf = 10_000;
        world.window.bodyReturned();
        world.seconds(121);
        world.takenBy("other/9", world.othersClaims());
        bank1.deaf = 0;
        long tries = bank1.count("unpause");
        world.crashAndAdopt(5);
        world.seconds(200);
        assertEquals(tries, bank1.count("unpause"));
    }

    @Test
    void aPauseThatArrivesWhileNobodyLooksIsOpened() {
        bank0.refusesPause = Outcome.UNKNOWN;
        bank0.closesAllTheSame = true;
        bank1.deaf = 10_000;
        world.begin();
        world.seconds(1);
        assertFalse(bank0.paused);
        WindowState unpausing = world.journal.last();
        assertNotEquals(
                null, unpausing.targets().get(0).pods().get(0).recorded().unpauseConfirmedAt());
        bank0.paused = true;
        bank1.deaf = 0;
        world.crashAndAdopt(1, unpausing);
        world.seconds(35);
        assertTrue(world.areOpen());
    }

    @Test
    void twoTargetsOfOneWorkloadAreTakenUpWithOneLock() {
        HandCluster again = new HandCluster(world.loop);
        again.pods.putAll(world.cluster.pods);
        again.leases = world.cluster.leases;
        world.clusters = List.of(world.cluster, again);
        world.open();
        world.seconds(12);
        world.window.handOver();
        world.millis(10);
        world.crashAndAdopt(5);
        world.seconds(1);
        world.window.bodyReturned();
        world.seconds(1);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(1, bank0.count("unpause"));
    }
}
