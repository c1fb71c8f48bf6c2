package io.jenkins.plugins.scalarbackup.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
        return lock.acquire(
                loop.nanoTime() + timeout.toNanos(),
                () -> false,
                says("second"),
                () -> CompletableFuture.completedFuture(null));
    }

    private Optional<Leases.Lease> stands() {
        return leases.get("prod", "scalar-backup.deployment.bank")
                .toCompletableFuture()
                .join();
    }

    @Test
    void whoWaitsTooShortToTakeOverADeadHoldersLockIsTold() {
        lock("1", "first").seize(says("first"));
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
        first.seize(says("first"));
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
        lock("1", "first").seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Optional<String>> from = lock("1", "rescue").seize(says("rescue"));
        loop.pass(LITTLE);
        assertEquals(Optional.of("first"), from.join());
    }

    @Test
    void theLockOfAnEarlierStartIsGivenBackWhenThatOneCanNotLiveAnyMore() {
        lock("1", "first").seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Void> released = lock("2", "first").release(WindowLocks.RESUMING);
        loop.pass(WorkloadLock.DURATION.minusSeconds(1));
        assertTrue(stands().isPresent());
        loop.pass(Duration.ofSeconds(10));
        assertTrue(released.isDone());
        assertTrue(stands().isEmpty());
    }

    @Test
    void theLockOfACopyThatLivesIsLeftToIt() {
        WorkloadLock living = lock("1", "first");
        living.seize(says("first"));
        loop.pass(LITTLE);
        CompletableFuture<Void> released = lock("2", "first").release(WindowLocks.RESUMING);
        loop.pass(Duration.ofSeconds(5));
        living.renew();
        loop.pass(Duration.ofSeconds(60));
        assertTrue(released.isDone());
        assertTrue(stands().isPresent());
    }
}
