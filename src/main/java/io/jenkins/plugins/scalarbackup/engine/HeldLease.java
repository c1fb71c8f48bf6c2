package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One Lease, in the cluster or, if RBAC forbids that, in this controller. It is changed by compare-and-set only, and
 * trusted until a margin before it expires, counted from when the last renewal was <em>sent</em>.
 */
final class HeldLease {
    private static final Duration DURATION = ProtocolTimes.LEASE;
    private static final Duration MARGIN = ProtocolTimes.LEASE_MARGIN;
    /** How long a change rejected by an overloaded API server is retried; short enough that the Lease is still trusted. */
    private static final Duration RETRY_REJECTED = DURATION.dividedBy(3);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final String namespace;
    private final String name;
    private final Holder holder;
    private final Leases local;
    private final LeaseAnnotations annotations;

    private Leases leases;
    private Leases.Lease held;
    private long trustedUntil;
    private long renewedUntil;
    private Instant trustedUntilByWallClock = Instant.MIN;
    /** Whether this window had a Lease in the cluster: then any other holder of it came later. */
    private boolean wasInCluster;
    /** The holder that it was lost to, as text; null if it was not lost. */
    private String lostTo;

    /** Why the last change failed, as a sentence; null if it did not, or if somebody else was faster. */
    private String lastFailure;

    private String unpausedByWatchdog;
    /** Whether it belonged to another window when it was last read. */
    private boolean isHeldByOther;

