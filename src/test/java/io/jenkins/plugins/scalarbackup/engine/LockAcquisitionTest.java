package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests who gets a lock from whom, after how long, and what happens to the claims of the previous holder. */
class LockAcquisitionTest {
    private static final Duration LITTLE = Duration.ofMillis(10);
    private static final Duration NANO = Duration.ofNanos(1);
    private static final Workload BANK = new Workload("Deployment", "prod", "bank", "uid", 1, null, true);
    private static final String POD = "scalar-backup.jenkins.io/pod-0";

    private final HandLoop loop = new HandLoop();
    private final Leases local = new LocalLeases().of("https://api");
    private final FaultyLeases server = new FaultyLeases();
    private final List<String> log = new ArrayList<>();
    private final WorkloadLock lock = lock("1", "mine");

    private WorkloadLock lock(String start, String window) {
        WorkloadLock made = new WorkloadLock(
                loop, BANK, server, local, new Holder("jenkins", start, window, "build of " + window), log::add);
        made.annotations().set(says(window));
        return made;
    }

    private static Map<String, String> says(String window) {
        return Map.of(Holder.WINDOW, window, Holder.BUILD, "build of " + window, Holder.VERSION, "1");
    }

    /** Returns the annotations of a Lease whose window has paused pods. */
    private static Map<String, String> claiming(String... pods) {
        Map<String, String> says = new TreeMap<>(
                Map.of(Holder.WINDOW, "theirs", Holder.VERSION, "1", Holder.PAUSES_SINCE, "2026-01-31T02:00:00Z"));
        for (int i = 0; i < pods.length; i++) {
            says.put("scalar-backup.jenkins.io/pod-" + i, pods[i]);
        }
        return says;
    }

    /** Clocks of machines that have been up for a while. */
    @BeforeEach
    void longUp() {
        loop.pass(Duration.ofHours(1));
    }

    private <T> T now(CompletableFuture<T> future) {
        loop.pass(LITTLE);
        return future.join();
    }

    private static String refusal(CompletableFuture<?> future) {
        Throwable cause = assertThrows(CompletionException.class, future::join).getCause();
        return assertInstanceOf(RefusedException.class, cause).getMessage();
    }

    private static ClusterException failed(ClusterException.Kind kind) {
        return new ClusterException(kind, "It failed.");
    }

    private Leases.Lease stands() {
        return server.stands().orElseThrow();
    }

    private void stands(String holder, int seconds, Map<String, String> says) {
        server.leases
                .create(new Leases.Lease(
                        "prod", "scalar-backup.deployment.bank", holder, seconds, null, says, null, null))
                .toCompletableFuture()
                .join();
    }

    private CompletableFuture<Void> rescue(WorkloadLock by) {
        CompletableFuture<Void> taken = by.acquisition().takeFromDeadHolder(() -> false, says("mine"));
        loop.pass(Duration.ZERO);
        return taken;
    }

    @Test
    void aRescueTakesWhatNobodyHoldsAtOnce() {
        rescue(lock).join();
        assertEquals("jenkins/1", stands().holder());
        rescue(lock).join();
        assertTrue(lock.isTrusted(), "nor does it wait for itself");
    }

    @Test
    void aRescueSaysEveryFiveSecondsWhatItWaitsFor() {
        stands("other/1", 30, says("theirs"));
        CompletableFuture<Void> taken = rescue(lock);
        assertEquals(1, log.size());
        assertTrue(log.get(0).contains("so far 0 s") && log.get(0).contains("for 30 s"), log.get(0));
        loop.pass(Duration.ofSeconds(5).minus(NANO));
        assertEquals(1, log.size());
        loop.pass(NANO);
        assertEquals(2, log.size());
        assertTrue(log.get(1).contains("so far 5 s"), log.get(1));
        loop.pass(Duration.ofSeconds(26));
        taken.join();
    }

