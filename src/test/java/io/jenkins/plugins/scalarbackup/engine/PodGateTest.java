package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests what is known about one pod's gate, and what is done until it is unpaused. */
class PodGateTest {
    private static final Duration LITTLE = Duration.ofMillis(10);
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final HandLoop loop = new HandLoop();
    private final HandPod pod = new HandPod(loop, HandCluster.pod("bank-0", "bank-0-uid", "10.0.0.1"));
    private final PodGate gate = new PodGate(loop, pod.shown, pod.connect());
    private final List<Instant> unpauses = new ArrayList<>();
    private int heard;

    private void seconds(int seconds) {
        loop.pass(Duration.ofSeconds(seconds));
    }

    private void pause() {
        gate.pauser().onNotOurs(() -> heard++);
        gate.pause(DRAIN);
        loop.pass(LITTLE);
    }

    private void pauseIsAnswered(Outcome outcome) {
        pod.refusesPause = outcome;
        pause();
    }

    private Boolean check() {
        CompletableFuture<Boolean> checked = gate.check(Duration.ofSeconds(3));
        loop.pass(LITTLE);
        return checked.getNow(null);
    }

    private PodGate remembered(PauseState pause, PodPause was, Instant seen) {
        return PodGate.remembered(loop, pod.shown, was, pause, DRAIN, seen);
    }

    private PodPause was(Instant unpauseSentAt, String error, String notOurs) {
        return new PodPause(
                "bank-0", "bank-0-uid", "10.9.9.9:1", loop.now(), loop.now(), unpauseSentAt, null, 2, error, notOurs);
    }

    /** Delays grow, so that a pod that is down is not flooded with requests. */
    @Test
    void anUnpauseIsRepeatedWithGrowingDelays() {
        pause();
        pod.deaf = 8;
        Instant began = loop.now();
        CompletableFuture<Void> open = gate.unpause();
        long seen = 0;
        for (int i = 0; i < 4_000 && !open.isDone(); i++) {
            loop.pass(LITTLE);
            if (pod.count("unpause") > seen) {
                seen = pod.count("unpause");
                unpauses.add(loop.now());
            }
        }
        assertTrue(open.isDone());
        List<Long> delays = new ArrayList<>();
        Instant before = began;
        for (Instant at : unpauses) {
            delays.add((Duration.between(before, at).toMillis() + 50) / 100);
            before = at;
        }
        assertEquals(List.of(0L, 2L, 4L, 8L, 16L, 32L, 50L, 50L), delays.subList(0, 8), delays.toString());
        assertEquals(9, gate.recorded().unpauseTries());
        assertEquals(began, gate.recorded().unpauseSentAt(), "the first");
        assertEquals("still paused after an acknowledged Unpause", gate.link().error());
    }

    @Test
    void inTheBackgroundItIsTriedMoreAndMoreSeldom() {
        pause();
        pod.deaf = 10_000;
        CompletableFuture<Void> open = gate.unpause();
        seconds(120);
        gate.unpauser().continueInBackground();
        seconds(60);
        long tries = pod.count("unpause");
        seconds(600);
        long inTenMinutes = pod.count("unpause") - tries;
        assertTrue(inTenMinutes >= 10 && inTenMinutes <= 14, inTenMinutes + " tries");
        pod.deaf = 0;
        seconds(61);
        assertTrue(open.isDone() && gate.unpauser().isConfirmed());
    }

    @Test
    void whoAsksAgainWaitsForTheSame() {
        pause();
        pod.deaf = 2;
        CompletableFuture<Void> open = gate.unpause();
        assertSame(open, gate.unpause());
        seconds(5);
        assertTrue(open.isDone());
    }

    @Test
    void whatIsOpenIsTriedNoMore() {
        pause();
        gate.unpause();
        loop.pass(LITTLE);
        gate.unpauser().tryNow();
        seconds(5);
        assertEquals(1, pod.count("unpause"));
        assertFalse(gate.needsUnpause() || gate.mayStillBePaused());
    }

    @Test
    void anUnpauseThatIsRefusedIsNotBelievedHoweverOpenThePodSeems() {
        pause();
        pod.paused = false;
        pod.refusesUnpause = Outcome.UNKNOWN;
        CompletableFuture<Void> open = gate.unpause();
        loop.pass(LITTLE);
        assertFalse(open.isDone());
        assertEquals("Unpause: the pod says UNKNOWN", gate.link().error());
        pod.refusesUnpause = null;
        seconds(1);
        assertTrue(open.isDone());
    }

