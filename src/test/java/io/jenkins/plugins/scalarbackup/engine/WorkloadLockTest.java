package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WorkloadLockTest {
    private static final Duration LITTLE = Duration.ofMillis(10);

    private final HandLoop loop = new HandLoop();
    private final Leases leases = new LocalLeases().of("https://api");

    private WorkloadLock lock(String start, String window) {
        return new WorkloadLock(
                loop,
                new Workload("Deployment", "prod", "bank", "uid", 1, null, true),
                leases,
                new LocalLeases().of("https://api"),
                new Holder("jenkins", start, window, "build of " + window),
                line -> {});
    }

    private static Map<String, String> says(String window) {
        return Map.of(Holder.WINDOW, window, Holder.BUILD, "build of " + window);
    }

    private String refusal(CompletableFuture<?> taken) {
        CompletionException failure = assertThrows(CompletionException.class, taken::join);
        return assertInstanceOf(RefusedException.class, failure.getCause()).getMessage();
    }

    private CompletableFuture<Void> acquire(WorkloadLock lock, Duration timeout) {
        return lock.acquisition()
                .acquire(
                        loop.nanoTime() + timeout.toNanos(),
                        () -> false,
                        says("second"),
                        lease -> CompletableFuture.completedFuture(null));
    }

    private Optional<Leases.Lease> stands() {
        return leases.get("prod", "scalar-backup.deployment.bank")
                .toCompletableFuture()
                .join();
    }

    @Test
    void whoWaitsTooShortToTakeOverADeadHoldersLockIsTold() {
        lock("1", "first").acquisition().seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Void> taken = acquire(lock("1", "second"), Duration.ofSeconds(12));
        loop.pass(Duration.ofSeconds(15));
        String refusal = refusal(taken);
        assertTrue(refusal.contains("give lockTimeout more than that"), refusal);
        assertTrue(refusal.contains("30 s without a renewal"), refusal);
    }

    @Test
    void whoWaitsForALivingHolderIsToldToWaitLonger() {
        WorkloadLock first = lock("1", "first");
        first.acquisition().seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Void> taken = acquire(lock("1", "second"), Duration.ofSeconds(12));
        loop.pass(Duration.ofSeconds(5));
        first.renew();
        loop.pass(Duration.ofSeconds(10));
        String refusal = refusal(taken);
        assertTrue(refusal.contains("raise lockTimeout to wait longer"), refusal);
    }

    @Test
    void aForcedRescueLearnsWhoseLockItTook() {
        lock("1", "first").acquisition().seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Optional<String>> from =
                lock("1", "rescue").acquisition().seize(says("rescue"));
        loop.pass(LITTLE);
        assertEquals(Optional.of("first"), from.join());
    }

    @Test
    void lockOfAnEarlierStartIsGivenBackOnceItCantLive() {
        lock("1", "first").acquisition().seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Void> released = lock("2", "first").release(ProtocolTimes.LOCK_RESUME_TIMEOUT);
        loop.pass(WorkloadLock.DURATION.minusSeconds(1));
        assertTrue(stands().isPresent());
        loop.pass(Duration.ofSeconds(10));
        assertTrue(released.isDone());
        assertTrue(stands().isEmpty());
    }

    @Test
    void theLockOfACopyThatLivesIsLeftToIt() {
        WorkloadLock living = lock("1", "first");
        living.acquisition().seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Void> released = lock("2", "first").release(ProtocolTimes.LOCK_RESUME_TIMEOUT);
        loop.pass(Duration.ofSeconds(5));
        living.renew();
        loop.pass(Duration.ofSeconds(60));
        assertTrue(released.isDone());
        assertTrue(stands().isPresent());
    }

    /** The next start of the same controller need not wait for a Lease that was handed over to it. */
    @Test
    void aLeaseThatWasHandedOverIsTakenAtOnceByWhoKnowsItsNonce() {
        WorkloadLock stopped = lock("1", "first");
        stopped.acquisition().seize(says("first"));
        loop.pass(LITTLE);
        stopped.handOver();
        loop.pass(LITTLE);
        assertEquals("jenkins/1", stands().orElseThrow().holder(), "it is held as before");

        WorkloadLock copy = lock("2", "first");
        CompletableFuture<Optional<String>> another = copy.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertTrue(another.join().isPresent(), "whoever does not know the nonce waits");

        WorkloadLock next = lock("3", "first");
        next.inheritFrom("1");
        next.annotations().set(says("first"));
        another = next.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertEquals(Optional.empty(), another.join());
        assertTrue(next.isTrusted());
        assertNull(next.interruption());
        assertFalse(stands().orElseThrow().annotations().containsKey(Holder.HANDED_OVER));

        WorkloadLock late = lock("4", "first");
        late.inheritFrom("1");
        another = late.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertTrue(another.join().isPresent(), "it was handed over once");
    }

    private String reclaimed(WorkloadLock lock, LockRecovery.Purpose purpose) {
        CompletableFuture<Optional<String>> another = lock.reclaim(purpose);
        loop.pass(LITTLE);
        return another.join().orElse("nobody");
    }

    /** A watchdog counts from the last renewal, and would not wait until the Lease may be taken back. */
    @Test
    void theLeaseOfAnEarlierStartIsRenewedForItOnceAndThenTakenBackWhenItExpires() {
        lock("1", "first").acquisition().seize(says("first"));
        loop.pass(Duration.ofSeconds(25));
        String lastRenewal = stands().orElseThrow().renewals();

        WorkloadLock other = lock("2", "second");
        other.extendOnce();
        reclaimed(other, LockRecovery.Purpose.CONTINUE_WINDOW);
        WorkloadLock next = lock("3", "first");
        reclaimed(next, LockRecovery.Purpose.CONTINUE_WINDOW);
        assertEquals(lastRenewal, stands().orElseThrow().renewals(), "another window's, or nobody wants it to");

        next.extendOnce();
        reclaimed(next, LockRecovery.Purpose.UNPAUSE_PODS);
        assertEquals(lastRenewal, stands().orElseThrow().renewals(), "who wants to unpause leaves it to any watchdog");
        reclaimed(next, LockRecovery.Purpose.CONTINUE_WINDOW);
        Leases.Lease extended = stands().orElseThrow();
        assertNotEquals(lastRenewal, extended.renewals());
        assertEquals("jenkins/1", extended.holder());
        assertEquals(says("first"), extended.annotations());
        assertFalse(next.isTrusted());
        assertFalse(next.watch().sawItRenewed(), "its holder did not");

        loop.pass(WorkloadLock.DURATION.minusSeconds(1));
        reclaimed(next, LockRecovery.Purpose.CONTINUE_WINDOW);
        assertEquals(extended, stands().orElseThrow(), "it is renewed once");
        loop.pass(Duration.ofSeconds(1));
        assertEquals("nobody", reclaimed(next, LockRecovery.Purpose.CONTINUE_WINDOW));
        assertTrue(next.isTrusted());
        assertNull(next.interruption());
    }

    @Test
    void aWindowInsideAnotherOfItsBuildIsRefusedAtOnce() {
        Leases local = new LocalLeases().of("https://api");
        Workload bank = new Workload("Deployment", "prod", "bank", "uid", 1, null, true);
        WorkloadLock outer =
                new WorkloadLock(loop, bank, local, local, new Holder("jenkins", "1", "outer", "build"), line -> {});
        outer.acquisition().seize(Map.of(Holder.WINDOW, "outer", Holder.BUILD, "build"));
        loop.pass(LITTLE);
        WorkloadLock inner =
                new WorkloadLock(loop, bank, local, local, new Holder("jenkins", "1", "inner", "build"), line -> {});
        CompletableFuture<Void> taken = acquire(inner, Duration.ofMinutes(10));
        loop.pass(LITTLE);
        String refusal = refusal(taken);
        assertTrue(refusal.startsWith("Window outer of this very build is on Deployment/bank"), refusal);

        outer.annotations().add(Holder.KEPT, "its record is being kept");
        outer.renew();
        loop.pass(LITTLE);
        taken = acquire(inner, Duration.ofMinutes(10));
        loop.pass(Duration.ofSeconds(5));
        assertFalse(taken.isDone(), "one that is over goes by itself");
        outer.release(Duration.ZERO);
        loop.pass(Duration.ofSeconds(2));
        assertTrue(taken.isDone() && !taken.isCompletedExceptionally());
    }

    @Test
    void changeTurnedAwayByAnOverloadedServerIsSentAgain() {
        Overloaded overloaded = new Overloaded(leases, Duration.ofSeconds(2));
        WorkloadLock lock = new WorkloadLock(
                loop,
                new Workload("Deployment", "prod", "bank", "uid", 1, null, true),
                overloaded,
                new LocalLeases().of("https://api"),
                new Holder("jenkins", "1", "first", "build"),
                line -> {});
        overloaded.turnsAway = 3;
        CompletableFuture<Void> taken = acquire(lock, Duration.ofMinutes(1));
        loop.pass(Duration.ofSeconds(7));
        assertTrue(taken.isDone() && !taken.isCompletedExceptionally());
        assertTrue(lock.isTrusted());
        overloaded.turnsAway = 2;
        CompletableFuture<Void> renewed = lock.renew();
        loop.pass(Duration.ofSeconds(5));
        assertTrue(renewed.isDone() && !renewed.isCompletedExceptionally());
        overloaded.turnsAway = Integer.MAX_VALUE;
        renewed = lock.renew();
        loop.pass(Duration.ofSeconds(15));
        assertTrue(renewed.isCompletedExceptionally(), "not for ever");
    }

    /** A window that takes over a Lease keeps its claims on what a dead window left paused. */
    @Test
    void claimsAreCarriedOnUntilEachPodIsOpen() {
        WorkloadLock dead = lock("1", "first");
        Pod one = new Pod("bank-0", "u-0", "Running", true, false, "node", "10.0.0.1", List.of());
        Pod two = new Pod("bank-1", "u-1", "Running", true, false, "node", "fd00::7", List.of());
        ResolvedTarget target = new ResolvedTarget(
                "https://api",
                "prod",
                "bank",
                "a=b",
                Product.CUSTOM,
                60053,
                new AdminTls(true, "PEM", "bank.example"),
                Access.POD_IP,
                List.of());
        dead.acquisition()
                .seize(Holder.withPause(
                        LeaseAnnotations.contents(
                                new Holder("jenkins", "1", "first", "build"),
                                target,
                                List.of(one, two),
                                HandWorld.draining(75)),
                        loop.now(),
                        Duration.ofSeconds(60)));
        loop.pass(LITTLE);
        Map<String, String> told = stands().orElseThrow().annotations();
        assertEquals("bank-0 u-0 10.0.0.1:60053 tls:bank.example claimed", told.get("scalar-backup.jenkins.io/pod-0"));
        assertEquals("bank-1 u-1 [fd00::7]:60053 tls:bank.example claimed", told.get("scalar-backup.jenkins.io/pod-1"));
        assertEquals("75", told.get("scalar-backup.jenkins.io/max-pause-wait"));

        WorkloadLock rescue = lock("2", "rescue");
        CompletableFuture<Void> taken = rescue.acquisition().takeFromDeadHolder(() -> false, says("rescue"));
        loop.pass(WorkloadLock.DURATION.minusSeconds(1));
        assertFalse(taken.isDone());
        loop.pass(Duration.ofSeconds(5));
        assertTrue(taken.isDone() && !taken.isCompletedExceptionally());
        assertEquals(
                "bank-0 u-0 10.0.0.1:60053 tls:bank.example claimed first",
                stands().orElseThrow().annotations().get("scalar-backup.jenkins.io/pod-0"));
        rescue.annotations().dropClaim(one);
        rescue.renew();
        loop.pass(LITTLE);
        assertEquals(
                List.of("bank-1"),
                PodClaim.active(stands().orElseThrow()).stream()
                        .map(PodClaim::pod)
                        .toList());
        rescue.release(Duration.ZERO);
        loop.pass(Duration.ofSeconds(5));
        assertTrue(stands().isPresent(), "it claims a pod still");

        WorkloadLock another = lock("3", "another");
        taken = another.acquisition().takeFromDeadHolder(() -> false, says("another"));
        loop.pass(WorkloadLock.DURATION.plusSeconds(5));
        another.annotations().dropClaim(two);
        another.release(Duration.ZERO);
        loop.pass(LITTLE);
        assertTrue(stands().isEmpty());
    }

    @Test
    void aRescueRefusesALivingHolderAsSoonAsItIsSeenToLive() {
        WorkloadLock living = lock("1", "first");
        living.acquisition().seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Void> taken =
                lock("2", "rescue").acquisition().takeFromDeadHolder(() -> false, says("rescue"));
        loop.pass(Duration.ofSeconds(7));
        living.renew();
        loop.pass(Duration.ofSeconds(2));
        String refusal = refusal(taken);
        assertTrue(refusal.contains("is alive") && !refusal.contains("lockTimeout"), refusal);
    }

    @Test
    void aPodThatIsNotOursIsDisclaimed() {
        Pod one = new Pod("bank-0", "u-0", "Running", true, false, "node", "10.0.0.1", List.of());
        WorkloadLock lock = lock("1", "first");
        lock.acquisition()
                .seize(Map.of(
                        Holder.WINDOW,
                        "first",
                        Holder.VERSION,
                        "1",
                        Holder.PAUSES_SINCE,
                        "now",
                        "scalar-backup.jenkins.io/pod-0",
                        "bank-0 u-0 10.0.0.1:60053 plain claimed"));
        loop.pass(LITTLE);
        assertTrue(PodClaim.active(stands().orElseThrow()).get(0).isOf(one));
        lock.annotations().disclaim(Set.of("u-0"));
        lock.renew();
        loop.pass(LITTLE);
        assertEquals(
                "bank-0 u-0 10.0.0.1:60053 plain not-ours",
                stands().orElseThrow().annotations().get("scalar-backup.jenkins.io/pod-0"));
        assertEquals(List.of(), PodClaim.active(stands().orElseThrow()));
    }

    /** A server that is overloaded for a while. */
    private static final class Overloaded implements Leases {
        private final Leases leases;
        private final Duration retryAfter;
        int turnsAway;

        Overloaded(Leases leases, Duration retryAfter) {
            this.leases = leases;
            this.retryAfter = retryAfter;
        }

        private <T> CompletionStage<T> change(Supplier<CompletionStage<T>> change) {
            return turnsAway-- > 0
                    ? CompletableFuture.failedFuture(
                            new ClusterException(ClusterException.Kind.UNAVAILABLE, "429", null, retryAfter))
                    : change.get();
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
            return change(() -> leases.create(lease));
        }

        @Override
        public CompletionStage<Lease> replace(Lease lease) {
            return change(() -> leases.replace(lease));
        }

        @Override
        public CompletionStage<Void> delete(Lease lease) {
            return change(() -> leases.delete(lease));
        }
    }
}