    /** Somebody's own tool may have taken the Lease for an hour. */
    @Test
    void aRescueWaitsForALongLeaseTwiceAsLongAndThenRefuses() {
        stands("other/1", 3_600, says("theirs"));
        CompletableFuture<Void> taken = rescue(lock);
        loop.pass(Duration.ofSeconds(70));
        assertFalse(taken.isDone());
        loop.pass(Duration.ofSeconds(1));
        assertTrue(refusal(taken).contains("is not known to be dead"));
        assertEquals("other/1", stands().holder());
    }

    @Test
    void aRescueThatIsStoppedTakesNothing() {
        stands("other/1", 30, says("theirs"));
        boolean[] stopped = new boolean[1];
        CompletableFuture<Void> taken = lock.acquisition().takeFromDeadHolder(() -> stopped[0], says("mine"));
        loop.pass(Duration.ofSeconds(3));
        stopped[0] = true;
        loop.pass(Duration.ofSeconds(1));
        assertTrue(refusal(taken).startsWith("Stopped"));
    }

    @Test
    void withoutRightsToLeasesTheLocalLockIsTaken() {
        server.failsToGet = failed(ClusterException.Kind.FORBIDDEN);
        rescue(lock).join();
        assertTrue(lock.isLocalOnly() && lock.isTrusted());
        WorkloadLock second = lock("1", "second");
        assertEquals(Optional.of("mine"), now(second.acquisition().seize(says("second"))));
        assertTrue(second.isLocalOnly() && second.isTrusted());
        assertTrue(refusal(rescue(lock("1", "third"))).contains("is alive"), "inside a controller everybody is");
    }

    @Test
    void aFailureThatIsNoneOfItIsTold() {
        server.failsToGet = failed(ClusterException.Kind.UNAVAILABLE);
        assertTrue(rescue(lock).isCompletedExceptionally());
        CompletableFuture<?> seized = lock.acquisition().seize(says("mine"));
        loop.pass(LITTLE);
        assertTrue(seized.isCompletedExceptionally());
        CompletableFuture<?> reclaimed = lock.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        assertTrue(reclaimed.isCompletedExceptionally());
    }

    @Test
    void whoWasQuickerIsAskedAboutOnceMore() {
        server.failsToChange = failed(ClusterException.Kind.CONFLICT);
        CompletableFuture<Void> rescued = rescue(lock);
        CompletableFuture<Optional<String>> seized =
                lock("1", "second").acquisition().seize(says("second"));
        loop.pass(LITTLE);
        assertFalse(rescued.isDone() || seized.isDone());
        server.failsToChange = null;
        loop.pass(Duration.ofMillis(100));
        assertTrue(seized.isDone());
        assertEquals(Optional.empty(), seized.join());
    }

    @Test
    void claimsOfWhoeverHadItAreCarriedOnAndOwnPodsNotTwice() {
        stands("other/1", 30, claiming("bank-0 u-0 - plain claimed", "bank-1 u-1 - plain claimed"));
        now(lock.acquisition()
                .seize(Map.of(Holder.WINDOW, "mine", Holder.VERSION, "1", POD, "bank-1 u-1 - plain claimed")));
        assertEquals(
                List.of("bank-0"),
                lock.annotations().carried().stream().map(PodClaim::pod).toList());
        assertEquals(
                List.of("bank-1 u-1 - plain claimed", "bank-0 u-0 - plain claimed theirs"),
                PodClaim.written(PodClaim.in(stands().annotations())).values().stream()
                        .toList());
        lock.annotations().dropClaim(lock.annotations().carried().iterator().next());
        assertEquals(0, lock.annotations().carried().size());
    }

    /** A Lease without a holder may still claim pods, which a person has to check first. */
    @Test
    void aLeaseThatNobodyHoldsIsTakenWhenWhatItClaimsIsOpen() {
        stands(null, 30, claiming("bank-0 u-0 - plain claimed"));
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletableFuture<Void> taken =
                lock.acquisition().acquire(loop.nanoTime(), () -> false, says("mine"), lease -> open);
        loop.pass(LITTLE);
        assertFalse(taken.isDone() || stands().isHeld());
        open.complete(null);
        loop.pass(LITTLE);
        taken.join();
        assertTrue(lock.isTrusted());
    }

