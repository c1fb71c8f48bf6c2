package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException.Outcome;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Tests pods that stay paused when all others are unpaused, how they are reported, and when a window deletes its
 * journal entry.
 */
class WindowEndingTest {
    private final HandWorld world = new HandWorld();
    private final HandPod bank0 = world.bank0;
    private final HandPod bank1 = world.bank1;

    private void closeWithADeafPod() {
        world.open();
        world.seconds(12);
        bank1.deaf = 10_000;
        world.window.bodyReturned();
        world.millis(10);
        assertFalse(bank0.paused);
    }

    @Test
    void aPodThatStaysPausedIsWaitedForTwoMinutesAndNamed() {
        closeWithADeafPod();
        world.seconds(119);
        assertNull(world.record());
        assertEquals(23, world.lines("unpausing: still waiting for bank-1"));
        assertEquals(List.of(), world.window.stillPaused());
        world.seconds(1);
        WindowRecord record = world.record();
        assertEquals(Verdict.FAILED, record.verdict());
        assertTrue(record.windowProven());
        assertNull(record.times().unpauseCompleted());
        String reason = record.reasons().get(0);
        assertTrue(
                reason.startsWith(
                        "Pod bank-1 may still be paused (still paused after an acknowledged Unpause); tries go"
                                + " on in the background. Open it with: kubectl -n prod run scalar-unpause"),
                reason);
        assertTrue(reason.contains("-a 10.0.0.2:60053"), reason);
        StillPaused left = world.window.stillPaused().get(0);
        assertEquals(1, world.window.stillPaused().size());
        assertEquals("prod", left.namespace());
        assertEquals("still paused after an acknowledged Unpause", left.why());
        assertFalse(left.somebodyElses());
        world.neverSaid("All pods are open");
        world.neverSaid("The lock is kept");
    }

    @Test
    void triesGoOnInTheBackgroundUntilItIsOpen() {
        closeWithADeafPod();
        world.seconds(125);
        world.window.recorded();
        world.seconds(1);
        assertFalse(world.isSettled());
        assertTrue(world.inController()
                .orElseThrow()
                .annotations()
                .get(Holder.KEPT)
                .contains("it is still to be opened"));
        assertEquals(Set.of("bank-1-uid"), world.journal.last().claimedPods());
        long tries = bank1.count("unpause");
        world.seconds(600);
        long more = bank1.count("unpause") - tries;
        assertTrue(more >= 9 && more <= 25, more + " tries in ten minutes");
        bank1.deaf = 0;
        world.seconds(61);
        assertFalse(bank1.paused);
        assertEquals(List.of(), world.window.stillPaused());
        assertTrue(world.isSettled());
        world.allIsGivenBack();
    }

    @Test
    void aPersonMayTryNow() {
        closeWithADeafPod();
        world.seconds(300);
        long tries = bank1.count("unpause");
        bank1.deaf = 0;
        world.window.tryNow();
        world.millis(10);
        assertEquals(tries + 1, bank1.count("unpause"));
        assertFalse(bank1.paused);
    }

    @Test
    void whenTheLimitIsReachedItIsTriedNow() {
        world.open();
        world.seconds(45);
        bank1.deaf = 10_000;
        world.window.abort("Enough.");
        world.millis(14_900);
        long before = bank1.count("unpause");
        world.millis(200);
        assertEquals(before + 1, bank1.count("unpause"), "at 60 s, and not when its next try is due");
    }

    @Test
    void aPodWithoutAnyAnswerIsToldWithItsLastOne() {
        world.open();
        world.seconds(3);
        bank1.silent = true;
        world.window.abort("Enough.");
        world.seconds(121);
        assertEquals(
                "Unpause: the pod says UNKNOWN",
                world.window.stillPaused().get(0).why());
        assertEquals(2, world.record().reasons().size());
        assertEquals("Enough.", world.record().reasons().get(0));
    }

    @Test
    void theJournalIsKeptWhileSomebodyElseHoldsAPod() {
        bank1.refusesPause = Outcome.STILL_PAUSED_BY_ANOTHER;
        bank1.closesAllTheSame = true;
        world.begin();
        world.window.recorded();
        world.seconds(1);
        assertEquals(Verdict.FAILED, world.record().verdict());
        assertEquals(1, world.record().reasons().size());
        assertTrue(world.record().warnings().get(0).contains("so it is left alone. Find out who pauses it"));
        assertEquals(Optional.empty(), world.inCluster());
        assertEquals(List.of(), world.journal.forgotten);
        assertFalse(world.isSettled());
        assertTrue(bank1.paused);
        StillPaused left = world.window.stillPaused().get(0);
        assertTrue(left.somebodyElses());
        assertTrue(left.why().startsWith("paused by somebody else, and left alone"), left.why());
        world.seconds(300);
        assertEquals(0, bank1.count("unpause"));
        bank1.paused = false;
        world.seconds(61);
        assertTrue(world.isSettled());
        assertEquals(List.of("w1"), world.journal.forgotten);
        assertEquals(List.of(), world.window.stillPaused());
    }

    @Test
    void whatTheRecordWasMadeOfIsWhatTheNextStartFinds() {
        closeWithADeafPod();
        world.seconds(121);
        WindowState ended = world.journal.last();
        assertEquals(Phase.ENDED, ended.phase());
        bank1.deaf = 0;
        world.seconds(61);
        CompletionStage<Void> handed = world.window.handOver();
        world.millis(10);
        assertTrue(handed.toCompletableFuture().isDone());
        assertEquals(ended, world.journal.last(), "what is seen from then on is in neither of the two");
    }

    @Test
    void aForgottenWindowIsHandedOverToNobody() {
        world.open();
        world.window.abort("Enough.");
        world.window.recorded();
        world.seconds(1);
        assertTrue(world.isSettled());
        int written = world.journal.written.size();
        world.window.handOver();
        world.millis(10);
        assertEquals(written, world.journal.written.size());
    }

    @Test
    void theWatchAndTheLimitEndWithTheWindow() {
        world.open();
        world.window.abort("Enough.");
        world.seconds(1);
        assertTrue(world.cluster.watch.closed);
        assertFalse(world.isSettled(), "its record is not kept yet");
        assertEquals(Optional.empty(), world.inCluster());
        world.seconds(100);
        world.neverSaid("maxOutage");
    }

    @Test
    void whileItsLocksAreGivenBackTheySayThatTheWindowIsOver() {
        world.open();
        world.window.abort("Enough.");
        List<String> kept = new ArrayList<>();
        world.window.result().whenComplete((record, never) -> {
            world.cluster.leases.late = new CompletableFuture<>();
            kept.add(world.inController().orElseThrow().annotations().get(Holder.KEPT));
        });
        world.seconds(1);
        assertEquals(List.of("its record is being kept"), kept);
    }
}
