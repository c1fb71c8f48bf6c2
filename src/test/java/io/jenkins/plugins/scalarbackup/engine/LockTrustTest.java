package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Tests for how long a lock is trusted, to the nanosecond, and how answers of the API server change that. */
class LockTrustTest {
    private static final Duration NANO = Duration.ofNanos(1);
    private static final Duration LITTLE = Duration.ofMillis(10);
    private static final Workload BANK = new Workload("Deployment", "prod", "bank", "uid", 1, null, true);

    private final HandLoop loop = new HandLoop();
    private final Leases local = new LocalLeases().of("https://api");
    private final FaultyLeases server = new FaultyLeases();
    private final List<String> log = new ArrayList<>();
    private final WorkloadLock lock = lock("1", "mine");

    private WorkloadLock lock(String start, String window) {
        return new WorkloadLock(
                loop, BANK, server, local, new Holder("jenkins", start, window, "build of " + window), log::add);
    }

    private static Map<String, String> says(String window) {
        return Map.of(Holder.WINDOW, window, Holder.BUILD, "build of " + window);
    }

    private CompletableFuture<Void> acquire(WorkloadLock by, Duration timeout) {
        CompletableFuture<Void> taken = by.acquisition()
                .acquire(
                        loop.nanoTime() + timeout.toNanos(),
                        () -> false,
                        says("mine"),
                        lease -> CompletableFuture.completedFuture(null));
        loop.pass(Duration.ZERO);
        return taken;
    }

    private void held() {
        acquire(lock, Duration.ZERO).join();
    }

    private CompletableFuture<Void> renewed() {
        CompletableFuture<Void> renewed = lock.renew();
        loop.pass(Duration.ZERO);
        return renewed;
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return assertThrows(CompletionException.class, future::join).getCause();
    }

    private Leases.Lease stands() {
        return server.stands().orElseThrow();
    }

    private static ClusterException failed(ClusterException.Kind kind) {
        return new ClusterException(kind, "It failed.");
    }

    @Test
    void trustEndsAMarginBeforeTheLeaseRunsOut() {
        assertFalse(lock.isTrusted() || lock.wasRenewedRecently(), "it was not taken yet");
        loop.pass(Duration.ofMinutes(1));
        held();
        Duration trusted = WorkloadLock.DURATION.minus(WorkloadLock.MARGIN);
        loop.pass(trusted.minus(NANO));
        assertTrue(lock.isTrusted() && lock.wasRenewedRecently());
        loop.pass(NANO);
        assertFalse(lock.isTrusted());
        loop.pass(WorkloadLock.MARGIN.minus(NANO));
        assertTrue(lock.wasRenewedRecently());
        loop.pass(NANO);
        assertFalse(lock.wasRenewedRecently());
    }

    /** The server may have stored it at once, and observers count from then. */
    @Test
    void whatTheAnswerTookIsNotAddedToIt() {
        held();
        loop.pass(Duration.ofSeconds(10));
        server.late = new CompletableFuture<>();
        CompletableFuture<Void> renewed = renewed();
        loop.pass(Duration.ofSeconds(9));
        server.late.complete(null);
        loop.pass(
                WorkloadLock.DURATION.minus(WorkloadLock.MARGIN).minusSeconds(9).minus(NANO));
        renewed.join();
        assertTrue(lock.isTrusted());
        loop.pass(NANO);
        assertFalse(lock.isTrusted());
    }

    /** After a suspension of the machine, only the wall clock shows the lost time. */
    @Test
    void theWallClockEndsTheTrustToo() {
        held();
        Duration trusted = WorkloadLock.DURATION.minus(WorkloadLock.MARGIN);
        loop.step(trusted.minusMillis(1));
        assertTrue(lock.isTrusted() && lock.wasRenewedRecently());
        loop.step(Duration.ofMillis(1));
        assertFalse(lock.isTrusted());
        assertTrue(lock.wasRenewedRecently());
        loop.step(WorkloadLock.MARGIN);
        assertFalse(lock.wasRenewedRecently());
        renewed().join();
        assertTrue(lock.isTrusted());
    }

