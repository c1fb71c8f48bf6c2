package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The lock on one workload: a Lease ({@link HeldLease}) that names the window of its pods ({@link LeaseAnnotations}).
 * {@link LockAcquisition} acquires it and {@link LockRecovery} takes it back; this class renews and releases it.
 */
final class WorkloadLock {
    /** Duration of a Lease. An observer that has seen no renewal for this long considers the holder dead. */
    static final Duration DURATION = ProtocolTimes.LEASE;
    /** Interval between renewals. */
    static final Duration RENEWAL = ProtocolTimes.RENEWAL;
    /** How long before it expires it is no longer trusted. */
    static final Duration MARGIN = ProtocolTimes.LEASE_MARGIN;

    private static final int RELEASE_TRIES = 5;
    private static final Duration RELEASE_POLL = ProtocolTimes.RELEASE_POLL;

    private final LoopFutures futures;
    private final Workload workload;
    private final Holder holder;
    private final LeaseAnnotations annotations;
    private final HeldLease mine;
    private final HolderWatch watch;
    private final LockAcquisition acquisition;
    private final LockRecovery recovery;

    WorkloadLock(EventLoop loop, Workload workload, Leases leases, Leases local, Holder holder, WindowLog log) {
        this(loop, workload, HeldLease.name(workload), leases, local, holder, log);
    }

    /** The lock for an existing Lease, on any workload. */
    static WorkloadLock on(
            Leases.Lease lease, EventLoop loop, Leases leases, Leases local, Holder holder, WindowLog log) {
        Workload unknown = new Workload("Workload", lease.namespace(), lease.name(), lease.name(), 0, null, false);
        return new WorkloadLock(loop, unknown, lease.name(), leases, local, holder, log);
    }

    private WorkloadLock(
            EventLoop loop,
            Workload workload,
            String leaseName,
            Leases leases,
            Leases local,
            Holder holder,
            WindowLog log) {
        this.futures = new LoopFutures(loop);
        this.workload = workload;
        this.holder = holder;
        this.annotations = new LeaseAnnotations(holder);
        this.mine = new HeldLease(loop, workload.namespace(), leaseName, leases, local, holder, annotations);
        this.watch = new HolderWatch(loop);
        this.acquisition = new LockAcquisition(loop, workload, holder, log, mine, annotations, watch);
        this.recovery = new LockRecovery(holder, mine, annotations, watch);
    }

    Workload workload() {
        return workload;
    }

    String leaseName() {
        return mine.name();
    }

    String named() {
        return mine.named();
    }

    /** Returns whether it is only a lock inside this controller, because RBAC forbids Leases. */
    boolean isLocalOnly() {
        return mine.isLocalOnly();
    }

    /** Returns whether it is ours, with at least the margin left. */
    boolean isTrusted() {
        return mine.isTrusted();
    }

    /** Returns why it is not trusted. */
    String whyUntrusted() {
        return mine.whyUntrusted();
    }

    /** Distrusts it until the next answer about it: somebody is known to have taken it. */
    void distrust() {
        mine.distrust();
    }

    /**
     * Returns whether its last successful renewal was sent less than its duration ago: nobody can have considered us
     * dead yet.
     */
    boolean wasRenewedRecently() {
        return mine.wasRenewedRecently();
    }

    /** Acquires it. */
    LockAcquisition acquisition() {
        return acquisition;
    }

    /** Its annotations. */
    LeaseAnnotations annotations() {
        return annotations;
    }

    /** Renews it. Fails with a {@link LockLostException} if somebody else has it, else with the API server's failure. */
    CompletableFuture<Void> renew() {
        if (!mine.isHeld()) {
            return CompletableFuture.failedFuture(
                    new LockLostException(mine.lostTo() == null ? mine.named() + " is not held" : mine.lostTo()));
        }
        return mine.renew().handle((done, failure) -> Failures.cause(failure)).thenCompose(failure -> {
            if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            if (HeldLease.kindOf(failure) != ClusterException.Kind.CONFLICT
                    && HeldLease.kindOf(failure) != ClusterException.Kind.NOT_FOUND) {
                return CompletableFuture.failedFuture(failure);
            }
            // It was changed: by somebody who set a label, by a renewal of ours whose answer was lost, or by a new
            // holder.
            return mine.get().thenCompose(found -> {
                if (found.isPresent() && holder.holds(found.get())) {
                    mine.refresh(found.get());
                    return renew();
                }
                String lostTo = mine.named() + " is no longer ours; its holder is "
                        + found.map(Holder::describe).orElse("nobody: it was deleted");
                mine.markLost(
                        lostTo,
                        found.filter(lease -> lease.isHeld() && !holder.isWindowOf(lease))
                                .isPresent());
                return CompletableFuture.failedFuture(new LockLostException(lostTo));
            });
        });
    }