    @Test
    void anUnpauseWhoseCheckIsNotAnsweredIsNotBelieved() {
        pause();
        pod.silentAfterUnpause = true;
        CompletableFuture<Void> open = gate.unpause();
        seconds(6);
        assertFalse(open.isDone());
        assertEquals(
                "CheckPaused after Unpause: the pod says UNKNOWN", gate.link().error());
    }

    @Test
    void afterThreeFruitlessTriesANewConnectionIsMade() {
        pause();
        pod.deaf = 10_000;
        HandPod moved = new HandPod(loop, pod.shown);
        moved.paused = true;
        gate.link().reconnectBy(() -> CompletableFuture.completedFuture(moved.connect()));
        gate.unpause();
        seconds(1);
        assertEquals(3, pod.count("unpause"));
        seconds(2);
        assertFalse(moved.paused);
        assertEquals(0, pod.open(), "the old connection");
        assertEquals(1, moved.open());
    }

    @Test
    void aPodThatIsNotThereAnyMoreIsWaitedForNoLonger() {
        pause();
        gate.link().reconnectBy(() -> CompletableFuture.completedFuture(null));
        gate.link().suspectGone();
        CompletableFuture<Void> open = gate.unpause();
        loop.pass(LITTLE);
        assertTrue(open.isDone()
                && gate.link().isGoneOrGivenUp()
                && gate.unpauser().isConfirmed());
        assertEquals(0, pod.count("unpause"));
    }

    @Test
    void whoHasGivenUpTriesNoMore() {
        pause();
        pod.deaf = 10_000;
        gate.unpause();
        seconds(1);
        gate.link().giveUp();
        assertTrue(gate.link().isGivenUp());
        long tries = pod.count("unpause");
        seconds(60);
        assertEquals(tries, pod.count("unpause"));
        assertFalse(gate.mayStillBePaused());
    }

    @Test
    void thePodsAnswerDecidesWhosePauseItIs() {
        for (Outcome outcome : Outcome.values()) {
            PodGateTest one = new PodGateTest();
            one.pauseIsAnswered(outcome);
            PauseState expected =
                    switch (outcome) {
                        case UNREACHABLE, REFUSED -> PauseState.NOT_SENT;
                        case UNKNOWN -> PauseState.UNKNOWN;
                        default -> PauseState.NOT_OURS;
                    };
            assertEquals(expected, one.gate.pauser().state(), outcome.name());
            assertEquals(expected == PauseState.NOT_OURS ? 1 : 0, one.heard);
            assertEquals(expected == PauseState.UNKNOWN, one.gate.needsUnpause());
            assertEquals(expected == PauseState.NOT_OURS, one.gate.mayBePausedByOther());
            assertEquals(expected == PauseState.UNKNOWN, one.gate.pauser().isUnknown());
            assertEquals(expected != PauseState.UNKNOWN, one.gate.pauser().wasNotPausedByUs());
            assertEquals("the pod says " + outcome, one.gate.link().error());
            assertEquals(
                    expected == PauseState.NOT_OURS ? "the pod says " + outcome : null,
                    one.gate.pauser().whyNotOurs());
            assertFalse(one.gate.pauser().hasDrained());
            assertTrue(one.gate.wasSentAPause());
        }
    }

    @Test
    void aPauseIsLateForTheDrainsTimeAndAMargin() {
        pauseIsAnswered(Outcome.UNKNOWN);
        loop.pass(Duration.ofSeconds(30).minus(LITTLE.multipliedBy(2)));
        assertTrue(gate.pauser().mayBeLate());
        loop.pass(LITTLE);
        assertFalse(gate.pauser().mayBeLate());
        assertTrue(gate.mayStillBePaused(), "nobody has seen it open");
    }

    @Test
    void untilItsAnswerComesAPauseMayTakeEffectAtAnyTime() {
        pod.drains = Duration.ofSeconds(5);
        pause();
        assertEquals(PauseState.UNANSWERED, gate.pauser().state());
        assertTrue(gate.pauser().isUnknown() && gate.needsUnpause());
        assertNull(gate.recorded().pauseAnsweredAt());
        seconds(5);
        assertEquals(PauseState.DRAINED, gate.pauser().state());
        assertTrue(gate.pauser().hasDrained());
        assertFalse(gate.pauser().isUnknown() || gate.pauser().mayBeLate());
    }

    @Test
    void aPodThatIsOpenAfterItsAnswerWasOpenedBySomebodyElse() {
        pause();
        assertTrue(check());
        pod.paused = false;
        assertFalse(check());
        assertEquals(PauseState.NOT_OURS, gate.pauser().state());
        assertEquals(
                "somebody else opened it after this window had paused it",
                gate.pauser().whyNotOurs());
        assertEquals(gate.pauser().whyNotOurs(), gate.recorded().notOurs());
        assertEquals(1, heard);
        assertFalse(gate.pauser().wasSeenPausedThroughout());
    }