    @Test
    void aDoubtEndsBothUntilItIsRenewed() {
        held();
        lock.distrust();
        assertFalse(lock.isTrusted() || lock.wasRenewedRecently());
        assertTrue(lock.isHeldByOther());
        renewed().join();
        assertTrue(lock.isTrusted() && lock.wasRenewedRecently() && !lock.isHeldByOther());
    }

    @Test
    void oneInsideThisControllerIsLookedAt() {
        server.failsToGet = failed(ClusterException.Kind.FORBIDDEN);
        held();
        assertTrue(lock.isLocalOnly() && lock.isTrusted() && lock.wasRenewedRecently());
        assertTrue(lock.whyUntrusted().endsWith("was not renewed in time"), lock.whyUntrusted());
        WorkloadLock rescue = lock("1", "rescue");
        rescue.acquisition().seize(says("rescue"));
        loop.pass(LITTLE);
        assertFalse(lock.isTrusted() || lock.wasRenewedRecently());
        assertTrue(lock.whyUntrusted().endsWith("was taken by force"), lock.whyUntrusted());
        assertFalse(lock.wasInCluster());
    }

    @Test
    void whatFailsToBeRenewedStaysWhatItWas() {
        held();
        loop.pass(Duration.ofSeconds(10));
        server.failsToChange = failed(ClusterException.Kind.UNAVAILABLE);
        assertSameKind(ClusterException.Kind.UNAVAILABLE, failure(renewed()));
        assertTrue(lock.isTrusted());
        server.failsToChange = failed(ClusterException.Kind.FORBIDDEN);
        assertSameKind(ClusterException.Kind.FORBIDDEN, failure(renewed()));
        assertTrue(lock.isTrusted());
        assertFalse(lock.isLocalOnly());
        assertEquals(
                "Lease prod/scalar-backup.deployment.bank was not renewed in time: It failed", lock.whyUntrusted());
        server.failsToChange = null;
        renewed().join();
        assertEquals("Lease prod/scalar-backup.deployment.bank was not renewed in time", lock.whyUntrusted());
    }

    private static void assertSameKind(ClusterException.Kind kind, Throwable failure) {
        assertEquals(kind, assertInstanceOf(ClusterException.class, failure).kind());
    }

    @Test
    void aLeaseThatAHandTouchedIsRenewedAllTheSame() {
        held();
        String before = stands().renewals();
        Leases.Lease touched = stands();
        server.leases.replace(touched).toCompletableFuture().join();
        renewed().join();
        assertTrue(lock.isTrusted());
        assertNotEquals(before, stands().renewals());
    }

    @Test
    void aLeaseThatIsAnothersOrGoneIsLost() {
        held();
        WorkloadLock thief = lock("2", "theirs");
        thief.acquisition().seize(says("theirs"));
        loop.pass(LITTLE);
        Throwable lost = failure(renewed());
        assertInstanceOf(LockLostException.class, lost);
        assertTrue(lost.getMessage().contains("build of theirs"), lost.getMessage());
        assertTrue(lock.isHeldByOther() && !lock.isTrusted() && !lock.wasRenewedRecently());
        assertTrue(failure(renewed()).getMessage().contains("build of theirs"), "whoever asks again is told as well");

        thief.release(Duration.ZERO);
        loop.pass(LITTLE);
        held();
        server.leases.delete(stands());
        lost = failure(renewed());
        assertTrue(lost.getMessage().contains("nobody: it was deleted"), lost.getMessage());
        assertFalse(lock.isHeldByOther());
    }

    @Test
    void whoWaitsSaysSoOnceAMinuteAndLooksEachSecond() {
        WorkloadLock living = lock("2", "theirs");
        living.acquisition().seize(says("theirs"));
        loop.pass(LITTLE);
        CompletableFuture<Void> taken = acquire(lock, Duration.ofMinutes(10));
        for (int second = 0; second < 60; second++) {
            assertEquals(1, log.size(), "after " + second + " s");
            living.renew();
            int asked = server.asked.size();
            loop.pass(Duration.ofSeconds(1));
            assertEquals(asked + 1, server.asked.size(), "one look");
        }
        assertEquals(2, log.size());
        assertTrue(log.get(0).contains("build of theirs"), log.get(0));
        living.release(Duration.ZERO);
        loop.pass(Duration.ofSeconds(1));
        taken.join();
        assertTrue(lock.isTrusted());
    }

