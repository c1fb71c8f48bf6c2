package io.jenkins.plugins.scalarbackup.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The lock on one workload: a Lease that says whose window is on its pods. It is changed by compare-and-set only, and
 * trusted no longer than a margin before it runs out, counted from when the last renewal was <em>sent</em>.
 */
final class WorkloadLock {
    /** How long a holder may go without renewing; an observer that saw no renewal for so long takes it for dead. */
    static final Duration DURATION =
            Duration.ofSeconds(Math.max(3, Integer.getInteger("io.jenkins.plugins.scalarbackup.leaseSeconds", 30)));
    /** How often it is renewed. */
    static final Duration RENEWAL = DURATION.dividedBy(3);
    /** How long before it runs out it is trusted no more. */
    static final Duration MARGIN = DURATION.dividedBy(6);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int RELEASE_TRIES = 5;
    private static final Duration BETWEEN_WAITING_LINES = Duration.ofSeconds(60);

    private final Loop loop;
    private final Turns turns;
    private final Workload workload;
    private final String leaseName;
    private final Holder holder;
    private final WindowLog log;
    private final Leases local;

    private Leases leases;
    private Map<String, String> annotations = Map.of();
    private Leases.Lease held;
    private long trustedUntil;
    private Instant trustedUntilByWallClock = Instant.MIN;
    private String interruption;

    private String observed;
    private long observedSince;
    private Long lastWaitingLine;

    WorkloadLock(Loop loop, Workload workload, Leases leases, Leases local, Holder holder, WindowLog log) {
        this.loop = loop;
        this.turns = new Turns(loop);
        this.workload = workload;
        this.leaseName = leaseName(workload);
        this.leases = leases;
        this.local = local;
        this.holder = holder;
        this.log = log;
    }

    /**
     * A Lease's name must be a DNS subdomain; kinds and names of workloads are, and the prefix keeps it apart from the
     * Leases of others.
     */
    static String leaseName(Workload workload) {
        String name = "scalar-backup." + workload.kind().toLowerCase(Locale.ROOT) + "." + workload.name();
        // 253 characters at most. Two names that differ past that only share a lock, which is safe.
        return name.length() <= 253 ? name : name.substring(0, 240) + "-" + Integer.toHexString(name.hashCode());
    }

    Workload workload() {
        return workload;
    }

    String named() {
        return "Lease " + workload.namespace() + "/" + leaseName;
    }

    /** Whether RBAC left us with a lock that only this controller sees. */
    boolean isLocalOnly() {
        return leases == local;
    }

    /** Whether it is ours for at least the margin. */
    boolean isTrusted() {
        // A virtual machine that stood still knows it by its wall clock only. One that steps for another reason just
        // makes the lock be renewed.
        return held != null && loop.nanoTime() - trustedUntil < 0 && loop.now().isBefore(trustedUntilByWallClock);
    }