    @Test
    void aPodThatIsOpenAfterOurUnpauseWasOpenedByUs() {
        pause();
        gate.unpause();
        loop.pass(LITTLE);
        assertFalse(check());
        assertEquals(PauseState.DRAINED, gate.pauser().state());
        assertEquals(0, heard);
        assertNull(gate.recorded().notOurs());
    }

    @Test
    void whatSomebodyElseHoldsIsLookedAtUntilItIsOpen() {
        pod.closesAllTheSame = true;
        pauseIsAnswered(Outcome.STILL_PAUSED_BY_ANOTHER);
        CompletableFuture<Void> open = gate.unpauser().checkUntilUnpaused();
        seconds(100);
        assertFalse(open.isDone());
        assertEquals(0, pod.count("unpause"));
        pod.paused = false;
        seconds(60);
        assertTrue(open.isDone());
        assertFalse(gate.mayBePausedByOther());
        assertNull(gate.recorded().notOurs(), "it is open");
    }

    @Test
    void aSilentPodThatSomebodyElseHoldsIsReachedAnew() {
        pod.closesAllTheSame = true;
        pauseIsAnswered(Outcome.STILL_PAUSED_BY_ANOTHER);
        pod.unreachable = true;
        HandPod moved = new HandPod(loop, pod.shown);
        gate.link().reconnectBy(() -> CompletableFuture.completedFuture(moved.connect()));
        CompletableFuture<Void> open = gate.unpauser().checkUntilUnpaused();
        seconds(60);
        assertTrue(open.isDone());
        assertEquals(3, pod.count("check"));
    }

    @Test
    void anotherPodThatSomebodyElseHeldIsGone() {
        pauseIsAnswered(Outcome.STILL_PAUSED_BY_ANOTHER);
        gate.link().reconnectBy(() -> CompletableFuture.completedFuture(null));
        gate.link().suspectGone();
        gate.unpauser().checkOnce();
        loop.pass(LITTLE);
        gate.unpauser().checkOnce();
        loop.pass(LITTLE);
        assertTrue(gate.link().isGoneOrGivenUp() && gate.unpauser().isConfirmed());
    }

    // --- what a journal remembers
    // ---------------------------------------------------------------------------------------

    @Test
    void whatAJournalRemembersIsRecordedAsItWas() {
        Instant sent = loop.now();
        PodGate known = remembered(PauseState.UNANSWERED, was(sent, "it broke", null), null);
        assertEquals(PauseState.UNKNOWN, known.pauser().state(), "whoever waited for its answer is gone");
        assertTrue(known.pauser().mayBeLate(), "the whole time counts again");
        assertTrue(known.needsUnpause());
        assertFalse(known.link().isConnected());
        PodPause recorded = known.recorded();
        assertEquals("10.9.9.9:1", recorded.address());
        assertEquals(sent, recorded.unpauseSentAt());
        assertEquals(2, recorded.unpauseTries());
        assertEquals("it broke", recorded.error());
        assertNull(recorded.notOurs());
        assertEquals(
                "it was theirs",
                remembered(PauseState.NOT_OURS, was(null, "e", "it was theirs"), null)
                        .pauser()
                        .whyNotOurs());
        assertEquals(
                "e",
                remembered(PauseState.NOT_OURS, was(null, "e", null), null)
                        .pauser()
                        .whyNotOurs(),
                "nobody said it once it was seen open");
        assertNull(remembered(PauseState.DRAINED, was(null, "e", null), null)
                .pauser()
                .whyNotOurs());
    }

    @Test
    void withoutAConnectionNobodyCanBeAsked() {
        PodGate known = remembered(PauseState.DRAINED, was(null, null, null), null);
        known.link().expect(PodConnection.Request.UNPAUSE);
        CompletableFuture<Boolean> checked = known.check(Duration.ofSeconds(3));
        assertTrue(checked.isCompletedExceptionally());
        known.link().reconnect();
        loop.pass(LITTLE);
        assertFalse(known.link().isConnected());
        assertEquals("There is no way to connect to it again.", known.link().error(), "and where it was nobody said");
    }