    @Test
    void whoWaitsGivesUpAtItsDeadline() {
        lock("2", "theirs").acquisition().seize(says("theirs"));
        loop.pass(LITTLE);
        CompletableFuture<Void> taken = acquire(lock, Duration.ofSeconds(4));
        loop.pass(Duration.ofSeconds(4).minus(NANO));
        assertFalse(taken.isDone());
        loop.pass(NANO);
        assertInstanceOf(RefusedException.class, failure(taken));
        assertInstanceOf(
                RefusedException.class, failure(acquire(lock, Duration.ZERO)), "who waits for nothing, at once");
    }

    @Test
    void aDeadHoldersLockIsTakenWhenAllItsPodsAreOpenAndNotElse() {
        lock("2", "theirs").acquisition().seize(says("theirs"));
        loop.pass(LITTLE);
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletableFuture<Void> taken = lock.acquisition()
                .acquire(loop.nanoTime() + Duration.ofMinutes(10).toNanos(), () -> false, says("mine"), lease -> open);
        loop.pass(WorkloadLock.DURATION.plusSeconds(2));
        assertEquals("jenkins/2", stands().holder());
        assertFalse(taken.isDone());
        open.completeExceptionally(new RefusedException("Pod bank-0 is paused."));
        loop.pass(LITTLE);
        assertEquals("Pod bank-0 is paused.", failure(taken).getMessage());
        assertEquals("jenkins/2", stands().holder());
        acquire(lock, Duration.ofMinutes(10)).join();
        assertEquals("jenkins/1", stands().holder());
    }

    @Test
    void whoIsStoppedWaitsNoLonger() {
        boolean[] stopped = new boolean[1];
        lock("2", "theirs").acquisition().seize(says("theirs"));
        loop.pass(LITTLE);
        CompletableFuture<Void> taken = lock.acquisition()
                .acquire(
                        loop.nanoTime() + Duration.ofMinutes(10).toNanos(),
                        () -> stopped[0],
                        says("mine"),
                        lease -> CompletableFuture.completedFuture(null));
        loop.pass(Duration.ofSeconds(3));
        stopped[0] = true;
        loop.pass(Duration.ofSeconds(1));
        assertTrue(
                failure(taken).getMessage().startsWith("Stopped while waiting"),
                failure(taken).getMessage());
    }

    @Test
    void anApiServerThatIsAwayIsNoOtherHolder() {
        server.failsToGet = failed(ClusterException.Kind.UNAVAILABLE);
        assertSameKind(ClusterException.Kind.UNAVAILABLE, failure(acquire(lock, Duration.ofMinutes(1))));
    }

    @Test
    void whoMayNotDeleteItLeavesItWithoutAHolder() {
        held();
        server.failsToDelete = failed(ClusterException.Kind.FORBIDDEN);
        CompletableFuture<Void> released = lock.release(Duration.ZERO);
        loop.pass(LITTLE);
        released.join();
        assertFalse(stands().isHeld());
        assertFalse(lock.isTrusted());
        assertEquals(Map.of(), stands().annotations());
    }

    @Test
    void aReleaseThatFailsIsTriedAgainAsLongAsThereIsPatience() {
        held();
        server.failsToDelete = failed(ClusterException.Kind.UNAVAILABLE);
        CompletableFuture<Void> released = lock.release(Duration.ofSeconds(4));
        loop.pass(Duration.ofSeconds(4).minus(NANO));
        assertFalse(released.isDone());
        loop.pass(NANO);
        assertSameKind(ClusterException.Kind.UNAVAILABLE, failure(released));
        released = lock.release(Duration.ofSeconds(4));
        loop.pass(Duration.ofSeconds(1));
        server.failsToDelete = null;
        loop.pass(Duration.ofSeconds(1));
        released.join();
        assertTrue(server.stands().isEmpty());
    }

    @Test
    void whatIsAnothersIsNotReleased() {
        lock("2", "theirs").acquisition().seize(says("theirs"));
        loop.pass(LITTLE);
        CompletableFuture<Void> released = lock.release(Duration.ofMinutes(1));
        loop.pass(LITTLE);
        released.join();
        assertEquals("jenkins/2", stands().holder());
    }