    @Test
    void aLeaseThatClaimsNothingIsTakenUnasked() {
        stands(null, 30, says("theirs"));
        CompletableFuture<Void> taken = lock.acquisition()
                .acquire(loop.nanoTime(), () -> false, says("mine"), lease -> new CompletableFuture<>());
        loop.pass(LITTLE);
        taken.join();
    }

    @Test
    void whoWaitsSaysSoOnceAMinute() {
        stands("other/1", 3_600, says("theirs"));
        lock.acquisition()
                .acquire(
                        loop.nanoTime() + Duration.ofHours(1).toNanos(),
                        () -> false,
                        says("mine"),
                        lease -> new CompletableFuture<>());
        loop.pass(Duration.ofSeconds(59));
        assertEquals(1, log.size());
        loop.pass(Duration.ofSeconds(1));
        assertEquals(2, log.size());
    }

    /** A copy of this controller holds it for this very window: it is lost, and not another window's. */
    @Test
    void aCopysLockIsLostAndNoOtherWindows() {
        now(lock.acquisition().seize(says("mine")));
        now(lock("2", "mine").acquisition().seize(says("mine")));
        CompletableFuture<Void> renewed = lock.renew();
        loop.pass(LITTLE);
        assertTrue(renewed.isCompletedExceptionally());
        assertFalse(lock.isHeldByOther());
        assertTrue(now(lock.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW)).isPresent());
        assertFalse(lock.isHeldByOther());
    }

    @Test
    void aRightThatIsTakenAwayLeavesOpenWhetherItStayedOurs() {
        WorkloadLock inside =
                new WorkloadLock(loop, BANK, local, local, new Holder("jenkins", "1", "mine", "build"), log::add);
        now(inside.acquisition().seize(says("mine")));
        now(lock.acquisition().seize(says("mine")));
        server.failsToGet = failed(ClusterException.Kind.FORBIDDEN);
        assertEquals(Optional.empty(), now(lock.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW)));
        assertTrue(lock.interruption().contains("may not be read any more"), lock.interruption());
        assertTrue(lock.isLocalOnly());
    }

    @Test
    void aJournalRemembersWhetherThereWasALease() {
        assertFalse(lock.wasInCluster());
        lock.remember(true);
        assertTrue(lock.wasInCluster());
        lock.remember(false);
        assertFalse(lock.wasInCluster());
        WorkloadLock inside =
                new WorkloadLock(loop, BANK, local, local, new Holder("jenkins", "1", "mine", "build"), log::add);
        inside.remember(true);
        assertFalse(inside.wasInCluster());
    }

    /**
     * After the delay that it names, and not only after the third of the duration, when its answer would still be worth
     * something.
     */
    @Test
    void aServerThatTurnsAChangeAwayIsAskedWhenItSaysSo() {
        server.failsToChange = new ClusterException(
                ClusterException.Kind.UNAVAILABLE, "429", null, WorkloadLock.DURATION.dividedBy(3));
        CompletableFuture<?> seized = lock.acquisition().seize(says("mine"));
        loop.pass(LITTLE);
        assertFalse(seized.isDone());
        server.failsToChange = null;
        loop.pass(WorkloadLock.DURATION.dividedBy(3));
        seized.join();
        server.failsToChange = new ClusterException(
                ClusterException.Kind.UNAVAILABLE,
                "429",
                null,
                WorkloadLock.DURATION.dividedBy(3).plus(NANO));
        CompletableFuture<?> renewed = lock.renew();
        loop.pass(Duration.ZERO);
        assertTrue(renewed.isCompletedExceptionally());
    }

    @Test
    void aDeletionThatARenewalOvertookIsMadeAgain() {
        now(lock.acquisition().seize(says("mine")));
        server.failsToDelete = failed(ClusterException.Kind.CONFLICT);
        CompletableFuture<Void> released = lock.release(Duration.ZERO);
        loop.pass(LITTLE);
        assertTrue(released.isCompletedExceptionally(), "not for ever");
        assertTrue(server.stands().isPresent());
    }
}