    /**
     * Takes it, waiting for another holder.
     *
     * @param deadline on {@link Loop#nanoTime()}, when to give up
     * @param cancelled asked between two tries; true gives up
     * @param nobodyPaused fails unless every pod says that it is open: asked before a dead holder's lock is taken over,
     *     since what a dead holder left paused needs a person
     */
    CompletableFuture<Void> acquire(
            long deadline,
            Supplier<Boolean> cancelled,
            Map<String, String> says,
            Supplier<CompletableFuture<Void>> nobodyPaused) {
        this.annotations = says;
        if (cancelled.get()) {
            return CompletableFuture.failedFuture(new RefusedException("Stopped while waiting for " + named() + "."));
        }
        return turns.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return put(null);
                    }
                    Leases.Lease lease = found.get();
                    if (!lease.isHeld() || holder.holds(lease)) {
                        return put(lease);
                    }
                    return isDead(lease) ? nobodyPaused.get().thenCompose(open -> put(lease)) : taken(lease, deadline);
                })
                .handle((done, failure) -> Turns.cause0(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (kindOf(failure) == ClusterException.Kind.FORBIDDEN && leases != local) {
                        leases = local;
                        return acquire(deadline, cancelled, says, nobodyPaused);
                    }
                    boolean another =
                            failure instanceof TakenException || kindOf(failure) == ClusterException.Kind.CONFLICT;
                    if (!another) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return turns.after(POLL).thenCompose(waited -> acquire(deadline, cancelled, says, nobodyPaused));
                });
    }

    /** Takes it at once from whoever holds it: for the rescue that a person forced. */
    CompletableFuture<Void> seize(Map<String, String> says) {
        this.annotations = says;
        return turns.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> put(found.orElse(null)))
                .handle((done, failure) -> Turns.cause0(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (kindOf(failure) == ClusterException.Kind.FORBIDDEN && leases != local) {
                        leases = local;
                        return seize(says);
                    }
                    if (kindOf(failure) == ClusterException.Kind.CONFLICT) {
                        return turns.after(Duration.ofMillis(100)).thenCompose(waited -> seize(says));
                    }
                    return CompletableFuture.failedFuture(failure);
                });
    }

    /** Renews it. Fails with a {@link LockLostException} when it is seen to be another's, else as the API server did. */
    CompletableFuture<Void> renew() {
        if (held == null) {
            return CompletableFuture.failedFuture(new LockLostException(named() + " is not held"));
        }
        Leases.Lease mine = held;
        return put(mine).handle((done, failure) -> Turns.cause0(failure)).thenCompose(failure -> {
            if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            if (kindOf(failure) != ClusterException.Kind.CONFLICT
                    && kindOf(failure) != ClusterException.Kind.NOT_FOUND) {
                return CompletableFuture.failedFuture(failure);
            }
            // Somebody changed it: a hand that set a label, or our own renewal whose answer was lost, or a new holder.
            return turns.call(() -> leases.get(workload.namespace(), leaseName)).thenCompose(found -> {
                if (found.isPresent() && holder.holds(found.get())) {
                    held = found.get();
                    return renew();
                }
                held = null;
                String who = found.map(Holder::describe).orElse("nobody: it was deleted");
                return CompletableFuture.failedFuture(
                        new LockLostException(named() + " is no longer ours; its holder is " + who));
            });
        });
    }

    /** Whose it is, asked at the API server: empty when it is ours (again), free, or a dead holder's. */
    CompletableFuture<Optional<String>> reclaim() {
        CompletableFuture<Optional<String>> asked = turns.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> {
                    Leases.Lease lease = found.orElse(null);
                    if (lease != null && lease.isHeld() && !holder.holds(lease) && !isDead(lease)) {
                        return CompletableFuture.completedFuture(Optional.of(Holder.describe(lease)));
                    }
                    boolean firstOfThisStart = isLocalOnly() && held == null && trustedUntil == 0;
                    if (!firstOfThisStart
                            && (lease == null
                                    || !holder.window()
                                            .equals(lease.annotations().get(Holder.WINDOW)))) {
                        interruption = named() + " was not ours for a while: its last holder was "
                                + (lease == null ? "nobody, it was deleted" : Holder.describe(lease));
                    }
                    return put(lease).thenApply(done -> Optional.<String>empty());
                });
        return asked.handle((another, failure) -> {
                    ClusterException.Kind kind = failure == null ? null : kindOf(Turns.cause(failure));
                    if (kind == ClusterException.Kind.CONFLICT) {
                        // Somebody was quicker, perhaps with a window of their own.
                        return reclaim();
                    }
                    if (kind == ClusterException.Kind.FORBIDDEN && leases != local) {
                        if (held != null) {
                            interruption =
                                    named() + " may not be read any more, so whether it stayed ours is not known";
                        }
                        leases = local;
                        return reclaim();
                    }
                    return asked;
                })
                .thenCompose(answer -> answer);
    }

    /**
     * Goes on with a lock that an earlier start of this controller took, by {@link #reclaim()}: not before it ran out,
     * since a copy of this controller may live on and hold it.
     */
    void resume(Map<String, String> says) {
        annotations = says;
    }

    /** That somebody else had it since it was ours, in words; null if nobody had. */
    String interruption() {
        return interruption;
    }

    /** Gives it back, if it is still ours; what can't be given back runs out by itself. */
    CompletableFuture<Void> release() {
        held = null;
        return release(RELEASE_TRIES);
    }

    private CompletableFuture<Void> release(int tries) {
        return turns.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> {
                    if (found.isPresent() && holder.holds(found.get())) {
                        Leases.Lease mine = found.get();
                        return turns.call(() -> leases.delete(mine));
                    }
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .handle((done, failure) -> Turns.cause0(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    // A renewal that was under way was quicker than the deletion: it is still ours, with another
                    // version.
                    return kindOf(failure) == ClusterException.Kind.CONFLICT && tries > 1
                            ? release(tries - 1)
                            : CompletableFuture.failedFuture(failure);
                });
    }

    private CompletableFuture<Void> put(Leases.Lease current) {
        long sent = loop.nanoTime();
        Instant sentAt = loop.now();
        Leases.Lease mine = new Leases.Lease(
                workload.namespace(),
                leaseName,
                holder.identity(),
                (int) DURATION.toSeconds(),
                null,
                annotations,
                current == null ? null : current.version());
        return turns.call(() -> current == null ? leases.create(mine) : leases.replace(mine))
                .thenAccept(stored -> {
                    held = stored;
                    trustedUntil = sent + DURATION.minus(MARGIN).toNanos();
                    trustedUntilByWallClock = sentAt.plus(DURATION).minus(MARGIN);
                });
    }

    private boolean isDead(Leases.Lease lease) {
        String seen = lease.holder() + " " + lease.renewals() + " " + lease.version();
        if (!seen.equals(observed)) {
            observed = seen;
            observedSince = loop.nanoTime();
        }
        Duration unchanged = Duration.ofNanos(loop.nanoTime() - observedSince);
        return unchanged.compareTo(Duration.ofSeconds(Math.max(1, lease.durationSeconds()))) > 0;
    }

    private CompletableFuture<Void> taken(Leases.Lease lease, long deadline) {
        if (loop.nanoTime() - deadline >= 0) {
            return CompletableFuture.failedFuture(new RefusedException("Another window is on "
                    + workload.named() + " in namespace " + workload.namespace() + ": "
                    + Holder.describe(lease) + " holds " + named()
                    + " and did not end within lockTimeout. Look at that build; raise lockTimeout to wait longer."));
        }
        if (lastWaitingLine == null || loop.nanoTime() - lastWaitingLine >= BETWEEN_WAITING_LINES.toNanos()) {
            lastWaitingLine = loop.nanoTime();
            log.line("Waiting for another window on " + workload.named() + " in namespace " + workload.namespace()
                    + ": " + Holder.describe(lease) + ".");
        }
        return CompletableFuture.failedFuture(new TakenException());
    }

    static ClusterException.Kind kindOf(Throwable failure) {
        return failure instanceof ClusterException cluster ? cluster.kind() : null;
    }

    /** Says that another holds it and that there is time left to wait. */
    private static final class TakenException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** What the lock of a target's workload tells its observers. */
    static Map<String, String> says(Holder holder, ResolvedTarget target, List<Pod> pods) {
        return holder.annotations(pods.stream().map(Pod::name).toList(), RescueCommand.forPods(target, pods));
    }
}