    @Test
    void longNamesOfWorkloadsAreCutAndStayApart() {
        Workload fits = new Workload("Deployment", "prod", "a".repeat(228), "u", 1, null, true);
        assertEquals("scalar-backup.deployment." + "a".repeat(228), HeldLease.name(fits));
        String one = HeldLease.name(new Workload("Deployment", "prod", "a".repeat(230), "u", 1, null, true));
        String other = HeldLease.name(new Workload("Deployment", "prod", "a".repeat(229) + "b", "u", 1, null, true));
        assertTrue(one.length() <= 253 && other.length() <= 253);
        assertNotEquals(one, other);
    }

    private void changed(String holder, Map<String, String> says) {
        Leases.Lease now = stands();
        server.leases
                .replace(new Leases.Lease("prod", now.name(), holder, 30, "changed", says, now.version(), now.uid()))
                .toCompletableFuture()
                .join();
    }

    private Optional<String> reclaimed(LockRecovery.Purpose what) {
        CompletableFuture<Optional<String>> answer = lock.reclaim(what).exceptionally(unknown -> Optional.empty());
        loop.pass(Duration.ZERO);
        return answer.join();
    }

    @Test
    void podsMayBeOpenedWhileAWatchdogHoldsTheLease() {
        held();
        lock.distrust();
        changed("scalar-backup-watchdog.dog-1/n", says("mine"));
        assertTrue(reclaimed(LockRecovery.Purpose.CONTINUE_WINDOW)
                .orElseThrow()
                .startsWith("watchdog dog-1, which unpauses the pods"));
        assertEquals(Optional.empty(), reclaimed(LockRecovery.Purpose.UNPAUSE_PODS));
        assertTrue(lock.mayUnpause());
        assertFalse(lock.isTrusted());
        assertEquals(
                "Lease prod/scalar-backup.deployment.bank was taken by watchdog dog-1, which unpauses the pods of window"
                        + " mine, so they may have been unpaused earlier than this record says. The log of that pod says"
                        + " when.",
                lock.workOfWatchdog());
        server.failsToGet = failed(ClusterException.Kind.UNAVAILABLE);
        reclaimed(LockRecovery.Purpose.UNPAUSE_PODS);
        assertFalse(lock.mayUnpause(), "another window may have it by now");
        server.failsToGet = null;
        changed("scalar-backup-watchdog.dog-1/n", says("another"));
        assertTrue(reclaimed(LockRecovery.Purpose.UNPAUSE_PODS).isPresent());
        assertFalse(lock.mayUnpause(), "it opens another window's");
    }

    @Test
    void whatAWatchdogOpenedIsNotClaimedOnceMoreAndIsTold() {
        held();
        lock.annotations().announcePause(loop.now(), Duration.ofSeconds(60));
        renewed().join();
        assertEquals("90", stands().annotations().get(Holder.OPENS_WITHIN));
        lock.distrust();
        changed(
                null,
                Map.of(
                        Holder.OPENED_WINDOW, "mine",
                        Holder.OPENED_BY_WATCHDOG,
                                "2026-01-31T02:00:00Z scalar-backup-watchdog.dog-1/n not-renewed bank-0,bank-1 - - -"));
        assertEquals(Optional.empty(), reclaimed(LockRecovery.Purpose.CONTINUE_WINDOW));
        assertTrue(lock.isTrusted());
        assertFalse(Holder.hasBegunToPause(stands()), "its pods are open");
        assertEquals(
                "Lease prod/scalar-backup.deployment.bank was not ours for a while: watchdog dog-1 unpaused the pods of"
                        + " window mine at 2026-01-31T02:00:00Z (bank-0, bank-1)",
                lock.interruption());
        assertEquals(
                "Under Lease prod/scalar-backup.deployment.bank, watchdog dog-1 unpaused the pods of window mine at"
                        + " 2026-01-31T02:00:00Z (bank-0, bank-1), so production was paused for a shorter time than this"
                        + " record says.",
                lock.workOfWatchdog());
        assertEquals(
                "Window mine was not ended by its controller: watchdog dog-1 unpaused its pods at 2026-01-31T02:00:00Z"
                        + " (bank-0, bank-1). Find out what became of that controller.",
                lock.unpausedByWatchdog().orElseThrow());
    }
}
