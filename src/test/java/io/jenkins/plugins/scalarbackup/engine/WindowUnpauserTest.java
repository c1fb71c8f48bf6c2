package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WindowUnpauserTest {
    private static final Duration LITTLE = Duration.ofMillis(10);

    private final HandLoop loop = new HandLoop();
    private final Leases leases = new LocalLeases().of("https://api");
    private final HandConnection bank = new HandConnection();
    private final HandConnection ledger = new HandConnection();
    private final PodGate ofBank = gate("bank", bank);
    private final PodGate ofLedger = gate("ledger", ledger);
    private final List<WorkloadLock> mine = List.of(lock("bank", "mine"), lock("ledger", "mine"));
    private final WindowLocks locks = new WindowLocks(loop, mine);
    private final List<String> log = new ArrayList<>();
    private final OutageLimit limit = new OutageLimit(loop, Duration.ofSeconds(300), () -> {});

    private PodGate gate(String name, HandConnection connection) {
        return PodGate.foundPaused(loop, pod(name), connection);
    }

    private static Pod pod(String name) {
        return new Pod(name + "-0", name + "-uid", "Running", true, false, "node", "10.0.0.1", List.of());
    }

    private WorkloadLock lock(String workload, String window) {
        return new WorkloadLock(
                loop,
                new Workload("Deployment", "prod", workload, workload, 1, null, true),
                leases,
                new LocalLeases().of("https://api"),
                new Holder("jenkins", "nonce-of-" + window, window, "build of " + window),
                line -> {});
    }

    private WindowUnpauser opening() {
        return opening(ofBank, ofLedger);
    }

    private WindowUnpauser opening(PodGate... gates) {
        return new WindowUnpauser(
                loop,
                new WindowPods(List.of(gates)),
                gate -> locks.on(gate.pod().uid().replace("-uid", "")),
                reclaimed -> {},
                limit,
                line -> {});
    }

    /** Restores our Lease, as it was before somebody else's. */
    private void ours() {
        mine.forEach(lock -> lock.acquisition().seize(Map.of(Holder.WINDOW, "mine", Holder.BUILD, "my build")));
        loop.pass(WorkloadLock.DURATION);
    }

    /** The Leases of an API server that accepts requests and never answers. */
    private static final class SilentLeases implements Leases {
        private int asked;

        @Override
        public CompletionStage<Optional<Lease>> get(String namespace, String name) {
            asked++;
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<List<Lease>> list(String namespace) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Lease> create(Lease lease) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Lease> replace(Lease lease) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> delete(Lease lease) {
            return new CompletableFuture<>();
        }
    }

    private final SilentLeases silent = new SilentLeases();

    private WindowUnpauser unanswered(PodGate gate) {
        WorkloadLock lock = new WorkloadLock(
                loop,
                new Workload("Deployment", "prod", "bank", "bank", 1, null, true),
                silent,
                new LocalLeases().of("https://api"),
                new Holder("jenkins", "nonce", "mine", "my build"),
                line -> {});
        WindowLocks unanswered = new WindowLocks(loop, List.of(lock));
        return new WindowUnpauser(
                loop, new WindowPods(List.of(gate)), asked -> unanswered, reclaimed -> {}, limit, log::add);
    }

    private PodGate paused() {
        PodGate gate = new PodGate(loop, pod("bank"), bank);
        limit.begin(Duration.ZERO);
        gate.pause(Duration.ofSeconds(5));
        loop.pass(LITTLE);
        return gate;
    }

    @Test
    void aPodThatWasSeenPausedAllTheTimeIsOpenedWithoutAnAnswer() {
        PodGate gate = paused();
        for (int i = 0; i < 100; i++) {
            loop.pass(Duration.ofSeconds(1));
            gate.check(Duration.ofSeconds(3));
            loop.pass(LITTLE);
        }
        WindowUnpauser opening = unanswered(gate);
        opening.unpauseAll();
        loop.pass(Duration.ofMillis(2_900));
        assertEquals(0, bank.unpauses, "it is asked first");
        loop.pass(Duration.ofMillis(200));
        assertFalse(bank.paused);
        loop.pass(Duration.ofSeconds(1));
        assertTrue(opening.unpaused().isDone());
    }

    @Test
    void aPodThatWasOutOfSightIsOpenedBlindWhenItsTimeHasCome() {
        PodGate gate = paused();
        loop.pass(Duration.ofSeconds(31));
        gate.check(Duration.ofSeconds(3));
        loop.pass(LITTLE);
        unanswered(gate).unpauseAll();
        loop.pass(Duration.ofSeconds(120));
        assertEquals(0, bank.unpauses, "it may be another's");
        assertTrue(bank.checks > 15, bank.checks + " checks");
        assertTrue(silent.asked > 15, silent.asked + " questions");
        assertEquals(1, log.size(), log.toString());
        loop.pass(Duration.ofSeconds(360 - 151 - 1));
        assertEquals(0, bank.unpauses, "maxOutage and 60 s have not passed");
        // The limit retries every few seconds; here, a retry that nobody waits for.
        gate.unpauser().tryNow();
        loop.pass(Duration.ofSeconds(5));
        gate.unpauser().tryNow();
        loop.pass(Duration.ofSeconds(4));
        assertFalse(bank.paused);
        assertTrue(log.get(1).contains("blind"), log.toString());
    }

    @Test
    void aPodThatSomebodyOpenedMeanwhileIsNotUnpausedUnasked() {
        PodGate gate = paused();
        bank.paused = false;
        gate.check(Duration.ofSeconds(3));
        loop.pass(LITTLE);
        bank.paused = true;
        gate.check(Duration.ofSeconds(3));
        loop.pass(LITTLE);
        unanswered(gate).unpauseAll();
        loop.pass(Duration.ofSeconds(60));
        assertEquals(0, bank.unpauses, "whoever paused it after that was not this window");
    }

    @Test
    void wherePodsAreIsAskedBesideWhoseLockItIs() {
        HandConnection again = new HandConnection();
        PodGate gate = PodGate.remembered(
                loop,
                pod("bank"),
                new PodPause("bank-0", "bank-uid", "10.0.0.1:60053", loop.now(), loop.now(), null, null, 0, null),
                PauseState.DRAINED,
                Duration.ofSeconds(5),
                loop.now());
        gate.link().reconnectBy(() -> new CompletableFuture<>());
        gate.link().reconnectToFormerAddressBy(() -> CompletableFuture.completedFuture(again));
        unanswered(gate).unpauseAll();
        loop.pass(Duration.ofSeconds(4));
        assertFalse(again.paused, "its address in the journal is all that is needed");
    }

    /** An earlier start sent it an Unpause, and a crash kept the outcome out of the journal. */
    @Test
    void aPodThatMayHaveBeenOpenedSinceIsLookedAtFirst() {
        PodGate gate = PodGate.remembered(
                loop,
                pod("bank"),
                new PodPause("bank-0", "bank-uid", "10.0.0.1:60053", loop.now(), loop.now(), loop.now(), null, 1, null),
                PauseState.DRAINED,
                Duration.ofSeconds(5),
                loop.now());
        gate.link().reconnectBy(() -> CompletableFuture.completedFuture(bank));
        WindowUnpauser opening = unanswered(gate);
        opening.unpauseAll();
        loop.pass(Duration.ofSeconds(20));
        assertEquals(0, bank.unpauses, "whoever paused it by now need not be this window");
        assertTrue(bank.checks > 2, bank.checks + " checks");
        bank.paused = false;
        loop.pass(Duration.ofSeconds(10));
        assertTrue(opening.unpaused().isDone());
        assertEquals(0, bank.unpauses);
    }

    @Test
    void theLimitAsksAgainUntilItIsOver() {
        List<Instant> reached = new ArrayList<>();
        OutageLimit again = new OutageLimit(loop, Duration.ofSeconds(40), () -> reached.add(loop.now()));
        Instant began = loop.now();
        again.begin(Duration.ZERO);
        loop.pass(Duration.ofSeconds(52));
        assertEquals(List.of(began.plusSeconds(40), began.plusSeconds(45), began.plusSeconds(50)), reached);
        assertFalse(again.isLongPast());
        loop.pass(Duration.ofSeconds(48));
        assertTrue(again.isLongPast());
        again.end();
        int before = reached.size();
        loop.pass(Duration.ofSeconds(60));
        assertEquals(before, reached.size());
    }

    @Test
    void aLostLockHoldsBackItsOwnPodsOnly() {
        lock("bank", "another").acquisition().seize(Map.of(Holder.WINDOW, "another", Holder.BUILD, "another build"));
        loop.pass(LITTLE);
        WindowUnpauser opening = opening();
        opening.unpauseAll();
        loop.pass(Duration.ofSeconds(2));
        assertFalse(ledger.paused, "nobody has the lock on the ledger");
        assertEquals(0, bank.unpauses, "the lock on the bank is another's");
        assertFalse(opening.unpaused().isDone());
        bank.paused = false;
        loop.pass(Duration.ofSeconds(20));
        assertTrue(opening.unpaused().isDone());
    }

    /** A watchdog takes the Lease of the bank, unpauses the pods of this window, and releases the Lease. */
    private void watchdogUnpaused() {
        ours();
        Leases.Lease ours = lease();
        Map<String, String> opened = Map.of(
                Holder.OPENED_WINDOW,
                "mine",
                Holder.OPENED_BY_WATCHDOG,
                "2026-01-01T00:00:00Z scalar-backup-watchdog.dog/n not-renewed bank-0 - - -");
        leases.replace(new Leases.Lease(
                ours.namespace(),
                ours.name(),
                null,
                ours.durationSeconds(),
                ours.renewals(),
                opened,
                ours.version(),
                ours.uid()));
        bank.paused = false;
    }

    private Leases.Lease lease() {
        return leases.get("prod", mine.get(0).leaseName())
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    @Test
    void aPodThatAWatchdogUnpausedIsSentNoUnpause() {
        watchdogUnpaused();
        WindowUnpauser opening = opening();
        opening.unpauseAll();
        loop.pass(Duration.ofSeconds(1));
        assertTrue(opening.unpaused().isDone());
        assertEquals(0, bank.unpauses);
        assertEquals(1, ledger.unpauses, "no watchdog had the lock on the ledger");
    }

    @Test
    void aPodThatIsPausedAgainAfterAWatchdogUnpausedItIsUnpaused() {
        watchdogUnpaused();
        bank.paused = true;
        opening().unpauseAll();
        loop.pass(Duration.ofSeconds(1));
        assertFalse(bank.paused);
    }

    @Test
    void aPodThatAWatchdogUnpausedAndThatDoesNotAnswerIsSentNoUnpause() {
        watchdogUnpaused();
        bank.checkFails = true;
        opening().unpauseAll();
        loop.pass(Duration.ofMinutes(1));
        assertEquals(0, bank.unpauses);
        assertTrue(bank.checks > 2, bank.checks + " checks");
    }

    @Test
    void whileAWatchdogUnpausesThePodsOnlyPausedOnesAreSentUnpause() {
        ours();
        Leases.Lease ours = lease();
        leases.replace(new Leases.Lease(
                ours.namespace(),
                ours.name(),
                "scalar-backup-watchdog.dog/n",
                ours.durationSeconds(),
                ours.renewals(),
                ours.annotations(),
                ours.version(),
                ours.uid()));
        bank.checkFails = true;
        WindowUnpauser opening = opening();
        opening.unpauseAll();
        loop.pass(Duration.ofSeconds(3));
        assertEquals(0, bank.unpauses, "the watchdog may have unpaused it");
        bank.checkFails = false;
        loop.pass(Duration.ofSeconds(15));
        assertEquals(1, bank.unpauses);
        assertTrue(opening.unpaused().isDone());
    }

    @Test
    void theLockOfADeadWindowThatHasPausedIsLeftAlone() {
        ours();
        lock("bank", "dead")
                .acquisition()
                .seize(Holder.withPause(
                        Map.of(Holder.WINDOW, "dead", Holder.BUILD, "dead build"), loop.now(), Duration.ofSeconds(60)));
        loop.pass(LITTLE);
        opening().unpauseAll();
        loop.pass(Duration.ofMinutes(10));
        assertEquals(0, bank.unpauses, "who paused it then saw it open before, so it is not ours to open");
    }

    @Test
    void theLockOfADeadWindowThatMayHaveBeenBeforeOursIsTaken() {
        lock("bank", "dead")
                .acquisition()
                .seize(Holder.withPause(
                        Map.of(Holder.WINDOW, "dead", Holder.BUILD, "dead build"), loop.now(), Duration.ofSeconds(60)));
        loop.pass(LITTLE);
        opening().unpauseAll();
        loop.pass(Duration.ofMinutes(1));
        assertFalse(bank.paused, "without the right to Leases ours was begun in spite of it");
    }

    @Test
    void theLockOfADeadWindowThatHasNotPausedIsTaken() {
        ours();
        lock("bank", "dead").acquisition().seize(Map.of(Holder.WINDOW, "dead", Holder.BUILD, "dead build"));
        loop.pass(LITTLE);
        opening().unpauseAll();
        loop.pass(WorkloadLock.DURATION.minusSeconds(1));
        assertEquals(0, bank.unpauses, "it may live");
        loop.pass(Duration.ofSeconds(30));
        assertFalse(bank.paused);
    }

    @Test
    void whoIsOpenWaitsALittleUntilAllHaveAnsweredTheirUnpauses() {
        ours();
        bank.silent = true;
        WindowUnpauser opening = opening();
        opening.unpauseAll();
        loop.pass(Duration.ofMillis(90));
        assertFalse(ledger.paused);
        assertEquals(0, ledger.checks, "the bank may still be closed");
        assertFalse(opening.firstAnswers().isDone());
        loop.pass(LITTLE);
        assertEquals(1, ledger.checks, "what takes long is not waited for");
        assertTrue(opening.firstAnswers().isDone());
        bank.silent = false;
        bank.breaks();
        loop.pass(Duration.ofSeconds(1));
        assertTrue(opening.unpaused().isDone());
    }

    @Test
    void aPodThatIsBeingOpenedIsNotOpenedTwice() {
        ours();
        WindowUnpauser opening = opening();
        opening.unpause(ofBank);
        loop.pass(LITTLE);
        assertFalse(bank.paused);
        assertTrue(ledger.paused);
        opening.unpauseAll();
        loop.pass(LITTLE);
        assertTrue(opening.unpaused().isDone());
        assertEquals(1, bank.unpauses);
        assertEquals(1, ledger.unpauses);
        assertEquals(1, bank.checks);
    }

    @Test
    void howeverOftenSomebodyTriesNowOneUnpauseIsUnderWay() {
        bank.silent = true;
        opening().unpauseAll();
        loop.pass(LITTLE);
        for (int i = 0; i < 5; i++) {
            ofBank.unpauser().tryNow();
            loop.pass(LITTLE);
        }
        assertEquals(1, bank.unpauses);
        bank.breaks();
        loop.pass(LITTLE);
        ofBank.unpauser().tryNow();
        loop.pass(LITTLE);
        assertEquals(2, bank.unpauses, "before the next try is due");
        loop.pass(Duration.ofSeconds(4));
        assertEquals(2, bank.unpauses, "the try that was due meanwhile waits for the same answer");
        bank.silent = false;
        bank.breaks();
        loop.pass(Duration.ofSeconds(30));
        assertFalse(bank.paused);
    }

    /** The pod had stayed paused: its Pause was answered before a CheckPaused that had overtaken it. */
    @Test
    void aLookThatOvertookThePauseIsNotBelieved() {
        lock("bank", "rescue").acquisition().seize(Map.of(Holder.WINDOW, "rescue", Holder.BUILD, "a rescue"));
        loop.pass(LITTLE);
        bank.paused = false;
        bank.drain = new CompletableFuture<>();
        PodGate gate = new PodGate(loop, pod("bank"), bank);
        gate.pause(Duration.ofSeconds(5));
        bank.late = true;
        WindowUnpauser opening = opening(gate);
        opening.unpauseAll();
        loop.pass(LITTLE);
        bank.drain.complete(null);
        loop.pass(LITTLE);
        bank.answersLate();
        loop.pass(Duration.ofMinutes(2));
        assertFalse(bank.paused);
        assertTrue(opening.settled().isDone());
    }

    /** Otherwise, production would wait for a pod that may never come back. */
    @Test
    void aLatePauseIsOpenedThoughAnotherPodIsNotOpenYet() {
        ours();
        bank.paused = false;
        bank.drain = CompletableFuture.failedFuture(
                new AdminCallException(AdminCallException.Outcome.UNKNOWN, "The connection broke."));
        PodGate late = new PodGate(loop, pod("bank"), bank);
        late.pause(Duration.ofSeconds(5));
        loop.pass(LITTLE);
        ledger.silent = true;
        WindowUnpauser opening = opening(late, ofLedger);
        opening.unpauseAll();
        loop.pass(Duration.ofSeconds(2));
        assertTrue(late.unpauser().isConfirmed());
        bank.paused = true;
        loop.pass(Duration.ofSeconds(3));
        assertFalse(bank.paused);
        assertFalse(opening.unpaused().isDone());
        bank.paused = true;
        loop.pass(Duration.ofSeconds(3));
        assertFalse(bank.paused, "as often as it comes");
        ledger.silent = false;
        ledger.breaks();
        loop.pass(Duration.ofSeconds(30));
        assertTrue(opening.unpaused().isDone());
        assertTrue(opening.settled().isDone());
        assertFalse(bank.paused || ledger.paused);
    }

    /**
     * A pod of a StatefulSet was replaced while its Pause was under way, and the new one of the same name stayed
     * paused.
     */
    @Test
    void whoeverCameToStandAtAGonePodsAddressIsNotLeftPaused() {
        ours();
        bank.paused = false;
        bank.drain = new CompletableFuture<>();
        PodGate gate = new PodGate(loop, pod("bank"), bank);
        gate.link().reconnectBy(() -> CompletableFuture.completedFuture(null));
        gate.pause(Duration.ofSeconds(5));
        gate.link().suspectGone();
        WindowUnpauser opening = opening(gate);
        opening.unpauseAll();
        loop.pass(LITTLE);
        assertTrue(opening.unpaused().isDone(), "the pod is gone");
        bank.drain.complete(null);
        loop.pass(Duration.ofSeconds(20));
        assertFalse(bank.paused);
        assertTrue(opening.settled().isDone());
    }

    @Test
    void aGonePodsAddressWhereNobodyIsPausedIsLeftAlone() {
        ours();
        bank.paused = false;
        PodGate gate = gate("bank", bank);
        gate.link().reconnectBy(() -> CompletableFuture.completedFuture(null));
        gate.link().suspectGone();
        WindowUnpauser opening = opening(gate);
        opening.unpauseAll();
        loop.pass(Duration.ofSeconds(20));
        assertEquals(0, bank.unpauses);
        assertTrue(opening.settled().isDone());
    }
}
