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
 * The lock on one workload: a Lease ({@link HeldLease}) that says whose window is on its pods ({@link LeaseAnnotations}). How it
 * is taken is said in {@link LockAcquisition}, how it is taken back in {@link LockRecovery}; here is how it is kept and given back.
 */
final class WorkloadLock {
    /** How long a holder may go without renewing; an observer that saw no renewal for so long takes it for dead. */
    static final Duration DURATION = ProtocolTimes.LEASE;
    /** How often it is renewed. */
    static final Duration RENEWAL = ProtocolTimes.RENEWAL;
    /** How long before it runs out it is trusted no more. */
    static final Duration MARGIN = ProtocolTimes.LEASE_MARGIN;

    private static final int RELEASE_TRIES = 5;
    private static final Duration BETWEEN_LOOKS = ProtocolTimes.BETWEEN_LOOKS;

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

    /** A lock that was found, whoever's workload it is on. */
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

    /** Whether RBAC left us with a lock that only this controller sees. */
    boolean isLocalOnly() {
        return mine.isLocalOnly();
    }

    /** Whether it is ours for at least the margin. */
    boolean isTrusted() {
        return mine.isTrusted();
    }

    /** Why it is not trusted. */
    String whyUntrusted() {
        return mine.whyUntrusted();
    }

    /** Trusts it no more until it was asked about again: somebody is known to have taken it. */
    void doubt() {
        mine.doubt();
    }

    /** Whether it was ours by a renewal that was sent less than its duration ago: nobody can have taken it for dead yet. */
    boolean wasRenewedLately() {
        return mine.wasRenewedLately();
    }

    /** How it is taken. */
    LockAcquisition acquisition() {
        return acquisition;
    }

    /** What it tells its observers. */
    LeaseAnnotations annotations() {
        return annotations;
    }

    /** Renews it. Fails with a {@link LockLostException} when it is seen to be another's, else as the API server did. */
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
            // Somebody changed it: a hand that set a label, or our own renewal whose answer was lost, or a new
            // holder.
            return mine.get().thenCompose(found -> {
                if (found.isPresent() && holder.holds(found.get())) {
                    mine.isStill(found.get());
                    return renew();
                }
                String lostTo = mine.named() + " is no longer ours; its holder is "
                        + found.map(Holder::describe).orElse("nobody: it was deleted");
                mine.isLost(
                        lostTo,
                        found.filter(lease -> lease.isHeld() && !holder.isWindowOf(lease))
                                .isPresent());
                return CompletableFuture.failedFuture(new LockLostException(lostTo));
            });
        });
    }

    /** Takes it back if it may be had; answers who has it, empty when it is ours (again). */
    CompletableFuture<Optional<String>> reclaim(LockRecovery.Purpose purpose) {
        return recovery.reclaim(purpose);
    }

    /** Whether it stood for another window, and not for an earlier start of this one's controller, when it was last asked for. */
    boolean isAnothers() {
        return mine.isAnothers();
    }

    /** Whether its pods may be opened: it is ours, or a watchdog's that opens the same ones. */
    boolean mayOpen() {
        return isTrusted() || recovery.isWatchdogs();
    }

    /** What a watchdog did that held it last, in words; empty where none did. */
    Optional<String> openedByWatchdog() {
        return mine.openedByWatchdog();
    }

    /** Whether a Lease of this window stood in the cluster. */
    boolean wasLease() {
        return mine.stoodInCluster();
    }

    /** What a journal says of it. */
    void remember(boolean lease) {
        mine.remember(lease);
    }

    /** Watches its holder, who is somebody else. */
    HolderWatch watch() {
        return watch;
    }

    /** An earlier start of this controller that may have left it in good order. */
    void succeeds(String nonce) {
        recovery.succeeds(nonce);
    }

    /**
     * Leaves it to the next start of this controller, which need not wait until it has run out. To all others it is held as
     * before.
     */
    CompletableFuture<Void> handOver() {
        if (mine.isLocalOnly() || !mine.isHeld()) {
            // A lock inside this controller ends with it.
            return CompletableFuture.completedFuture(null);
        }
        annotations.add(Holder.HANDED_OVER, holder.nonce());
        return renew();
    }

    /** That somebody else had it since it was ours, in words; null if nobody had. */
    String interruption() {
        return recovery.interruption();
    }

    /**
     * Gives it back if it is ours, or was an earlier start's of this window and that one is dead; what can't be given
     * back runs out by itself.
     *
     * @param patience how long to try where the API server does not answer
     */
    CompletableFuture<Void> release(Duration patience) {
        mine.forget();
        if (!annotations.carried().isEmpty()) {
            // What it still claims must be found by whoever comes next; unrenewed, it runs out.
            return CompletableFuture.completedFuture(null);
        }
        // Looks are counted and not seconds: whoever was suspended meanwhile has not tried.
        return release((int) patience.dividedBy(BETWEEN_LOOKS), RELEASE_TRIES);
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
                    // A copy of this controller may live on and hold it.
                    return CompletableFuture.completedFuture(watch.sawItRenewed());
                })
                .handle((done, failure) -> {
                    Throwable cause = Failures.cause(failure);
                    if (HeldLease.kindOf(cause) == ClusterException.Kind.CONFLICT && tries > 1) {
                        // A renewal that was under way was quicker than the deletion: it has another version now.
                        return release(looks, tries - 1);
                    }
                    boolean again = cause == null ? !done : HeldLease.kindOf(cause) != ClusterException.Kind.FORBIDDEN;
                    if (again && looks > 0) {
                        return futures.after(BETWEEN_LOOKS).thenCompose(waited -> release(looks - 1, tries));
                    }
                    return cause == null
                            ? CompletableFuture.<Void>completedFuture(null)
                            : CompletableFuture.<Void>failedFuture(cause);
                })
                .thenCompose(outcome -> outcome);
    }
}
