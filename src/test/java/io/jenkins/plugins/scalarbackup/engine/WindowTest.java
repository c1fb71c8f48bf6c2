package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.OtherEndpoint;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Cause;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Tests open windows: what closes them, when, and what their records then say. */
class WindowTest {
    private static final Instant OPENED = Instant.parse("2026-01-31T02:00:00.250Z");

    private final HandWorld world = new HandWorld();
    private final HandPod bank0 = world.bank0;
    private final HandPod bank1 = world.bank1;

    private List<DriftKind> drift() {
        List<Drift> all = new ArrayList<>(world.record().drift());
        world.record().targets().forEach(target -> all.addAll(target.drift()));
        return all.stream().map(Drift::kind).toList();
    }

    private String reason() {
        return world.record().reasons().get(0);
    }

    private void isProvenUntil(Instant until) {
        assertEquals(until, world.record().times().verifiedUntil());
        assertEquals(until != null && drift().isEmpty(), world.record().windowProven());
    }

    private String closedEarly() {
        return HandWorld.now(world.window.closedEarly());
    }

    @Test
    void aWindowThatLastedLongEnoughIsConsistentAndItsRecordSaysWhen() {
        world.open();
        world.seconds(12);
        world.window.bodyReturned();
        world.millis(10);
        assertTrue(world.areOpen());
        WindowRecord record = world.record();
        assertEquals("w1", record.id());
        assertEquals("w1", world.window.id());
        assertEquals(Verdict.CONSISTENT, record.verdict());
        assertTrue(record.windowProven() && record.bodyCompleted());
        assertEquals(List.of(), record.reasons());
        assertEquals(List.of(), record.warnings());
        Instant closed = OPENED.plusMillis(12_010);
        assertEquals(new WindowTimes(OPENED, OPENED, closed, closed, closed, 10_000), record.times());
        assertEquals(new ClockOffset(3, 2), record.clockOffset());
        TargetRecord target = record.targets().get(0);
        assertEquals(List.of(bank0.shown, bank1.shown), target.podsBefore());
        assertEquals(List.of(bank0.shown, bank1.shown), target.podsAfter());
        PodPause pause = target.pauses().get(0);
        assertEquals(
                new PodPause("bank-0", "bank-0-uid", "10.0.0.1:60053", OPENED, OPENED, closed, closed, 1, null), pause);
        assertEquals(
                Instant.parse("2026-01-31T02:00:06Z"), record.restorePoint().recommended());
        world.said("All pods are open since 2026-01-31T02:00:12.260Z: production was paused for 12010 ms.");
        assertEquals(
                List.of("window: 5 of 10 s, 2 pods paused", "window: 10 of 10 s, 2 pods paused"),
                world.log.stream().filter(line -> line.startsWith("window: ")).toList());
        assertNull(closedEarly());
    }

    @Test
    void itsJournalSaysHowFarItIsAndForgetsItWhenItsRecordIsKept() {
        world.open();
        world.seconds(12);
        assertEquals(OPENED.plusSeconds(11), world.journal.last().lastProven(), "every ten seconds");
        world.window.bodyReturned();
        world.seconds(2);
        assertEquals(
                List.of(Phase.PAUSING, Phase.OPEN, Phase.CLOSING, Phase.UNPAUSING, Phase.VERIFYING, Phase.ENDED),
                world.journal.phases());
        WindowState ended = world.journal.last();
        assertEquals(Cause.REQUESTED, ended.cause());
        assertTrue(ended.bodyReturned());
        assertEquals(List.of(bank0.shown, bank1.shown), ended.targets().get(0).after());
        assertEquals("100", ended.targets().get(0).watchedUntil());
        assertEquals(List.of(), world.journal.forgotten);
        assertFalse(world.isSettled());
        world.window.recorded();
        world.millis(10);
        assertTrue(world.isSettled());
        assertEquals(List.of("w1"), world.journal.forgotten);
        world.allIsGivenBack();
    }

