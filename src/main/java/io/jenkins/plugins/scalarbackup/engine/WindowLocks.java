package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All locks of a window, renewed while it needs them. */
final class WindowLocks {
    private final EventLoop loop;
    private final List<WorkloadLock> locks;
    private final long resumedSince;
    private boolean resuming;
    private CompletableFuture<Void> resumed = CompletableFuture.completedFuture(null);
    private final Map<String, WindowLocks> byWorkload = new HashMap<>();
    private boolean ended;
    /** Null until the renewals begin. */
    private LockRenewal renewal;

    WindowLocks(EventLoop loop, List<WorkloadLock> locks) {
        this.loop = loop;
        this.locks = List.copyOf(locks);
        this.resumedSince = loop.nanoTime();
    }

    /** Returns whether every lock is ours, with at least the margin left. */
    boolean areTrusted() {
        return locks.stream().allMatch(WorkloadLock::isTrusted);
    }

    /**
     * Returns whether the pods may be unpaused: every lock is ours, or held by a watchdog that unpauses the same pods.
     */
    boolean mayUnpause() {
        return locks.stream().allMatch(WorkloadLock::mayUnpause);
    }

    /** Returns whether the last successful renewal of each was sent less than its duration ago. */
    boolean wereRenewedRecently() {
        return locks.stream().allMatch(WorkloadLock::wasRenewedRecently);
    }

    /** Returns whether one of them belongs to another window, by the last answer. */
    boolean areHeldByOther() {
        return locks.stream().anyMatch(WorkloadLock::isHeldByOther);
    }

    /** The locks on one workload; all locks if none is on it. */
    WindowLocks on(String workloadUid) {
        return byWorkload.computeIfAbsent(workloadUid, uid -> {
            List<WorkloadLock> ofWorkload = locks.stream()
                    .filter(lock -> lock.workload().uid().equals(uid))
                    .toList();
            return ofWorkload.isEmpty() ? this : new WindowLocks(loop, ofWorkload);
        });
    }

    /** Distrusts all until the next answer about them: somebody is known to have taken one. */
    void distrust() {
        locks.forEach(WorkloadLock::distrust);
    }

    /** Returns whether each of these workloads has or had a Lease in the cluster. */
    boolean wereLeasesOn(List<Workload> workloads) {
        return workloads.stream().allMatch(workload -> locks.stream()
                .anyMatch(lock -> lock.wasInCluster() && lock.workload().uid().equals(workload.uid())));
    }

    /** Adds to all, from their next renewal on, that the window has begun to pause. */
    void announcePause(Instant since, Duration maxOutage) {
        locks.forEach(lock -> lock.annotations().announcePause(since, maxOutage));
    }

    /** Marks these pods on all, from their next renewal on, as not ours, or not any more. */
    void disclaim(Set<String> podUids) {
        if (!podUids.isEmpty()) {
            locks.forEach(lock -> lock.annotations().disclaim(podUids));
        }
    }

    /**
     * Adds to all, and to those inside this controller at once, that the window has ended and why it still holds them, so
     * that it is not reported as alive.
     */
    void announceEnd(String why) {
        locks.forEach(lock -> lock.annotations().add(Holder.KEPT, why));
        locks.stream().filter(lock -> lock.isLocalOnly() && lock.isTrusted()).forEach(WorkloadLock::renew);
    }

    /** Leaves the Leases to the next start of this controller, and stops renewing them. */
    CompletableFuture<Void> handOver() {
        end();
        return LoopFutures.each(locks.stream().filter(WorkloadLock::isTrusted).toList(), lock -> lock.handOver()
                .exceptionally(unanswered -> null));
    }

    private void end() {
        ended = true;
        if (renewal != null) {
            renewal.end();
        }
    }

    /** Renews all; fails as the first failed renewal. */
    CompletableFuture<Void> renew() {
        return LoopFutures.each(locks, WorkloadLock::renew);
    }

    /**
     * Renews all periodically until {@link #release()}.
     *
     * @param lost called once, when a lock is lost for good
     */
    void renewPeriodically(Consumer<String> lost) {
        if (!ended) {
            renewal = new LockRenewal(loop, this::renew, lost);
            renewal.begin();
        }
    }

    /**
     * Before {@link #resume}: the window stays open meanwhile, so no watchdog shall take the Leases of the earlier start
     * before they can be taken back.
     */
    void extendOnce() {
        locks.forEach(WorkloadLock::extendOnce);
    }

