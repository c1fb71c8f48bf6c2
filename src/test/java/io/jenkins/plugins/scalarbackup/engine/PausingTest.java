package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests pausing, from the intent to the last pod's drain, and the rollback if a pod can't be paused. */
class PausingTest {
    private final HandWorld world = new HandWorld();
    private final HandPod bank0 = world.bank0;
    private final HandPod bank1 = world.bank1;

    /** Runs an action when the intent is written, after the preparation. */
    private void meanwhile(Runnable what) {
        world.journal.whenWritten = () -> {
            if (world.journal.written.size() == 1) {
                what.run();
            }
        };
    }

    private String reason() {
        return world.record().reasons().get(0);
    }

    private List<PodPause> pauses() {
        return world.record().targets().get(0).pauses();
    }

    @Test
    void theIntentIsOnDiskBeforeTheFirstPause() {
        meanwhile(() -> assertEquals(0, bank0.count("pause")));
        world.open();
        WindowState intent = world.journal.written.get(0);
        assertEquals(Phase.PAUSING, intent.phase());
        assertEquals(Set.of("bank-0-uid", "bank-1-uid"), intent.claimedPods(), "whoever finds it opens these");
        assertTrue(intent.targets().get(0).leased());
    }

    @Test
    void aPauseIsToldFromItsPreparationToItsLastPod() {
        bank1.drains = Duration.ofMillis(700);
        world.begin();
        assertFalse(world.opened.isDone());
        world.seconds(1);
        assertEquals(
                List.of(
                        "Preparing window w1 on release \"bank\": lock, snapshot, pre-flight, connections.",
                        "Should this controller die, nobody opens the pods before it is back: no watchdog has a Lease in"
                                + " namespace \"prod\" (docs/watchdog.md).",
                        "Pausing 2 pods of release \"bank\" in namespace \"prod\".",
                        "All 2 pods are drained and paused since 2026-01-31T02:00:00.950Z (took 700 ms)."),
                world.log);
        WindowTimes times = world.opened.getNow(null);
        assertEquals(Instant.parse("2026-01-31T02:00:00.250Z"), times.pauseStarted());
        assertEquals(Instant.parse("2026-01-31T02:00:00.950Z"), times.pauseCompleted());
        assertEquals(times, HandWorld.now(world.window.opened()));
        List<PodPause> pauses = world.window.podPauses();
        assertEquals(
                List.of("bank-0", "bank-1"), pauses.stream().map(PodPause::pod).toList());
        assertEquals(times.pauseCompleted(), pauses.get(1).pauseAnsweredAt());
        assertEquals("10.0.0.2:60053", pauses.get(1).address());
        assertEquals(Phase.OPEN, world.journal.last().phase());
        assertEquals(new ClockOffset(3, 2), world.journal.last().clockOffset());
        assertEquals(new ClockOffset(3, 2), world.window.clockOffset());
    }

    @Test
    void onePodIsOnePod() {
        world.cluster.pods.remove("bank-1");
        world.open();
        world.said("Pausing 1 pod of release");
    }

    @Test
    void aDiskThatIsFullOrHangsIsNoPlaceToForgetAPause() {
        world.journal.hangs = true;
        world.begin();
        world.seconds(9);
        assertFalse(world.opened.isDone());
        assertTrue(world.inCluster().isPresent());
        world.seconds(1);
        assertEquals(Optional.empty(), world.inCluster());
        world.seconds(10);
        world.said("WARNING: The journal's entry of window w1 could not be removed (the disk took longer than 10 s)");
        String why = HandWorld.refusal(world.opened);
        assertTrue(
                why.startsWith("The journal of open pauses could not be written (the disk took longer than 10 s)"),
                why);
        assertEquals(0, bank0.count("pause"));

        HandWorld other = new HandWorld();
        other.journal.full = true;
        other.begin();
        assertTrue(HandWorld.refusal(other.opened).contains("(No space left on device)"));
        assertEquals(Optional.empty(), other.inCluster());
    }