    @Test
    void aBlockThatReturnsEarlyIsWaitedForAndTheEndIsPrepared() {
        world.open();
        world.seconds(2);
        int before = world.journal.written.size();
        world.window.bodyReturned();
        world.millis(10);
        assertTrue(world.journal.written.get(before).bodyReturned(), "after a restart nobody says it again");
        world.millis(9_500 - 2_040);
        assertEquals(1, world.bank0.connections.get(0).expected.size());
        world.millis(50);
        assertEquals(
                List.of(PodConnection.Request.CHECK_PAUSED, PodConnection.Request.UNPAUSE),
                world.bank0.connections.get(0).expected.get(1));
        assertEquals(Phase.CLOSING, world.journal.last().phase());
        world.millis(460);
        assertTrue(world.arePaused());
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(10_000, world.record().times().durationMillis());
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
    }

    @Test
    void aBlockThatThrewLeavesAProvenWindowAndAFailedBuild() {
        world.open();
        world.seconds(12);
        world.window.bodyThrew("the snapshot failed");
        world.seconds(1);
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertTrue(world.record().windowProven());
        assertFalse(world.record().bodyCompleted());
        assertEquals("The block failed: the snapshot failed.", reason());
        assertNull(closedEarly());
    }

    @Test
    void aBlockThatThrewIsNotWaitedForAndNobodyReturnsAfterThat() {
        world.open();
        world.seconds(2);
        world.window.bodyThrew("the snapshot failed");
        world.window.bodyReturned();
        world.window.bodyThrew("again");
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(
                List.of("The block failed: the snapshot failed."),
                world.record().reasons());
        assertFalse(world.record().bodyCompleted());
    }

    @Test
    void theClosingStepClosesAtOnceWithoutABlock() {
        world.skewWindow = 0;
        world.begin(false);
        world.seconds(3);
        world.window.close();
        world.millis(10);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertNull(world.record().bodyCompleted());
    }

    @Test
    void aWindowThatGoesOnSaysWhatItWaitsFor() {
        world.cluster.pods.remove("bank-1");
        world.open();
        world.seconds(15);
        assertEquals("window: 15 s, waiting for the block to end, 1 pod paused", world.log.get(world.log.size() - 1));
    }

    @Test
    void whatIsHeldIsHeldUntilThenAndNotLonger() {
        world.skewWindow = 0;
        world.begin(false);
        world.seconds(1);
        CompletionStage<Void> held = world.window.hold(8, null);
        world.millis(10);
        assertEquals(8_000, world.journal.last().times().requestedMillis());
        world.millis(6_970);
        assertFalse(held.toCompletableFuture().isDone());
        world.seconds(2);
        assertTrue(held.toCompletableFuture().isDone());
        assertFalse(held.toCompletableFuture().isCompletedExceptionally());
        world.window.close();
        world.millis(10);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
    }

    @Test
    void whatLiesBeforeThePauseCanNotBeAskedOfTheWindow() {
        world.skewWindow = 0;
        world.begin(false);
        Instant before = OPENED.minusSeconds(4);
        world.window.hold(10, before);
        world.millis(10);
        world.said("Of the 10 s since " + before + " only 6000 ms lie in window w1, which is paused since " + OPENED);
        assertEquals(6_000, world.journal.last().times().requestedMillis());
        world.window.hold(3, OPENED);
        world.millis(10);
        assertEquals(1, world.lines("Of the"));
        assertEquals(6_000, world.journal.last().times().requestedMillis(), "the longest counts");
        world.window.hold(2, OPENED.minusSeconds(30));
        world.millis(10);
        world.said("only 0 ms lie");
    }

    @Test
    void whoClosesBeforeWhatWasAskedForIsOverIsToldSo() {
        world.skewWindow = 0;
        world.begin(false);
        CompletionStage<Void> held = world.window.hold(30, null);
        world.seconds(5);
        world.window.close();
        world.millis(10);
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertTrue(world.record().windowProven());
        assertEquals(
                "The window was closed after 5010 ms, and awaitSkewWindow had asked for 30000 ms of it: let that end before"
                        + " scalarUnpause, or before the block ends.",
                reason());
        assertEquals(
                "The window was closed before its time: scalarUnpause came, or its block ended.",
                HandWorld.refusal(held));
    }

