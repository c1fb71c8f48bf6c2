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

/** All locks of a window, kept alive while it needs them. */
final class WindowLocks {
    /** An earlier start's lock must have run out by then; one that is still renewed is a living holder's. */
    static final Duration RESUMING = ProtocolTimes.RESUMING;

    /** A window that is refused asks twice more to give its locks back: its build waits for the answer. */
    static final Duration REFUSED = ProtocolTimes.REFUSED;

    private final EventLoop loop;
    private final List<WorkloadLock> locks;
    private final long resumedSince;
    private boolean resuming;
    private CompletableFuture<Void> resumed = CompletableFuture.completedFuture(null);
    private final Map<String, WindowLocks> parts = new HashMap<>();
    private boolean ended;
    /** Null until they are kept. */
    private LockRenewal renewal;

    WindowLocks(EventLoop loop, List<WorkloadLock> locks) {
        this.loop = loop;
        this.locks = List.copyOf(locks);
        this.resumedSince = loop.nanoTime();
    }

    /** Whether every lock is ours for at least the margin. */
    boolean areTrusted() {
        return locks.stream().allMatch(WorkloadLock::isTrusted);
    }

    /** Whether the pods may be opened: every lock is ours, or a watchdog's that opens the same ones. */
    boolean mayOpen() {
        return locks.stream().allMatch(WorkloadLock::mayOpen);
    }

    /** Whether each was ours by a renewal that was sent less than its duration ago. */
    boolean wereRenewedLately() {
        return locks.stream().allMatch(WorkloadLock::wasRenewedLately);
    }

    /** Whether the last that was heard of one of them is that it is another window's. */
    boolean areKnownToBeAnothers() {
        return locks.stream().anyMatch(WorkloadLock::isAnothers);
    }

    /** Those on one workload; all where none is on it. */
    WindowLocks on(String workloadUid) {
        return parts.computeIfAbsent(workloadUid, uid -> {
            List<WorkloadLock> ofWorkload = locks.stream()
                    .filter(lock -> lock.workload().uid().equals(uid))
                    .toList();
            return ofWorkload.isEmpty() ? this : new WindowLocks(loop, ofWorkload);
        });
    }

    /** Trusts none until it was asked about again: somebody is known to have taken one. */
    void doubt() {
        locks.forEach(WorkloadLock::doubt);
    }

    /** Whether a Lease stands, or stood, in the cluster for each of these workloads. */
    boolean wereLeasesOn(List<Workload> workloads) {
        return workloads.stream().allMatch(workload -> locks.stream()
                .anyMatch(lock -> lock.wasLease() && lock.workload().uid().equals(workload.uid())));
    }

    /** Lets all tell, from their next renewal on, that the window has begun to pause. */
    void tellOfPause(Instant since, Duration maxOutage) {
        locks.forEach(lock -> lock.annotations().tellOfPause(since, maxOutage));
    }

    /** From their next renewal on all say that these pods are not ours, or not any more. */
    void disclaim(Set<String> podUids) {
        if (!podUids.isEmpty()) {
            locks.forEach(lock -> lock.annotations().disclaim(podUids));
        }
    }

    /**
     * Lets all tell, those inside this controller at once, that the window is over and why it still has them: nobody who
     * comes then is told that it lives.
     */
    void tellOfEnd(String why) {
        locks.forEach(lock -> lock.annotations().add(Holder.KEPT, why));
        locks.stream().filter(lock -> lock.isLocalOnly() && lock.isTrusted()).forEach(WorkloadLock::renew);
    }

    /** Leaves the Leases to the next start of this controller, and renews them no more. */
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

    /** Renews all; fails as the first one that could not be. */
    CompletableFuture<Void> renew() {
        return LoopFutures.each(locks, WorkloadLock::renew);
    }

    /**
     * Renews all from time to time until {@link #release()}.
     *
     * @param lost hears once, when a lock is seen to be another's
     */
    void keep(Consumer<String> lost) {
        if (!ended) {
            renewal = new LockRenewal(loop, this::renew, lost);
            renewal.begin();
        }
    }

    /**
     * Goes on with locks of an earlier start of this controller: takes them back when they have run out, then keeps them.
     *
     * @param reclaimed hears when they are back
     * @param lost hears once, when one is another's
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
        reclaim(LockRecovery.Purpose.OWN).thenAccept(another -> {
            boolean mine = areTrusted();
            boolean patient = loop.nanoTime() - resumedSince <= RESUMING.toNanos();
            if (!ended && !mine && patient && interruption().isEmpty()) {
                loop.after(LockRenewal.SOON, () -> tryToResume(reclaimed, lost));
                return;
            }
            resuming = false;
            if (mine && !ended) {
                reclaimed.accept(this);
                keep(lost);
            } else if (!ended) {
                lost.accept(interruption()
                        .or(() -> another.map(who -> "the lock stands for " + who))
                        .orElse("the lock could not be taken back (" + untrusted() + ")"));
            }
            // After whoever was told has noted it.
            loop.execute(() -> resumed.complete(null));
        });
    }

    /** Completes when the locks of an earlier start are back, or when it is known that they won't be. */
    CompletableFuture<Void> resumed() {
        return resumed;
    }

    /** Whether it is still being waited for a lock of an earlier start of this controller to run out. */
    boolean areBeingResumed() {
        return resuming;
    }

    /** Which locks are no longer trusted, and why. */
    String untrusted() {
        return String.join(
                ", ",
                locks.stream()
                        .filter(lock -> !lock.isTrusted())
                        .map(WorkloadLock::whyUntrusted)
                        .toList());
    }

    /**
     * Takes back what is not trusted any more.
     *
     * @return who holds one of them now; empty when all are ours, or when the API server can't be asked: then opening
     *     production comes first
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
     * In the order in which everybody takes a workload's locks, and none after one that is another's; and where one is
     * another window's, those before it are given back. Two windows of which each had one of them would wait for each
     * other for ever.
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
                            .thenCompose(who -> who.isPresent() && lock.isAnothers()
                                    ? releaseAll(before, Duration.ZERO).thenApply(given -> who)
                                    : CompletableFuture.completedFuture(who)));
        }
        return chain;
    }

    static CompletableFuture<Void> releaseAll(List<WorkloadLock> locks, Duration patience) {
        return LoopFutures.each(locks, lock -> lock.release(patience).exceptionally(failure -> null));
    }

    /** That somebody else had one of them for a while, in words. */
    Optional<String> interruption() {
        return locks.stream()
                .map(WorkloadLock::interruption)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /**
     * Gives all back, those of an earlier start too, as soon as that one can't live any more. Never fails: what can't be
     * given back within the time runs out by itself.
     *
     * @param patience how long to try where the API server does not answer
     */
    CompletableFuture<Void> release(Duration patience) {
        end();
        // What is under way to take them back must not come after they were given back.
        return resumed.thenCompose(done -> releaseAll(locks, patience));
    }
}
