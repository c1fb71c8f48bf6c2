package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One Lease, in the cluster or where RBAC forbids that in this controller: changed by compare-and-set only, and trusted no
 * longer than a margin before it runs out, counted from when the last renewal was <em>sent</em>.
 */
final class HeldLease {
    private static final Duration DURATION = ProtocolTimes.LEASE;
    private static final Duration MARGIN = ProtocolTimes.LEASE_MARGIN;
    /** How long a change is sent again that an overloaded API server turns away: it is trusted still when it is made. */
    private static final Duration TURNED_AWAY = DURATION.dividedBy(3);

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
    /** Whether this window's Lease stood in the cluster: whoever's stands there now came after it. */
    private boolean stoodInCluster;
    /** To whom it was lost, in words; null if it was not. */
    private String lostTo;

    private String openedByWatchdog;
    /** Whether it stood for another window when it was last looked at. */
    private boolean isAnothers;

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
     * A Lease's name must be a DNS subdomain; kinds and names of workloads are, and the prefix keeps it apart from the
     * Leases of others.
     */
    static String name(Workload workload) {
        String name = "scalar-backup." + workload.kind().toLowerCase(Locale.ROOT) + "." + workload.name();
        // 253 characters at most. Two names that differ past that only share a lock, which is safe.
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

    /** Whether RBAC left us with a lock that only this controller sees. */
    boolean isLocalOnly() {
        return leases == local;
    }

    /** Where the right to Leases is missing the lock holds inside this controller; false where it did already. */
    boolean fallsBack(Throwable failure) {
        if (kindOf(failure) != ClusterException.Kind.FORBIDDEN || isLocalOnly()) {
            return false;
        }
        leases = local;
        return true;
    }

    /** Whether it was ours when it was last heard of. */
    boolean isHeld() {
        return held != null;
    }

    /** Whether it was ever ours in this start. */
    boolean wasEverHeld() {
        return held != null || trustedUntil != 0;
    }

    /** Nothing is known of it any more. */
    void forget() {
        held = null;
    }

    /** It is somebody else's, or nobody's. */
    void isLost(String to, boolean toAnotherWindow) {
        held = null;
        lostTo = to;
        isAnothers = toAnotherWindow;
    }

    /** To whom it was lost, in words; null if it was not. */
    String lostTo() {
        return lostTo;
    }

    /** What a watchdog did that held it before it became ours, in words; empty where none did. */
    Optional<String> openedByWatchdog() {
        return Optional.ofNullable(openedByWatchdog);
    }

    /** Whether it stood for another window when it was last looked at. */
    void isAnothers(boolean another) {
        isAnothers = another;
    }

    boolean isAnothers() {
        return isAnothers;
    }

    /** It is ours, though it was changed since we saw it. */
    void isStill(Leases.Lease seen) {
        held = seen;
    }

    /** Whether it is ours for at least the margin. */
    boolean isTrusted() {
        // A virtual machine that stood still knows it by its wall clock only. One that steps for another reason just
        // makes the lock be renewed.
        return held != null
                && loop.nanoTime() - trustedUntil < 0
                && loop.now().isBefore(trustedUntilByWallClock)
                && (!isLocalOnly() || standsInController());
    }

    /** The lock inside this controller can be looked at without waiting: a rescue may have seized it a moment ago. */
    private boolean standsInController() {
        return local.get(namespace, name)
                .toCompletableFuture()
                .getNow(Optional.empty())
                .filter(holder::holds)
                .isPresent();
    }

    /** Why it is not trusted. */
    String whyUntrusted() {
        boolean seized = held != null && isLocalOnly() && !standsInController();
        return named() + (seized ? " was taken by force" : " was not renewed in time");
    }

    /** Trusts it no more until it was asked about again: somebody is known to have taken it. */
    void doubt() {
        trustedUntil = loop.nanoTime();
        renewedUntil = trustedUntil;
        isAnothers = true;
    }

    /** Whether it was ours by a renewal that was sent less than its duration ago: nobody can have taken it for dead yet. */
    boolean wasRenewedLately() {
        return held != null
                && loop.nanoTime() - renewedUntil < 0
                && loop.now().isBefore(trustedUntilByWallClock.plus(MARGIN))
                && (!isLocalOnly() || standsInController());
    }

    /** Whether a Lease of this window stood in the cluster. */
    boolean stoodInCluster() {
        return stoodInCluster;
    }

    /** What a journal says of it. */
    void remember(boolean inCluster) {
        stoodInCluster = inCluster && !isLocalOnly();
    }

    // --- requests
    // -----------------------------------------------------------------------------------------------------

    /** The Lease as it stands, if there is one. */
    CompletableFuture<Optional<Leases.Lease>> get() {
        return futures.call(() -> leases.get(namespace, name));
    }

    /** Renews what is held. */
    CompletableFuture<Void> renew() {
        return put(held);
    }

    /** Makes it ours, with all that was paused under it. */
    CompletableFuture<Void> takeOver(Leases.Lease current) {
        annotations.carry(current);
        return put(current);
    }

    /** Makes it ours, or renews it: creates it where there is none, replaces it if it still is this one. */
    CompletableFuture<Void> put(Leases.Lease current) {
        return put(current, loop.nanoTime() + TURNED_AWAY.toNanos());
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
                annotations.told(),
                current == null ? null : current.version(),
                current == null ? null : current.uid());
        return futures.call(() -> current == null ? leases.create(mine) : leases.replace(mine))
                .handle((stored, failure) -> {
                    if (failure != null) {
                        return turnedAway(Failures.cause(failure), giveUp, () -> put(current, giveUp));
                    }
                    held = stored;
                    if (openedByWatchdog == null && current != null) {
                        openedByWatchdog = Holder.openedByWatchdog(current).orElse(null);
                    }
                    lostTo = null;
                    isAnothers = false;
                    renewedUntil = sent + DURATION.toNanos();
                    stoodInCluster |= !isLocalOnly();
                    trustedUntil = sent + DURATION.minus(MARGIN).toNanos();
                    trustedUntilByWallClock = sentAt.plus(DURATION).minus(MARGIN);
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .thenCompose(outcome -> outcome);
    }

    /** A change that an overloaded server turned away was not made, so it may be sent again when the server says so. */
    private CompletableFuture<Void> turnedAway(
            Throwable failure, long giveUp, Supplier<CompletableFuture<Void>> again) {
        Duration after = failure instanceof ClusterException cluster
                ? cluster.retryAfter().orElse(null)
                : null;
        return after == null || loop.nanoTime() + after.toNanos() - giveUp > 0
                ? CompletableFuture.failedFuture(failure)
                : futures.after(after).thenCompose(waited -> again.get());
    }

    /** Deletes it, or where there is no right to that leaves it without a holder. */
    CompletableFuture<Void> delete(Leases.Lease lease) {
        return futures.call(() -> leases.delete(lease))
                .handle((gone, failure) -> Failures.cause(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return kindOf(failure) == ClusterException.Kind.FORBIDDEN
                            ? futures.call(() -> leases.replace(lease.free())).thenApply(freed -> null)
                            : CompletableFuture.<Void>failedFuture(failure);
                });
    }
}