    /** Takes it back if possible. Returns who has it, or empty if it is ours (again). */
    CompletableFuture<Optional<String>> reclaim(LockRecovery.Purpose purpose) {
        return recovery.reclaim(purpose);
    }

    /**
     * Returns whether it belonged to another window, not to an earlier start of this one's controller, when it was last
     * read.
     */
    boolean isHeldByOther() {
        return mine.isHeldByOther();
    }

    /** Returns whether its pods may be unpaused: it is ours, or held by a watchdog that unpauses the same pods. */
    boolean mayUnpause() {
        return isTrusted() || recovery.isHeldByWatchdog();
    }

    /** A sentence about what a watchdog did that held it before us; empty if none did. */
    Optional<String> unpausedByWatchdog() {
        return mine.unpausedByWatchdog();
    }

    /** Returns whether this window had a Lease in the cluster. */
    boolean wasInCluster() {
        return mine.wasInCluster();
    }

    /** Restores it from the journal. */
    void remember(boolean lease) {
        mine.remember(lease);
    }

    /** Watches its current holder, somebody else. */
    HolderWatch watch() {
        return watch;
    }

    /** Sets the nonce of the earlier start of this controller that may have handed it over. */
    void inheritFrom(String nonce) {
        recovery.inheritFrom(nonce);
    }

    /** Has the Lease of an earlier start renewed once, so that no watchdog takes it before it can be taken back. */
    void extendOnce() {
        recovery.extendOnce();
    }

    /**
     * Leaves it to the next start of this controller, which need not wait until it expires. To all others, it is held as
     * before.
     */
    CompletableFuture<Void> handOver() {
        if (mine.isLocalOnly() || !mine.isHeld()) {
            // A lock inside this controller ends with the controller.
            return CompletableFuture.completedFuture(null);
        }
        annotations.add(Holder.HANDED_OVER, holder.nonce());
        return renew();
    }

    /** A sentence for the record about what a watchdog does or did under it; null if none did anything. */
    String workOfWatchdog() {
        return recovery.workOfWatchdog();
    }

    /** A sentence that somebody else had it since it was ours; null if nobody had. */
    String interruption() {
        return recovery.interruption();
    }

    /**
     * Releases it if it is ours, or belongs to an earlier start of this window that is dead; what can't be released
     * expires.
     *
     * @param patience how long to try if the API server does not answer
     */
    CompletableFuture<Void> release(Duration patience) {
        mine.forget();
        if (!annotations.carried().isEmpty()) {
            // Its remaining claims must be found by the next holder; unrenewed, it expires.
            return CompletableFuture.completedFuture(null);
        }
        // Tries are counted, not seconds: a suspended machine has not tried.
        return release((int) patience.dividedBy(RELEASE_POLL), RELEASE_TRIES);
    }

    private CompletableFuture<Void> release(int looks, int tries) {
        return mine.get()
                .thenCompose(found -> {
                    Leases.Lease lease = found.orElse(null);
                    if (lease == null || !holder.isWindowOf(lease)) {
                        return CompletableFuture.completedFuture(true);
                    }
                    if (recovery.isOurs(lease) || watch.isDead(lease)) {
                        return mine.delete(lease).thenApply(gone -> true);
                    }
                    // A copy of this controller may be alive and hold it.
                    return CompletableFuture.completedFuture(watch.sawItRenewed());
                })
                .handle((done, failure) -> {
                    Throwable cause = Failures.cause(failure);
                    if (HeldLease.kindOf(cause) == ClusterException.Kind.CONFLICT && tries > 1) {
                        // A renewal was faster than the deletion, so the version has changed.
                        return release(looks, tries - 1);
                    }
                    boolean again = cause == null ? !done : HeldLease.kindOf(cause) != ClusterException.Kind.FORBIDDEN;
                    if (again && looks > 0) {
                        return futures.after(RELEASE_POLL).thenCompose(waited -> release(looks - 1, tries));
                    }
                    return cause == null
                            ? CompletableFuture.<Void>completedFuture(null)
                            : CompletableFuture.<Void>failedFuture(cause);
                })
                .thenCompose(outcome -> outcome);
    }
}