    @Test
    void aWindowThatIsNotOpenCanNotBeHeld() {
        bank1.drains = Duration.ofSeconds(5);
        world.begin(false);
        CompletionStage<Void> early = world.window.hold(5, null);
        world.millis(10);
        assertEquals("Window w1 is not open yet.", HandWorld.refusal(early));
        world.seconds(5);
        world.window.abort("Enough");
        world.millis(10);
        CompletionStage<Void> late = world.window.hold(5, null);
        world.millis(10);
        assertEquals("Window w1 was closed before: Enough.", HandWorld.refusal(late));
    }

    @Test
    void aWindowThatIsStillPreparedCanNotBeHeld() {
        world.cluster.quiet = true;
        world.begin(false);
        CompletionStage<Void> held = world.window.hold(5, null);
        world.millis(10);
        assertEquals("Window w1 is not open yet.", HandWorld.refusal(held));
    }

    @Test
    void whoAbortsOpensProductionFirstAndKeepsWhatTheLastPollProved() {
        world.open();
        world.millis(3_500);
        world.window.abort("A person stopped it");
        long checks = bank0.count("check");
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(checks + 1, bank0.count("check"), "no closing check, the one after the Unpause");
        assertEquals(Verdict.ABORTED, world.record().verdict());
        isProvenUntil(OPENED.plusMillis(3_000));
        assertEquals("A person stopped it.", closedEarly());
        assertEquals(List.of("A person stopped it."), world.record().reasons());
    }

    @Test
    void beforeTheFirstPollNothingIsProven() {
        world.open();
        world.millis(500);
        world.window.abort("A person stopped it.");
        world.millis(10);
        assertEquals(Verdict.ABORTED, world.record().verdict());
        isProvenUntil(null);
    }

    @Test
    void theLimitOpensProductionWhateverElseIsGoingOn() {
        world.open();
        world.millis(59_985);
        assertTrue(world.arePaused());
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(Verdict.ABORTED, world.record().verdict());
        assertEquals(
                List.of("maxOutage (60 s) was reached: production is opened whatever else is going on."),
                world.record().reasons());
        isProvenUntil(OPENED.plusSeconds(59));
    }

    @Test
    void aClosingCheckThatHangsAtTheLimitIsCutShort() {
        world.open();
        world.millis(58_480);
        bank1.silent = true;
        world.window.bodyReturned();
        world.millis(100);
        assertFalse(bank0.paused, "it has said that it was closed");
        world.millis(1_300);
        assertNull(closedEarly());
        world.millis(200);
        assertTrue(closedEarly().startsWith("maxOutage"), closedEarly());
        bank1.silent = false;
        world.seconds(10);
        assertTrue(world.areOpen());
        assertEquals(Verdict.ABORTED, world.record().verdict());
        isProvenUntil(OPENED.plusSeconds(58));
    }

    @Test
    void aPodThatIsOpenAtAPollEndsTheWindow() {
        world.open();
        world.millis(2_500);
        bank1.paused = false;
        world.millis(510);
        assertFalse(bank0.paused);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals(List.of(DriftKind.NOT_PAUSED), drift());
        Drift seen = world.record().targets().get(0).drift().get(0);
        assertEquals("bank-1", seen.pod());
        assertEquals("bank-1-uid", seen.uid());
        assertEquals(Drift.SeenBy.POLL, seen.seenBy());
        world.said("The window can't be proven any more: pod bank-1 is not paused any more: somebody opened it.");
        assertEquals(
                "Pod bank-1 is not paused any more: somebody opened it.",
                closedEarly().replaceFirst("^p", "P"));
        isProvenUntil(OPENED.plusSeconds(2));
    }

    @Test
    void aPodThatIsOpenAtTheClosingCheckMakesTheWindowUnproven() {
        world.open();
        world.millis(12_500);
        bank1.paused = false;
        world.window.bodyReturned();
        world.millis(10);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals(List.of(DriftKind.NOT_PAUSED), drift());
        assertEquals(
                Drift.SeenBy.CLOSE,
                world.record().targets().get(0).drift().get(0).seenBy());
        assertEquals("NOT_PAUSED: Pod bank-1 is not paused any more: somebody opened it.", reason());
        assertFalse(bank0.paused);
    }