    HeldLease(
            EventLoop loop,
            String namespace,
            String name,
            Leases leases,
            Leases local,
            Holder holder,
            LeaseAnnotations annotations) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.namespace = namespace;
        this.name = name;
        this.leases = leases;
        this.local = local;
        this.holder = holder;
        this.annotations = annotations;
    }

    /**
     * A Lease's name must be a DNS subdomain. Kinds and names of workloads are valid in it, and the prefix separates it
     * from other Leases.
     */
    static String name(Workload workload) {
        String name = "scalar-backup." + workload.kind().toLowerCase(Locale.ROOT) + "." + workload.name();
        // At most 253 characters. If two longer names collide, they share a lock, which is safe.
        return name.length() <= 253 ? name : name.substring(0, 240) + "-" + Integer.toHexString(name.hashCode());
    }

    static ClusterException.Kind kindOf(Throwable failure) {
        return failure instanceof ClusterException cluster ? cluster.kind() : null;
    }

    String name() {
        return name;
    }

    String named() {
        return "Lease " + namespace + "/" + name;
    }

    /** Returns whether it is only a lock inside this controller, because RBAC forbids Leases. */
    boolean isLocalOnly() {
        return leases == local;
    }

    /**
     * If the right to Leases is missing, replaces the Lease by a lock inside this controller; false if it was one already.
     */
    boolean fallBackToLocal(Throwable failure) {
        if (kindOf(failure) != ClusterException.Kind.FORBIDDEN || isLocalOnly()) {
            return false;
        }
        leases = local;
        return true;
    }

    /** Returns whether it was ours by the last answer. */
    boolean isHeld() {
        return held != null;
    }

    /** Returns whether it has ever been ours in this start. */
    boolean wasEverHeld() {
        return held != null || trustedUntil != 0;
    }

    /** Discards what is known about it. */
    void forget() {
        held = null;
    }

    /** Notes that somebody else holds it, or nobody. */
    void markLost(String to, boolean toAnotherWindow) {
        held = null;
        lostTo = to;
        isHeldByOther = toAnotherWindow;
    }

    /** The holder that it was lost to, as text; null if it was not lost. */
    String lostTo() {
        return lostTo;
    }

    /** A sentence about what a watchdog did that held it before us; empty if none did. */
    Optional<String> unpausedByWatchdog() {
        return Optional.ofNullable(unpausedByWatchdog);
    }

    /** Notes whether it belonged to another window when it was last read. */
    void setHeldByOther(boolean another) {
        isHeldByOther = another;
    }

    boolean isHeldByOther() {
        return isHeldByOther;
    }

    /** Notes that it is still ours, although it has been changed. */
    void refresh(Leases.Lease seen) {
        held = seen;
    }

    /** Returns whether it is ours, with at least the margin left. */
    boolean isTrusted() {
        // After a suspension of the machine, only the wall clock shows the lost time. If the clock stepped for
        // another reason, the lock is merely renewed.
        return held != null
                && loop.nanoTime() - trustedUntil < 0
                && loop.now().isBefore(trustedUntilByWallClock)
                && (!isLocalOnly() || isHeldInController());
    }

    /** The lock inside this controller can be read without waiting: a rescue may have seized it a moment ago. */
    private boolean isHeldInController() {
        return local.get(namespace, name)
                .toCompletableFuture()
                .getNow(Optional.empty())
                .filter(holder::holds)
                .isPresent();
    }

    /** Returns why it is not trusted. */
    String whyUntrusted() {
        boolean seized = held != null && isLocalOnly() && !isHeldInController();
        if (seized) {
            return named() + " was taken by force";
        }
        return named() + " was not renewed in time" + (lastFailure == null ? "" : ": " + Sentences.within(lastFailure));
    }

    /** Distrusts it until the next answer about it: somebody is known to have taken it. */
    void distrust() {
        trustedUntil = loop.nanoTime();
        renewedUntil = trustedUntil;
        isHeldByOther = true;
    }

    /**
     * Returns whether its last successful renewal was sent less than its duration ago: nobody can have considered us
     * dead yet.
     */
    boolean wasRenewedRecently() {
        return held != null
                && loop.nanoTime() - renewedUntil < 0
                && loop.now().isBefore(trustedUntilByWallClock.plus(MARGIN))
                && (!isLocalOnly() || isHeldInController());
    }

    /** Returns whether this window had a Lease in the cluster. */
    boolean wasInCluster() {
        return wasInCluster;
    }

    /** Restores it from the journal. */
    void remember(boolean inCluster) {
        wasInCluster = inCluster && !isLocalOnly();
    }

    // Requests

    /** The current Lease, if it exists. */
    CompletableFuture<Optional<Leases.Lease>> get() {
        return futures.call(() -> leases.get(namespace, name));
    }

    /** Renews the Lease that is held. */
    CompletableFuture<Void> renew() {
        return put(held);
    }

    /** Renews one that is not ours, for its holder. */
    CompletableFuture<Leases.Lease> renewForHolder(Leases.Lease current) {
        return futures.call(() -> leases.replace(current));
    }

    /** Makes it ours, with the claims of what was paused under it. */
    CompletableFuture<Void> takeOver(Leases.Lease current) {
        annotations.carry(current);
        return put(current);
    }

    /** Makes it ours, or renews it: creates it if there is none, and replaces it if it is unchanged. */
    CompletableFuture<Void> put(Leases.Lease current) {
        return put(current, loop.nanoTime() + RETRY_REJECTED.toNanos());
    }

    private CompletableFuture<Void> put(Leases.Lease current, long giveUp) {
        long sent = loop.nanoTime();
        Instant sentAt = loop.now();
        Leases.Lease mine = new Leases.Lease(
                namespace,
                name,
                holder.identity(),
                (int) DURATION.toSeconds(),
                null,
                annotations.all(),
                current == null ? null : current.version(),
                current == null ? null : current.uid());
        return futures.call(() -> current == null ? leases.create(mine) : leases.replace(mine))
                .handle((stored, failure) -> {
                    boolean isConflict = kindOf(Failures.cause(failure)) == ClusterException.Kind.CONFLICT;
                    lastFailure = failure == null || isConflict ? null : Failures.sentence(failure);
                    if (failure != null) {
                        return retryRejected(Failures.cause(failure), giveUp, () -> put(current, giveUp));
                    }
                    held = stored;
                    if (unpausedByWatchdog == null && current != null) {
                        unpausedByWatchdog = Holder.unpausedByWatchdog(current).orElse(null);
                    }
                    lostTo = null;
                    isHeldByOther = false;
                    renewedUntil = sent + DURATION.toNanos();
                    wasInCluster |= !isLocalOnly();
                    trustedUntil = sent + DURATION.minus(MARGIN).toNanos();
                    trustedUntilByWallClock = sentAt.plus(DURATION).minus(MARGIN);
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .thenCompose(outcome -> outcome);
    }

    /**
     * A change that an overloaded server rejected was not made, so it may be repeated after the time that the server names.
     */
    private CompletableFuture<Void> retryRejected(
            Throwable failure, long giveUp, Supplier<CompletableFuture<Void>> again) {
        Duration after = failure instanceof ClusterException cluster
                ? cluster.retryAfter().orElse(null)
                : null;
        return after == null || loop.nanoTime() + after.toNanos() - giveUp > 0
                ? CompletableFuture.failedFuture(failure)
                : futures.after(after).thenCompose(waited -> again.get());
    }

    /** Deletes it, or removes its holder if there is no right to delete it. */
    CompletableFuture<Void> delete(Leases.Lease lease) {
        return futures.call(() -> leases.delete(lease))
                .handle((gone, failure) -> Failures.cause(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return kindOf(failure) == ClusterException.Kind.FORBIDDEN
                            ? futures.call(() -> leases.replace(lease.released()))
                                    .thenApply(freed -> null)
                            : CompletableFuture.<Void>failedFuture(failure);
                });
    }
}