    @Test
    void whereThePodIsGoesBeforeWhereItWas() {
        PodGate known = remembered(PauseState.DRAINED, was(null, null, null), null);
        CompletableFuture<PodConnection> asked = new CompletableFuture<>();
        HandPod there = new HandPod(loop, pod.shown);
        known.link().reconnectBy(() -> asked);
        known.link().reconnectToFormerAddressBy(() -> CompletableFuture.completedFuture(there.connect()));
        CompletableFuture<Void> connected = known.link().reconnect();
        seconds(2);
        assertFalse(connected.isDone());
        assertEquals(0, there.connections.size());
        PodConnection fresh = pod.connect();
        asked.complete(fresh);
        loop.pass(LITTLE);
        assertTrue(connected.isDone());
        assertSame(fresh, known.link().connection());
        seconds(5);
        assertEquals(0, there.connections.size(), "nobody needs the other any more");
    }

    @Test
    void anAnswerThatComesWhenTheOldPlaceIsInUseIsNotNeeded() {
        PodGate known = remembered(PauseState.DRAINED, was(null, null, null), null);
        CompletableFuture<PodConnection> asked = new CompletableFuture<>();
        HandPod there = new HandPod(loop, pod.shown);
        known.link().reconnectBy(() -> asked);
        known.link().reconnectToFormerAddressBy(() -> CompletableFuture.completedFuture(there.connect()));
        CompletableFuture<Void> connected = known.link().reconnect();
        seconds(3);
        assertTrue(connected.isDone());
        assertTrue(known.link().isConnected());
        HandPod.HandPodConnection late = pod.connect();
        asked.complete(late);
        loop.pass(LITTLE);
        assertTrue(late.closed);
        assertEquals(1, there.open());
    }

    @Test
    void aConnectionThatIsMadeWhenTheGateIsClosedIsGivenBack() {
        PodGate known = remembered(PauseState.DRAINED, was(null, null, null), null);
        CompletableFuture<PodConnection> asked = new CompletableFuture<>();
        CompletableFuture<PodConnection> old = new CompletableFuture<>();
        known.link().reconnectBy(() -> asked);
        known.link().reconnectToFormerAddressBy(() -> old);
        known.link().reconnect();
        seconds(4);
        known.link().close();
        HandPod.HandPodConnection late = pod.connect();
        old.complete(late);
        HandPod.HandPodConnection later = pod.connect();
        asked.complete(later);
        loop.pass(LITTLE);
        assertTrue(late.closed && later.closed);
        assertFalse(known.link().isConnected());
    }

    @Test
    void whatOnlyTheJournalSawIsSeenWithoutAGapForALeasesTime() {
        seconds(100);
        assertTrue(
                remembered(PauseState.DRAINED, was(null, null, null), loop.now().minusSeconds(29))
                        .pauser()
                        .wasSeenPausedThroughout());
        assertFalse(
                remembered(PauseState.DRAINED, was(null, null, null), loop.now().minusSeconds(31))
                        .pauser()
                        .wasSeenPausedThroughout());
        assertFalse(remembered(PauseState.DRAINED, was(null, null, null), null)
                .pauser()
                .wasSeenPausedThroughout());
    }

    @Test
    void aPodThatWasAskedNothingIsNotInTheRecord() {
        assertFalse(gate.wasSentAPause());
        assertTrue(remembered(PauseState.DRAINED, was(null, null, null), null).wasSentAPause());
        PodPause never = new PodPause("bank-0", "bank-0-uid", "10.0.0.1:60053", null, null, null, null, 0, null);
        assertFalse(remembered(PauseState.NOT_SENT, never, null).wasSentAPause());
        assertTrue(remembered(PauseState.UNKNOWN, never, null).wasSentAPause(), "it may have been");
    }

    @Test
    void anAddressIsThePodsUntilThereIsAConnection() {
        assertEquals("10.0.0.1", new PodGate(loop, pod.shown, null).recorded().address());
        assertEquals("10.0.0.1:60053", gate.recorded().address());
    }

    @Test
    void anOpenGateIsConfirmedOnce() {
        pause();
        gate.unpause();
        loop.pass(LITTLE);
        Instant confirmed = gate.recorded().unpauseConfirmedAt();
        seconds(5);
        gate.unpauser().confirmUnpaused();
        assertEquals(confirmed, gate.recorded().unpauseConfirmedAt());
    }

    @Test
    void oneThatDoesNotAnswerTheLastLookIsNotSaidToBeOpen() {
        pause();
        gate.unpause();
        seconds(1);
        assertTrue(gate.isKnownUnpaused());
        pod.silent = true;
        seconds(10);
        gate.recheck();
        seconds(5);
        assertTrue(gate.unpauser().isConfirmed());
        assertFalse(gate.isKnownUnpaused(), "somebody may have paused it since");
        pod.silent = false;
        gate.recheck();
        seconds(1);
        assertTrue(gate.isKnownUnpaused());
    }
}
