package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Acquires a lock: for a window, which waits for another one; for a rescue, which waits until the holder is dead; or by
 * force.
 */
final class LockAcquisition {
    private static final Duration DURATION = ProtocolTimes.LEASE;
    private static final Duration POLL = ProtocolTimes.LOCK_POLL;
    private static final Duration BETWEEN_WAITING_LINES = Duration.ofSeconds(60);
    private static final Duration BETWEEN_RESCUE_LINES = Duration.ofSeconds(5);
    /** How much longer than a Lease's duration a rescue watches a holder. */
    private static final Duration RESCUE_MARGIN = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Workload workload;
    private final Holder holder;
    private final WindowLog log;
    private final HeldLease mine;
    private final LeaseAnnotations annotations;
    private final HolderWatch watch;
    private Long lastWaitingLine;

    LockAcquisition(
            EventLoop loop,
            Workload workload,
            Holder holder,
            WindowLog log,
            HeldLease mine,
            LeaseAnnotations annotations,
            HolderWatch watch) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.workload = workload;
        this.holder = holder;
        this.log = log;
        this.mine = mine;
        this.annotations = annotations;
        this.watch = watch;
    }

    /**
     * Acquires it, waiting for another holder.
     *
     * @param deadline when to give up, by {@link EventLoop#nanoTime()}
     * @param cancelled called between two tries; true gives up
     * @param nobodyPaused fails unless every pod answers that it is unpaused, including those that the lock claims. Called
     *     before a dead holder's lock is taken over, because pods that a dead holder left paused need a person
     */
    CompletableFuture<Void> acquire(
            long deadline,
            Supplier<Boolean> cancelled,
            Map<String, String> contents,
            Function<Leases.Lease, CompletableFuture<Void>> nobodyPaused) {
        annotations.set(contents);
        if (cancelled.get()) {
            return CompletableFuture.failedFuture(
                    new RefusedException("Stopped while waiting for " + mine.named() + "."));
        }
        return mine.get()
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return mine.put(null);
                    }
                    Leases.Lease lease = found.get();
                    if (holder.holds(lease)) {
                        return mine.put(lease);
                    }
                    if (!lease.isHeld()) {
                        return PodClaim.active(lease).isEmpty()
                                ? mine.put(lease)
                                : nobodyPaused.apply(lease).thenCompose(unpaused -> mine.put(lease));
                    }
                    if (isNestedIn(lease)) {
                        return CompletableFuture.failedFuture(nested(lease));
                    }
                    return watch.isDead(lease)
                            ? nobodyPaused.apply(lease).thenCompose(unpaused -> mine.put(lease))
                            : waitFor(lease, deadline);
                })
                .handle((done, failure) -> Failures.cause(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (mine.fallBackToLocal(failure)) {
                        return acquire(deadline, cancelled, contents, nobodyPaused);
                    }
                    boolean another = failure instanceof HeldByAnotherException
                            || HeldLease.kindOf(failure) == ClusterException.Kind.CONFLICT;
                    if (!another) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return futures.after(POLL)
                            .thenCompose(waited -> acquire(deadline, cancelled, contents, nobodyPaused));
                });
    }

    /**
     * Returns whether the holder is another window of the same build, which would have to end first but waits for this
     * one.
     */
    private boolean isNestedIn(Leases.Lease lease) {
        // Decided by the lock inside this controller only: a Lease may not be released yet when its window has ended.
        return mine.isLocalOnly()
                && holder.isOfSameBuild(lease)
                && !lease.annotations().containsKey(Holder.KEPT);
    }

    private RefusedException nested(Leases.Lease lease) {
        return new RefusedException("Window " + lease.annotations().get(Holder.WINDOW) + " of this very build is on "
                + workload.named() + " in namespace " + workload.namespace()
                + " already, and a second one on the same pods would wait for itself. Name all pods as targets of one"
                + " window, or close the first (scalarUnpause, or the end of its block) before the second begins.");
    }

    /**
     * Acquires it for a rescue, which never waits for a live holder: fails as soon as the holder is seen to be alive.
     * Otherwise takes it with its claims after a whole duration without a renewal.
     */
    CompletableFuture<Void> takeFromDeadHolder(Supplier<Boolean> cancelled, Map<String, String> contents) {
        annotations.set(contents);
        return takeFromDeadHolder(cancelled, loop.nanoTime());
    }

    private CompletableFuture<Void> takeFromDeadHolder(Supplier<Boolean> cancelled, long since) {
        return mine.get()
                .thenCompose(found -> {
                    Leases.Lease lease = found.orElse(null);
                    if (cancelled.get()) {
                        return CompletableFuture.failedFuture(
                                new RefusedException("Stopped while looking at " + mine.named() + "."));
                    }
                    if (lease == null || !lease.isHeld() || holder.holds(lease) || watch.isDead(lease)) {
                        return mine.takeOver(lease).thenApply(done -> true);
                    }
                    Duration most =
                            HolderWatch.duration(lease).compareTo(DURATION) > 0 ? DURATION.multipliedBy(2) : DURATION;
                    boolean tooLong =
                            loop.nanoTime() - since > most.plus(RESCUE_MARGIN).toNanos();
                    if (mine.isLocalOnly() || watch.sawItRenewed() || tooLong) {
                        return CompletableFuture.failedFuture(new RefusedException(Holder.describe(lease) + " holds "
                                + mine.named() + (tooLong ? " and is not known to be dead." : " and is alive.")));
                    }
                    logWatched(lease);
                    return CompletableFuture.completedFuture(false);
                })
                .handle((taken, failure) -> {
                    Throwable cause = Failures.cause(failure);
                    if (mine.fallBackToLocal(cause)) {
                        return takeFromDeadHolder(cancelled, since);
                    }
                    if (cause != null && HeldLease.kindOf(cause) != ClusterException.Kind.CONFLICT) {
                        return CompletableFuture.<Void>failedFuture(cause);
                    }
                    return cause == null && taken
                            ? CompletableFuture.<Void>completedFuture(null)
                            : futures.after(POLL).thenCompose(waited -> takeFromDeadHolder(cancelled, since));
                })
                .thenCompose(outcome -> outcome);
    }

    private void logWatched(Leases.Lease lease) {
        if (lastWaitingLine == null || loop.nanoTime() - lastWaitingLine >= BETWEEN_RESCUE_LINES.toNanos()) {
            lastWaitingLine = loop.nanoTime();
            log.line(mine.named() + " stands for " + Holder.describe(lease)
                    + ". It is looked at until it was not renewed for "
                    + HolderWatch.duration(lease).toSeconds() + " s, so that nobody who is alive is disturbed; so far "
                    + watch.unchangedFor().toSeconds() + " s. force: true does not wait.");
        }
    }

    /** Takes it at once from any holder, for a forced rescue. Returns the window that it was taken from, if any. */
    CompletableFuture<Optional<String>> seize(Map<String, String> contents) {
        annotations.set(contents);
        return mine.get()
                .thenCompose(found -> mine.takeOver(found.orElse(null))
                        .thenApply(done -> found.filter(lease -> lease.isHeld() && !holder.holds(lease))
                                .map(lease -> lease.annotations().get(Holder.WINDOW))))
                .handle((from, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(from);
                    }
                    return seizeAgain(contents, Failures.cause(failure));
                })
                .thenCompose(outcome -> outcome);
    }

    private CompletableFuture<Optional<String>> seizeAgain(Map<String, String> contents, Throwable failure) {
        if (mine.fallBackToLocal(failure)) {
            return seize(contents);
        }
        if (HeldLease.kindOf(failure) == ClusterException.Kind.CONFLICT) {
            return futures.after(Duration.ofMillis(100)).thenCompose(waited -> seize(contents));
        }
        return CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<Void> waitFor(Leases.Lease lease, long deadline) {
        if (loop.nanoTime() - deadline >= 0) {
            return CompletableFuture.failedFuture(new RefusedException("Another window is on "
                    + workload.named() + " in namespace " + workload.namespace() + ": "
                    + Holder.describe(lease) + " holds " + mine.named()
                    + " and did not end within lockTimeout. Look at that build; "
                    + (watch.sawItRenewed()
                            ? "raise lockTimeout to wait longer."
                            : "its lock was not renewed while this one waited, so its controller may be gone. Nobody"
                                    + " takes a lock over before it saw it for " + lease.durationSeconds()
                                    + " s without a renewal: give lockTimeout more than that.")));
        }
        if (lastWaitingLine == null || loop.nanoTime() - lastWaitingLine >= BETWEEN_WAITING_LINES.toNanos()) {
            lastWaitingLine = loop.nanoTime();
            log.line("Waiting for another window on " + workload.named() + " in namespace " + workload.namespace()
                    + ": " + Holder.describe(lease) + ".");
        }
        return CompletableFuture.failedFuture(new HeldByAnotherException());
    }

    /** Somebody else holds it, and there is time left to wait. */
    private static final class HeldByAnotherException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