    @Test
    void aLockThatIsAnothersByThenForbidsThePause() {
        meanwhile(() -> world.takenBy("other/9", world.othersClaims()));
        world.begin();
        String why = HandWorld.refusal(world.opened);
        assertTrue(why.contains("is no longer ours; its holder is backup #9 (window w9)"), why);
        assertEquals(0, bank0.count("pause"));
        assertEquals("other/9", world.inCluster().orElseThrow().holder());
    }

    @Test
    void aLockWhoseRenewalTookTooLongIsNotTrusted() {
        meanwhile(() -> world.cluster.leases.late = new CompletableFuture<>());
        world.begin();
        world.seconds(26);
        world.cluster.leases.late.complete(null);
        world.cluster.leases.late = CompletableFuture.completedFuture(null);
        world.millis(10);
        String why = world.refused();
        assertTrue(why.startsWith("The lock was lost before the pause could begin (Lease prod/"), why);
        assertTrue(why.contains("was not renewed in time"), why);
    }

    @Test
    void anApiServerThatDoesNotRenewTheLockForbidsThePause() {
        meanwhile(() -> world.cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE));
        world.begin();
        assertEquals("The API server says UNAVAILABLE.", world.refused());
    }

    @Test
    void podsThatChangedMeanwhileAreNotPaused() {
        meanwhile(() -> world.cluster.watch.hears.gone(bank0.shown));
        world.begin();
        String why = world.refused();
        assertTrue(why.startsWith("The pods changed while the window was prepared: pod bank-0"), why);
        assertTrue(why.endsWith(". Run the build again when they are settled."), why);
    }

    @Test
    void podsThatChangeDuringTheLastLookAreNotPaused() {
        meanwhile(() -> bank1.silent = true);
        world.begin();
        world.cluster.watch.hears.gone(bank0.shown);
        world.millis(500);
        bank1.silent = false;
        world.seconds(1);
        assertTrue(world.refused().startsWith("The pods changed while the window was prepared: pod bank-0"));
    }

    @Test
    void aLockThatRanOutDuringTheLastLookForbidsThePause() {
        meanwhile(() -> {
            bank1.silent = true;
            world.cluster.leases.late = new CompletableFuture<>();
        });
        world.begin();
        world.seconds(24);
        world.cluster.leases.late.complete(null);
        world.cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE);
        world.seconds(1);
        bank1.silent = false;
        world.seconds(3);
        assertTrue(world.refused().startsWith("The lock was lost before the pause could begin (Lease prod/"));
    }

    @Test
    void aPauseOfSomebodyElseThatCameAfterThePreFlightIsSeen() {
        meanwhile(() -> bank1.paused = true);
        world.begin();
        String why = world.refused();
        assertTrue(why.startsWith("Somebody else paused pod bank-1 while this window was prepared"), why);
        assertTrue(bank1.paused);
    }

    @Test
    void aPodThatIsSilentAtTheLastLookIsAskedThreeTimes() {
        meanwhile(() -> bank1.silent = true);
        world.begin();
        world.millis(2_900);
        assertFalse(world.opened.isDone());
        assertEquals(1 + 3, bank1.count("check"));
        world.millis(100);
        String why = world.refused();
        assertTrue(
                why.startsWith("Pod bank-1 did not answer the last look before the pause within 1 s (the pod says"),
                why);
        assertEquals(1 + 3, bank1.count("check"));
    }

    @Test
    void aPodThatAnswersTheSecondLookIsPaused() {
        meanwhile(() -> bank1.silent = true);
        world.begin();
        bank1.silent = false;
        world.seconds(1);
        assertTrue(world.opened.isDone() && !world.opened.isCompletedExceptionally());
    }

    @Test
    void whoIsStoppedDuringTheLastLooksLooksNoMore() {
        meanwhile(() -> bank1.silent = true);
        world.begin();
        world.window.abort("Enough.");
        world.seconds(1);
        assertEquals("Enough.", world.refused());
    }

    @Test
    void whoIsStoppedWhileTheIntentIsWrittenPausesNothing() {
        meanwhile(() -> world.window.abort("Enough."));
        world.begin();
        assertEquals("Enough.", world.refused());
        assertEquals(1, world.bank0.count("check"), "there is no last look");
    }

    @Test
    void whoIsStoppedWhileTheLockIsRenewedPausesNothing() {
        meanwhile(() -> world.cluster.leases.late = new CompletableFuture<>());
        world.begin();
        world.window.abort("Enough.");
        world.cluster.leases.late.complete(null);
        world.millis(10);
        assertEquals("Enough.", world.refused());
    }

    @Test
    void whateverForbidsAPauseByNowIsAskedLast() {
        meanwhile(() -> world.forbidden = Optional.of("The controller is going down."));
        world.begin();
        assertEquals("The controller is going down.", world.refused());
    }

    @Test
    void whereOnePodCanNotBePausedAllOthersAreOpenedAgain() {
        bank1.refusesPause = Outcome.DRAIN_TIMED_OUT;
        world.begin();
        assertTrue(world.areOpen());
        String sentence = "Pod bank-1 (10.0.0.2:60053) was not paused: the pod says DRAIN_TIMED_OUT";
        assertEquals(sentence, HandWorld.refusal(world.opened));
        world.said("Opening all pods again: " + sentence);
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertEquals(List.of(sentence), world.record().reasons());
        assertFalse(world.record().windowProven());
        assertEquals(0, bank1.count("unpause"), "its answer says that our Pause does not hold it");
        assertEquals(1, bank0.count("unpause"));
        assertTrue(HandWorld.now(world.window.closedEarly()).contains(sentence));
        world.window.recorded();
        world.seconds(1);
        assertTrue(world.isSettled());
        world.allIsGivenBack();
    }

    @Test
    void aPodThatNoPauseReachedIsClaimedByNobody() {
        bank1.refusesPause = Outcome.UNREACHABLE;
        bank0.deaf = 10_000;
        world.begin();
        world.seconds(1);
        assertEquals(Phase.UNPAUSING, world.journal.last().phase());
        assertEquals(Set.of("bank-0-uid"), world.journal.last().claimedPods());
    }

    @Test
    void thatAPodIsNotOursIsOnDiskAndOnTheLease() {
        bank1.refusesPause = Outcome.STILL_PAUSED_BY_ANOTHER;
        bank1.closesAllTheSame = true;
        bank0.drains = Duration.ofSeconds(25);
        bank0.silentAfterPause = true;
        world.begin();
        assertEquals(
                List.of(PauseState.UNANSWERED, PauseState.NOT_OURS),
                world.journal.last().targets().get(0).pods().stream()
                        .map(WindowState.PodState::pause)
                        .toList());
        world.seconds(10);
        assertEquals(
                List.of("bank-0"),
                PodClaim.active(world.inCluster().orElseThrow()).stream()
                        .map(PodClaim::pod)
                        .toList());
        bank0.silent = false;
        world.seconds(10);
        assertFalse(world.journal.last().claimedPods().contains("bank-1-uid"));
        assertTrue(bank1.paused);
        world.said("WARNING: Pod bank-1 may be paused by somebody else");
        assertEquals(
                List.of("bank-1"),
                world.window.stillPaused().stream().map(StillPaused::pod).toList());
        assertTrue(world.window.stillPaused().get(0).somebodyElses());
        assertTrue(world.window.stillPaused().get(0).command().contains("10.0.0.2:60053"));
        world.said("All pods that this window paused are open since");
        bank1.paused = false;
        world.window.recorded();
        world.seconds(100);
        assertEquals(List.of(), world.window.stillPaused());
        assertTrue(world.isSettled());
    }

    @Test
    void aPauseWithoutAnAnswerMayTakeEffectLateAndIsOutlasted() {
        bank1.refusesPause = Outcome.UNKNOWN;
        bank1.closesAllTheSame = true;
        world.begin();
        assertTrue(world.areOpen());
        assertEquals(1, bank1.count("unpause"));
        world.window.recorded();
        world.said("The lock is kept until");
        world.said("the Pause to pod bank-1 had no answer and may arrive late");
        assertTrue(world.inController()
                .orElseThrow()
                .annotations()
                .get(Holder.KEPT)
                .contains("pod bank-1 may arrive"));
        world.seconds(25);
        bank1.paused = true;
        assertFalse(world.isSettled());
        world.seconds(3);
        assertFalse(bank1.paused);
        world.seconds(5);
        assertTrue(world.isSettled());
        world.allIsGivenBack();
    }

    @Test
    void aPodThatWasPausedAndIsOpenAgainWasOpenedByAnother() {
        bank1.opensAtOnce = true;
        world.begin();
        assertEquals(
                "Pod bank-1 answered that it had paused and is open again: another client paused it at the same time and"
                        + " its time-out opened it.",
                reason());
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertTrue(world.areOpen());
    }

    @Test
    void aPodThatDoesNotSayThatItIsPausedIsNotBelieved() {
        bank1.silentAfterPause = true;
        world.begin();
        world.millis(2_980);
        assertFalse(world.opened.isDone());
        world.millis(50);
        bank1.silent = false;
        world.seconds(10);
        assertEquals("Pod bank-1 did not say whether it is paused: the pod says UNKNOWN", reason());
        assertTrue(world.areOpen());
    }

    @Test
    void podsThatDrainAreCountedAndKeptInSight() {
        bank1.drains = Duration.ofSeconds(16);
        world.begin();
        long before = bank0.count("check");
        world.seconds(15);
        assertEquals(3, world.lines("draining: 1 of 2 pods done"));
        assertEquals(before + 3, bank0.count("check"));
        world.seconds(1);
        assertEquals(3, world.lines("draining"));
        assertTrue(world.opened.isDone());
    }

    @Test
    void whoIsStoppedWhileAPodDrainsOpensAll() {
        bank1.drains = Duration.ofSeconds(16);
        world.begin();
        world.seconds(3);
        world.window.abort("Enough.");
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(Verdict.ABORTED, world.record().verdict());
        assertEquals(List.of("Enough."), world.record().reasons());
        assertEquals("Enough.", HandWorld.refusal(world.opened));
        world.seconds(14);
        assertTrue(world.areOpen());
        assertEquals(Phase.ENDED, world.journal.last().phase(), "the drain that ends then begins nothing");
        world.neverSaid("are drained and paused");
    }

    @Test
    void maxOutageCountsFromTheFirstPause() {
        bank1.drains = Duration.ofSeconds(70);
        world.maxPauseWait = 40;
        world.begin();
        world.seconds(59);
        assertTrue(world.arePaused());
        world.seconds(1);
        assertTrue(world.areOpen());
        assertEquals(Verdict.ABORTED, world.record().verdict());
        assertEquals(
                "maxOutage (60 s) was reached: production is opened whatever else is going on.",
                HandWorld.refusal(world.opened));
    }

    @Test
    void podsThatChangeWhileTheyDrainAreOpened() {
        bank1.drains = Duration.ofSeconds(16);
        world.begin();
        world.cluster.watch.hears.seen(HandCluster.pod("bank-2", "bank-2-uid", "10.0.0.3"));
        world.millis(10);
        assertTrue(world.areOpen());
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertTrue(reason().startsWith("The pods changed while they were paused: pod bank-2"), reason());
    }

    @Test
    void aLockThatIsLostWhileAPodDrainsOpensWhatIsOurs() {
        bank1.drains = Duration.ofSeconds(16);
        world.begin();
        world.takenBy("other/9", Map.of(Holder.WINDOW, "rescue", Holder.BUILD, "a rescue"));
        world.seconds(11);
        assertTrue(reason(world.journal.last()).contains("is no longer ours; its holder is a rescue"));
        assertTrue(world.arePaused(), "it is theirs to open by now");
        world.leaseIsGivenBack();
        world.seconds(20);
        assertTrue(world.areOpen());
    }

    private static String reason(WindowState state) {
        return state.reasons().get(0);
    }
}