    @Test
    void aPodSilentAtTheClosingCheckMakesTheWindowUnproven() {
        world.open();
        world.millis(12_500);
        bank1.silent = true;
        world.window.bodyReturned();
        world.millis(10);
        assertFalse(bank0.paused, "who answers is opened");
        world.millis(2_980);
        assertEquals(0, bank1.count("unpause"));
        world.millis(20);
        assertEquals(1, bank1.count("unpause"));
        bank1.silent = false;
        world.seconds(10);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals("UNKNOWN_AFTER: Pod bank-1 did not answer the closing check: the pod says UNKNOWN.", reason());
        assertEquals("bank-1", world.record().targets().get(0).drift().get(0).pod());
    }

    @Test
    void aPodThatIsSilentAtAPollIsNotYetLost() {
        world.open();
        world.millis(2_500);
        bank1.silent = true;
        world.seconds(3);
        long checks = bank1.count("check");
        world.millis(400);
        assertEquals(checks, bank1.count("check"), "one poll at a time");
        bank1.silent = false;
        world.seconds(10);
        world.window.bodyReturned();
        world.millis(10);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
    }

    @Test
    void whoDisturbsAWindowIsBelieved() {
        world.open();
        world.seconds(3);
        world.takenBy("jenkins/1", Map.of(Holder.WINDOW, "rescue", Holder.BUILD, "a rescue"));
        world.window.disturbed("a rescue was forced on its pods");
        world.seconds(1);
        assertTrue(world.arePaused(), "whose they are is asked first, and they are the rescue's");
        assertEquals("a rescue was forced on its pods.", closedEarly());
        world.said("Not unpausing yet: the lock on these pods stands for a rescue (window rescue)");
        world.leaseIsGivenBack();
        world.seconds(10);
        assertTrue(world.areOpen());
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertTrue(drift().contains(DriftKind.LOCK_LOST));
    }

    @Test
    void aDisturbanceBeforeThereIsALockIsNoted() {
        world.cluster.held.put("resolve", new CompletableFuture<>());
        world.begin();
        world.window.disturbed("a rescue was forced on its pods");
        world.millis(10);
        world.cluster.held.remove("resolve").complete(null);
        world.millis(10);
        assertTrue(world.refused().contains("a rescue was forced on its pods"));
    }

    @Test
    void aRenewalThatFindsAnotherHolderEndsTheWindow() {
        world.open();
        world.seconds(3);
        world.takenBy("other/9", world.othersClaims());
        world.seconds(8);
        assertTrue(world.arePaused(), "they are theirs by now");
        assertTrue(closedEarly().contains("is no longer ours; its holder is backup #9 (window w9)"), closedEarly());
        isLockLost(Drift.SeenBy.POLL);
    }

    private void isLockLost(Drift.SeenBy seenBy) {
        WindowState state = world.journal.last();
        assertEquals(DriftKind.LOCK_LOST, state.drift().get(0).kind());
        assertEquals(seenBy, state.drift().get(0).seenBy());
        assertEquals(Cause.DRIFT, state.cause());
    }