    /**
     * Resumes locks of an earlier start of this controller: takes them back when they have expired, then renews them.
     *
     * @param reclaimed called when they are back
     * @param lost called once, when one is lost for good
     */
    void resume(Consumer<WindowLocks> reclaimed, Consumer<String> lost) {
        resuming = true;
        resumed = new CompletableFuture<>();
        tryToResume(reclaimed, lost);
    }

    private void tryToResume(Consumer<WindowLocks> reclaimed, Consumer<String> lost) {
        if (ended) {
            resuming = false;
            resumed.complete(null);
            return;
        }
        reclaim(LockRecovery.Purpose.CONTINUE_WINDOW).thenAccept(another -> {
            boolean mine = areTrusted();
            boolean patient = loop.nanoTime() - resumedSince <= ProtocolTimes.LOCK_RESUME_TIMEOUT.toNanos();
            if (!ended && !mine && patient && interruption().isEmpty()) {
                loop.after(LockRenewal.RETRY_DELAY, () -> tryToResume(reclaimed, lost));
                return;
            }
            resuming = false;
            if (mine && !ended) {
                reclaimed.accept(this);
                renewPeriodically(lost);
            } else if (!ended) {
                lost.accept(interruption()
                        .or(() -> another.map(who -> "the lock stands for " + who))
                        .orElse("the lock could not be taken back (" + untrusted() + ")"));
            }
            // After the callback has noted it.
            loop.execute(() -> resumed.complete(null));
        });
    }

    /** Completes when the locks of an earlier start are back, or it is known that they won't be. */
    CompletableFuture<Void> resumed() {
        return resumed;
    }

    /** Returns whether a lock of an earlier start of this controller has yet to expire. */
    boolean areBeingResumed() {
        return resuming;
    }

    /** A text that names the locks that are no longer trusted, and why. */
    String untrusted() {
        return String.join(
                ", ",
                locks.stream()
                        .filter(lock -> !lock.isTrusted())
                        .map(WorkloadLock::whyUntrusted)
                        .distinct()
                        .toList());
    }

    /**
     * Takes back the locks that are no longer trusted.
     *
     * @return who holds one of them now; empty if all are ours, or if the API server does not answer: then the caller
     *     decides
     */
    CompletableFuture<Optional<String>> reclaim(LockRecovery.Purpose purpose) {
        Map<String, List<WorkloadLock>> byWorkload = locks.stream()
                .collect(Collectors.groupingBy(lock -> lock.workload().uid(), LinkedHashMap::new, Collectors.toList()));
        return LoopFutures.all(byWorkload.values().stream()
                        .map(ofWorkload -> reclaimInOrder(ofWorkload, purpose))
                        .toList())
                .thenApply(answers -> answers.stream().flatMap(Optional::stream).findFirst());
    }

    /**
     * Takes them back in the order in which a workload's locks are always taken, and stops at one that somebody else holds.
     * If that is another window, those before it are released: two windows that each held one would wait for each other
     * forever.
     */
    private static CompletableFuture<Optional<String>> reclaimInOrder(
            List<WorkloadLock> ofWorkload, LockRecovery.Purpose purpose) {
        CompletableFuture<Optional<String>> chain = CompletableFuture.completedFuture(Optional.empty());
        for (int i = 0; i < ofWorkload.size(); i++) {
            WorkloadLock lock = ofWorkload.get(i);
            List<WorkloadLock> before = ofWorkload.subList(0, i);
            chain = chain.thenCompose(another -> another.isPresent() || lock.isTrusted()
                    ? CompletableFuture.completedFuture(another)
                    : lock.reclaim(purpose)
                            .exceptionally(unknown -> Optional.empty())
                            .thenCompose(who -> who.isPresent() && lock.isHeldByOther()
                                    ? releaseAll(before, Duration.ZERO).thenApply(given -> who)
                                    : CompletableFuture.completedFuture(who)));
        }
        return chain;
    }

    static CompletableFuture<Void> releaseAll(List<WorkloadLock> locks, Duration patience) {
        return LoopFutures.each(locks, lock -> lock.release(patience).exceptionally(failure -> null));
    }

    /** A sentence that somebody else had one of them for a while; empty if nobody had. */
    Optional<String> interruption() {
        return locks.stream()
                .map(WorkloadLock::interruption)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Sentences for the record about what watchdogs do or did under them. */
    List<String> workOfWatchdogs() {
        return locks.stream()
                .map(WorkloadLock::workOfWatchdog)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Releases all, including those of an earlier start as soon as that can't be alive any more. Never fails: what can't be
     * released in time expires.
     *
     * @param patience how long to try if the API server does not answer
     */
    CompletableFuture<Void> release(Duration patience) {
        end();
        // Taking them back must not finish after they were released.
        return resumed.thenCompose(done -> releaseAll(locks, patience));
    }
}
