package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WindowLocksTest {
    private static final Duration LITTLE = Duration.ofMillis(10);
    private static final Workload BANK = new Workload("Deployment", "prod", "bank", "uid", 1, null, true);

    private final HandLoop loop = new HandLoop();
    private final Leases inController = new LocalLeases().of("https://api");
    private final Leases inCluster = new LocalLeases().of("https://api");

    private WorkloadLock lock(String start, String window, Leases leases) {
        Holder holder = new Holder("jenkins", start, window, "build of " + window);
        WorkloadLock lock = new WorkloadLock(loop, BANK, leases, inController, holder, line -> {});
        lock.annotations().set(says(window));
        return lock;
    }

    private static Map<String, String> says(String window) {
        return Map.of(Holder.WINDOW, window, Holder.BUILD, "build of " + window);
    }

    private WindowLocks both(String start, String window, Leases cluster) {
        return new WindowLocks(loop, List.of(lock(start, window, inController), lock(start, window, cluster)));
    }

    private void seize(String start, String window, Leases... which) {
        for (Leases leases : which) {
            lock(start, window, leases).acquisition().seize(says(window));
            loop.pass(LITTLE);
        }
    }

    private static Optional<Leases.Lease> stands(Leases leases) {
        return leases.get("prod", HeldLease.name(BANK)).toCompletableFuture().join();
    }

    private WindowLocks taken(String window) {
        WindowLocks locks = both("1", window, inCluster);
        locks.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertTrue(locks.areTrusted());
        return locks;
    }

    @Test
    void aLockInsideThisControllerThatARescueSeizedIsTrustedNoMore() {
        WindowLocks locks = taken("first");
        seize("1", "rescue", inController);
        assertFalse(locks.areTrusted());
        assertEquals("Lease prod/scalar-backup.deployment.bank was taken by force", locks.untrusted());
    }

    /** Two windows, each with one of a workload's locks, once waited for each other, with the pods of one paused. */
    @Test
    void noLockIsTakenBackAfterOneThatIsAnothers() {
        WindowLocks locks = taken("first");
        seize("1", "second", inController);
        inCluster.delete(stands(inCluster).orElseThrow());
        locks.distrust();
        CompletableFuture<Optional<String>> another = locks.reclaim(LockRecovery.Purpose.UNPAUSE_PODS);
        loop.pass(LITTLE);
        assertEquals(Optional.of("build of second (window second) on controller jenkins"), another.join());
        assertEquals(Optional.empty(), stands(inCluster));
    }

    /**
     * After a restart, the second window has the Lease, and the first was quicker to take the lock inside the
     * controller.
     */
    @Test
    void whoCanNotHaveAllLocksOfAWorkloadKeepsNone() {
        seize("1", "second", inCluster);
        WindowLocks first = both("2", "first", inCluster);
        WindowLocks second = both("2", "second", inCluster);
        first.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertEquals(Optional.empty(), stands(inController));
        second.resume(back -> {}, lost -> {});
        loop.pass(WorkloadLock.DURATION.plusSeconds(5));
        assertTrue(second.areTrusted());
    }

    @Test
    void localLockIsKeptWhileTheEarlierLeaseRunsOut() {
        seize("1", "first", inCluster);
        WindowLocks locks = both("2", "first", inCluster);
        locks.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertTrue(stands(inController).isPresent());
    }

    @Test
    void whatSomebodySaysWasTakenIsAskedForAgain() {
        WindowLocks locks = taken("first");
        seize("2", "other", inCluster);
        assertTrue(locks.areTrusted());
        locks.distrust();
        assertFalse(locks.areTrusted());
        CompletableFuture<Optional<String>> another = locks.reclaim(LockRecovery.Purpose.UNPAUSE_PODS);
        loop.pass(LITTLE);
        assertTrue(another.join().orElseThrow().contains("window other"));
    }

    /** Otherwise, it would belong to a window that is over until it expires, and block the next one. */
    @Test
    void aLockThatIsJustBeingTakenBackIsGivenBackAtTheEnd() {
        Slow slow = new Slow(inCluster);
        WindowLocks locks = both("2", "first", slow);
        locks.resume(back -> {}, lost -> {
            throw new AssertionError(lost);
        });
        loop.pass(LITTLE);
        CompletableFuture<Void> released = locks.release(Duration.ZERO);
        loop.pass(LITTLE);
        assertFalse(released.isDone());
        slow.answer.complete(null);
        loop.pass(LITTLE);
        assertTrue(released.isDone());
        assertEquals(Optional.empty(), stands(inCluster));
        assertEquals(Optional.empty(), stands(inController));
    }

    @Test
    void whoWaitsForAnEarlierStartsLockStopsWhenTheWindowIsOver() {
        seize("1", "first", inCluster);
        WindowLocks locks = both("2", "first", inCluster);
        locks.resume(back -> {}, lost -> {});
        loop.pass(Duration.ofSeconds(5));
        CompletableFuture<Void> released = locks.release(Duration.ZERO);
        loop.pass(Duration.ofSeconds(5));
        assertTrue(released.isDone());
        assertFalse(locks.areBeingResumed());
        assertEquals(Optional.empty(), stands(inController));
    }

    /** A cluster whose first change takes some time. */
    @Test
    void aRenewalThatTheApiServerGoesOnToRefuseIsALostLock() {
        for (ClusterException.Kind kind :
                List.of(ClusterException.Kind.UNAUTHORIZED, ClusterException.Kind.FORBIDDEN)) {
            assertEquals(
                    List.of("the lock can't be renewed any more: the API server says " + kind),
                    lostWhenRenewalSays(kind, ProtocolTimes.TRANSIENT_DENIAL));
            assertEquals(List.of(), lostWhenRenewalSays(kind, ProtocolTimes.TRANSIENT_DENIAL.minusSeconds(3)));
        }
        assertEquals(List.of(), lostWhenRenewalSays(ClusterException.Kind.UNAVAILABLE, ProtocolTimes.TRANSIENT_DENIAL));
    }

    private List<String> lostWhenRenewalSays(ClusterException.Kind kind, Duration since) {
        Leases refusing = new Refusing(new LocalLeases().of("https://api"), kind, new AtomicBoolean());
        WindowLocks locks = new WindowLocks(loop, List.of(lock("1", "w-" + kind, refusing)));
        locks.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertTrue(locks.areTrusted());
        ((Refusing) refusing).refuses().set(true);
        List<String> lost = new ArrayList<>();
        locks.renewPeriodically(lost::add);
        loop.pass(WorkloadLock.RENEWAL.plus(LITTLE).plus(since));
        locks.release(Duration.ZERO);
        return lost;
    }

    private String renewals() {
        return stands(inCluster).orElseThrow().renewals();
    }

    @Test
    void aKeptLockIsRenewedEveryTenSecondsUntilItIsGivenBack() {
        WindowLocks locks = taken("first");
        locks.renewPeriodically(lost -> {
            throw new AssertionError(lost);
        });
        for (int i = 0; i < 5; i++) {
            String before = renewals();
            loop.pass(WorkloadLock.RENEWAL.minus(LITTLE));
            assertEquals(before, renewals());
            loop.pass(LITTLE);
            assertNotEquals(before, renewals());
        }
        locks.release(Duration.ZERO);
        loop.pass(Duration.ofMinutes(1));
        assertEquals(Optional.empty(), stands(inCluster));
    }

    @Test
    void aRenewalThatFailedIsTriedAgainSoonAndALossIsToldOnce() {
        Refusing server = new Refusing(inCluster, ClusterException.Kind.UNAVAILABLE, new AtomicBoolean());
        WindowLocks locks = new WindowLocks(loop, List.of(lock("1", "first", server)));
        locks.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        List<String> lost = new ArrayList<>();
        locks.renewPeriodically(lost::add);
        server.refuses().set(true);
        loop.pass(WorkloadLock.RENEWAL);
        server.refuses().set(false);
        String before = renewals();
        loop.pass(Duration.ofSeconds(2).minus(LITTLE));
        assertEquals(before, renewals());
        loop.pass(LITTLE);
        assertNotEquals(before, renewals(), "two seconds later, and not ten");
        assertEquals(List.of(), lost);
        seize("2", "other", inCluster);
        loop.pass(Duration.ofMinutes(1));
        assertEquals(1, lost.size(), lost.toString());
        assertTrue(lost.get(0).contains("no longer ours"), lost.get(0));
    }

    @Test
    void whatIsHandedOverIsRenewedNoMoreAndStaysHeld() {
        WindowLocks locks = taken("first");
        locks.renewPeriodically(lost -> {});
        CompletableFuture<Void> handedOver = locks.handOver();
        loop.pass(LITTLE);
        handedOver.join();
        String before = renewals();
        assertEquals("1", stands(inCluster).orElseThrow().annotations().get(Holder.HANDED_OVER));
        loop.pass(Duration.ofMinutes(1));
        assertEquals(before, renewals());
        assertEquals("jenkins/1", stands(inCluster).orElseThrow().holder());
    }

    @Test
    void aLockThatIsTrustedNoMoreIsNotHandedOver() {
        WindowLocks locks = taken("first");
        loop.pass(WorkloadLock.DURATION);
        locks.handOver();
        loop.pass(LITTLE);
        assertFalse(stands(inCluster).orElseThrow().annotations().containsKey(Holder.HANDED_OVER));
    }

    @Test
    void whyTheTwoLocksOnAWorkloadAreNotTrustedIsSaidOnce() {
        assertEquals(
                "Lease prod/scalar-backup.deployment.bank was not renewed in time",
                both("1", "first", inCluster).untrusted());
    }

    @Test
    void eachWorkloadHasItsOwnLocks() {
        Workload other = new Workload("Deployment", "prod", "ledger", "uid-2", 1, null, true);
        WorkloadLock ledger = new WorkloadLock(
                loop, other, inCluster, inController, new Holder("jenkins", "1", "first", "b"), line -> {});
        ledger.annotations().set(says("first"));
        WindowLocks locks = new WindowLocks(loop, List.of(lock("1", "first", inCluster), ledger));
        locks.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertTrue(locks.areTrusted() && locks.wereRenewedRecently());
        assertTrue(locks.wereLeasesOn(List.of(BANK, other)));
        assertFalse(locks.wereLeasesOn(
                List.of(BANK, new Workload("Deployment", "prod", "auditor", "uid-3", 1, null, true))));
        seize("2", "theirs", inCluster);
        locks.on("uid").renew();
        loop.pass(LITTLE);
        assertFalse(locks.areTrusted() || locks.on("uid").areTrusted());
        assertFalse(locks.wereRenewedRecently());
        assertTrue(locks.on("uid-2").areTrusted(), "one that is lost holds back no others");
        assertTrue(locks.areHeldByOther() && locks.on("uid").areHeldByOther());
        assertFalse(locks.on("uid-2").areHeldByOther());
        assertSame(locks, locks.on("nobody's"));
        assertSame(locks.on("uid"), locks.on("uid"));
        assertEquals("Lease prod/scalar-backup.deployment.bank was not renewed in time", locks.untrusted());
    }

    @Test
    void oneInsideTheControllerTellsItsEndAtOnce() {
        WindowLocks locks = taken("first");
        String before = renewals();
        locks.announceEnd("its record is being kept");
        loop.pass(LITTLE);
        assertEquals(
                "its record is being kept",
                stands(inController).orElseThrow().annotations().get(Holder.KEPT));
        assertEquals(before, renewals(), "the Lease with its next renewal");
        locks.renew();
        loop.pass(LITTLE);
        assertEquals(
                "its record is being kept",
                stands(inCluster).orElseThrow().annotations().get(Holder.KEPT));
    }

    @Test
    void thatAWindowPausesIsToldFromTheNextRenewalOn() {
        WindowLocks locks = taken("first");
        assertFalse(Holder.hasBegunToPause(stands(inCluster).orElseThrow()));
        locks.announcePause(loop.now(), Duration.ofSeconds(60));
        locks.renew();
        loop.pass(LITTLE);
        assertTrue(Holder.hasBegunToPause(stands(inCluster).orElseThrow()));
    }

    @Test
    void anEarlierStartsLockThatIsNotHadWithinItsTimeIsLost() {
        seize("9", "other", inCluster);
        WindowLocks locks = new WindowLocks(loop, List.of(lock("2", "first", inCluster)));
        List<String> lost = new ArrayList<>();
        locks.resume(
                back -> {
                    throw new AssertionError("it is another's");
                },
                lost::add);
        loop.pass(LITTLE);
        assertFalse(locks.areBeingResumed());
        assertTrue(locks.resumed().isDone());
        assertEquals(1, lost.size(), lost.toString());
        assertTrue(lost.get(0).contains("was not ours for a while"), lost.get(0));
    }

    @Test
    void anEarlierStartsLockThatIsBackIsToldAndKept() {
        seize("1", "first", inCluster);
        WindowLocks locks = new WindowLocks(loop, List.of(lock("2", "first", inCluster)));
        List<WindowLocks> back = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        locks.resume(back::add, lost::add);
        loop.pass(WorkloadLock.DURATION.minusSeconds(1));
        assertTrue(locks.areBeingResumed() && !locks.resumed().isDone());
        loop.pass(Duration.ofSeconds(4));
        assertEquals(List.of(locks), back);
        assertTrue(locks.resumed().isDone() && !locks.areBeingResumed());
        String before = renewals();
        loop.pass(WorkloadLock.RENEWAL);
        assertNotEquals(before, renewals());
        seize("3", "other", inCluster);
        loop.pass(WorkloadLock.RENEWAL);
        assertEquals(1, lost.size(), lost.toString());
    }

    @Test
    void serverThatIsAwayIsAskedUntilTheEarlierLockRunsOut() {
        loop.pass(Duration.ofHours(1));
        Refusing away = new Refusing(inCluster, ClusterException.Kind.UNAVAILABLE, new AtomicBoolean(true));
        seize("1", "first", inCluster);
        WindowLocks locks = new WindowLocks(loop, List.of(lock("2", "first", away)));
        List<String> lost = new ArrayList<>();
        locks.resume(back -> {}, lost::add);
        loop.pass(ProtocolTimes.LOCK_RESUME_TIMEOUT);
        assertTrue(locks.areBeingResumed());
        assertEquals(List.of(), lost);
        loop.pass(Duration.ofSeconds(3));
        assertFalse(locks.areBeingResumed());
        assertTrue(lost.get(0).startsWith("the lock could not be taken back (Lease prod/"), lost.toString());
    }

    /** An API server that rejects all changes from some time on. */
    private record Refusing(Leases leases, ClusterException.Kind kind, AtomicBoolean refuses) implements Leases {
        @Override
        public CompletionStage<Optional<Lease>> get(String namespace, String name) {
            return leases.get(namespace, name);
        }

        @Override
        public CompletionStage<List<Lease>> list(String namespace) {
            return leases.list(namespace);
        }

        @Override
        public CompletionStage<Lease> create(Lease lease) {
            return leases.create(lease);
        }

        @Override
        public CompletionStage<Lease> replace(Lease lease) {
            return refuses.get()
                    ? CompletableFuture.failedFuture(new ClusterException(kind, "the API server says " + kind + "."))
                    : leases.replace(lease);
        }

        @Override
        public CompletionStage<Void> delete(Lease lease) {
            return leases.delete(lease);
        }
    }

    private record Slow(Leases leases, CompletableFuture<Void> answer) implements Leases {
        Slow(Leases leases) {
            this(leases, new CompletableFuture<>());
        }

        @Override
        public CompletionStage<Optional<Lease>> get(String namespace, String name) {
            return leases.get(namespace, name);
        }

        @Override
        public CompletionStage<List<Lease>> list(String namespace) {
            return leases.list(namespace);
        }

        @Override
        public CompletionStage<Lease> create(Lease lease) {
            return answer.thenCompose(now -> leases.create(lease));
        }

        @Override
        public CompletionStage<Lease> replace(Lease lease) {
            return answer.thenCompose(now -> leases.replace(lease));
        }

        @Override
        public CompletionStage<Void> delete(Lease lease) {
            return leases.delete(lease);
        }
    }
}