    @Test
    void aLockThatCouldNotBeRenewedInTimeEndsTheWindow() {
        world.open();
        world.cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE);
        world.seconds(24);
        assertTrue(world.arePaused());
        assertNull(closedEarly());
        world.seconds(2);
        assertTrue(
                closedEarly().startsWith("the lock is not known to be ours any more (Lease prod/scalar-backup"),
                closedEarly());
        isLockLost(Drift.SeenBy.POLL);
    }

    @Test
    void aLockThatRanOutUnseenIsSeenAtTheClose() {
        world.open();
        world.cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE);
        world.millis(24_980);
        world.loop.jump(Duration.ofMillis(20));
        int before = bank0.told.size();
        world.window.close();
        world.millis(1);
        assertEquals(
                List.of("unpause", "check"),
                bank0.told.subList(before, before + 2),
                "nothing is proven any more, so production waits for no closing check");
        world.seconds(40);
        WindowState closed = world.journal.last();
        assertEquals(DriftKind.LOCK_LOST, closed.drift().get(0).kind());
        assertEquals(Drift.SeenBy.CLOSE, closed.drift().get(0).seenBy());
        assertEquals(OPENED.plusSeconds(24), closed.times().verifiedUntil());
    }

    @Test
    void aClockThatStepsEndsTheWindow() {
        world.open();
        world.seconds(3);
        world.loop.step(Duration.ofMillis(-800));
        world.seconds(1);
        assertTrue(world.areOpen());
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertTrue(reason().startsWith("CLOCK_STEPPED: The controller's wall clock stepped by -800 ms"), reason());
    }

    @Test
    void aClockThatStepsBetweenTheLastPollAndTheCloseIsSeen() {
        world.skewWindow = 0;
        world.begin(false);
        world.millis(3_200);
        world.loop.step(Duration.ofMillis(800));
        world.window.close();
        world.millis(10);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals(List.of(DriftKind.CLOCK_STEPPED), drift());
    }

    @Test
    void aClockThatStraysALittleWidensWhatIsUncertain() {
        world.open();
        world.seconds(12);
        world.loop.step(Duration.ofMillis(300));
        world.window.bodyReturned();
        world.seconds(1);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(new ClockOffset(3, 302), world.record().clockOffset());
    }

    @Test
    void whatTheWatchTellsInTheWindowEndsIt() {
        world.open();
        world.seconds(3);
        world.cluster.watch.hears.seen(HandCluster.pod("bank-2", "bank-2-uid", "10.0.0.3"));
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals(DriftKind.POD_ADDED, drift().get(0));
        assertEquals(1, world.lines("The window can't be proven any more: pod bank-2"));
    }

    @Test
    void aWatchThatIsLostInTheWindowEndsIt() {
        world.open();
        world.seconds(3);
        world.cluster.watch.hears.lost("410 Gone");
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(DriftKind.UNKNOWN_AFTER, drift().get(0));
        assertTrue(reason().contains("was lost: 410 Gone"), reason());
    }

    @Test
    void aPodThatIsGoneIsNotWaitedFor() {
        world.open();
        world.seconds(3);
        world.cluster.pods.remove("bank-1");
        bank1.silent = true;
        world.cluster.watch.hears.gone(bank1.shown);
        world.seconds(1);
        assertFalse(bank0.paused);
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        assertEquals(DriftKind.POD_MISSING, drift().get(0));
        assertEquals(0, bank1.count("unpause"));
        assertEquals(1, world.cluster.asked.stream().filter("pod"::equals).count());
    }

    @Test
    void aPodThatLeftTheSelectionIsOpenedOverANewConnection() {
        world.open();
        world.seconds(3);
        world.cluster.unlisted.add("bank-1");
        world.cluster.watch.hears.gone(bank1.shown);
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(2, bank1.connections.size());
        assertTrue(bank1.connections.get(0).closed);
    }

    @Test
    void aNewPodBehindTheServicesIsSeenWithinTenSeconds() {
        world.open();
        world.seconds(2);
        world.cluster.others = List.of(new OtherEndpoint("bank", "canary-0", "canary-uid", null));
        world.seconds(8);
        assertTrue(world.arePaused());
        world.seconds(2);
        assertTrue(world.areOpen());
        assertEquals(Verdict.INCONSISTENT, world.record().verdict());
        Drift seen = world.record().targets().get(0).drift().get(0);
        assertEquals(DriftKind.POD_ADDED, seen.kind());
        assertEquals("canary-uid", seen.uid());
        assertEquals(
                "Service bank also leads to canary-0, which is none of the window's pods and can write", seen.detail());
    }

    @Test
    void theServicesAreLookedAtEveryTenSecondsAndOneLookAtATime() {
        world.open();
        world.seconds(9);
        assertEquals(1, asked("others"));
        world.seconds(3);
        assertEquals(2, asked("others"));
        CompletableFuture<Void> slow = new CompletableFuture<>();
        world.cluster.held.put("others", slow);
        world.seconds(25);
        assertEquals(3, asked("others"));
        slow.completeExceptionally(HandCluster.failure(Kind.UNAVAILABLE));
        world.cluster.held.remove("others");
        world.seconds(2);
        assertEquals(4, asked("others"));
        assertNull(closedEarly());
    }

    private int asked(String verb) {
        return (int) world.cluster.asked.stream().filter(verb::equals).count();
    }

    @Test
    void whoLooksAtAnOpenWindowSeesHowFarItIs() {
        world.open();
        CompletionStage<WindowState> asked = world.window.state();
        world.millis(10);
        assertEquals(Phase.OPEN, HandWorld.now(asked).phase());
        assertEquals(List.of(), world.window.stillPaused());
    }

    @Test
    void anErrorOfOursOpensWhatIsPaused() {
        world.throwsAt = "Preparing window";
        world.begin();
        assertTrue(world.refused().startsWith("The window could not be prepared: unexpected java.lang.IllegalState"));

        HandWorld pausing = new HandWorld();
        pausing.throwsAt = "Pausing 2 pods";
        pausing.begin();
        assertTrue(HandWorld.refusal(pausing.opened).contains("a bug in the log"), HandWorld.refusal(pausing.opened));
        assertTrue(pausing.areOpen());

        HandWorld open = new HandWorld();
        open.throwsAt = "window: 5 of 10 s";
        open.open();
        open.seconds(6);
        assertTrue(open.areOpen());
        assertTrue(HandWorld.now(open.window.closedEarly()).contains("a bug in the log"));
        assertEquals(Cause.ERROR, open.journal.last().cause());
        assertEquals(Verdict.FAILED, open.record().verdict());

        HandWorld after = new HandWorld();
        after.throwsAt = "All pods are open since";
        after.open();
        after.window.abort("Enough.");
        after.seconds(1);
        after.said("WARNING: unexpected java.lang.IllegalStateException: a bug in the log");
    }

    @Test
    void aStopIsHeardInGoodOrderAndTheLeaseIsLeftToTheNextStart() {
        world.open();
        world.seconds(3);
        int written = world.journal.written.size();
        CompletionStage<Void> handed = world.window.handOver();
        world.millis(10);
        assertTrue(handed.toCompletableFuture().isDone());
        assertEquals(written + 1, world.journal.written.size());
        assertEquals("1", world.inCluster().orElseThrow().annotations().get(Holder.HANDED_OVER));
        assertEquals("jenkins/1", world.inCluster().orElseThrow().holder());
        CompletionStage<Void> left = world.window.leave();
        world.millis(10);
        assertTrue(left.toCompletableFuture().isDone());
        assertEquals(0, bank0.open() + bank1.open());
        assertTrue(world.cluster.watch.closed);
        assertEquals(1, world.cluster.closed);
        assertTrue(world.arePaused());
        world.loop.pass(Duration.ofSeconds(70));
        assertTrue(world.inCluster().isPresent());
    }

    @Test
    void whatTheDiskDoesNotTakeIsNotHandedOver() {
        world.open();
        world.journal.full = true;
        CompletionStage<Void> handed = world.window.handOver();
        world.millis(10);
        assertTrue(handed.toCompletableFuture().isDone());
        assertFalse(world.inCluster().orElseThrow().annotations().containsKey(Holder.HANDED_OVER));
    }

    @Test
    void aWindowThatIsPreparedLeavesNothingToTheNextStart() {
        world.cluster.quiet = true;
        world.begin();
        CompletionStage<Void> handed = world.window.handOver();
        world.millis(10);
        assertTrue(handed.toCompletableFuture().isDone());
        assertEquals(List.of(), world.journal.written);
        assertFalse(world.inCluster().orElseThrow().annotations().containsKey(Holder.HANDED_OVER));
    }

    @Test
    void aDiskThatIsFullInTheWindowIsWarnedOfOnce() {
        world.open();
        world.seconds(3);
        world.journal.full = true;
        world.seconds(30);
        world.window.bodyReturned();
        world.seconds(1);
        world.said("WARNING: The journal of open pauses could not be written (No space left on device)");
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertEquals(1, world.record().warnings().size());
        int ended = world.journal.written.size();
        world.journal.full = false;
        world.seconds(6);
        assertEquals(ended + 1, world.journal.written.size(), "the end is written when there is room");
        assertEquals(Phase.ENDED, world.journal.last().phase());
    }

    @Test
    void aDiskThatHangsHoldsUpNoPodAndNoRecordForLong() {
        world.open();
        world.seconds(12);
        world.journal.hangs = true;
        world.window.bodyReturned();
        world.millis(10);
        assertTrue(world.areOpen());
        assertNull(world.record());
        world.seconds(10);
        assertEquals(Verdict.CONSISTENT, world.record().verdict());
        assertSame(Phase.ENDED, world.journal.last().phase());
    }
}
