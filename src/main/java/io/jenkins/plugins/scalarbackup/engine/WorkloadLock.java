package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The lock on one workload: a Lease that says whose window is on its pods. It is changed by compare-and-set only, and
 * trusted no longer than a margin before it runs out, counted from when the last renewal was <em>sent</em>.
 */
final class WorkloadLock {
    /** How long a holder may go without renewing; an observer that saw no renewal for so long takes it for dead. */
    static final Duration DURATION = ProtocolTimes.LEASE;
    /** How often it is renewed. */
    static final Duration RENEWAL = ProtocolTimes.RENEWAL;
    /** How long before it runs out it is trusted no more. */
    static final Duration MARGIN = ProtocolTimes.LEASE_MARGIN;

    private static final Duration POLL = ProtocolTimes.LOCK_POLL;
    private static final int RELEASE_TRIES = 5;
    private static final Duration BETWEEN_WAITING_LINES = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = ProtocolTimes.BETWEEN_LOOKS;
    private static final Duration BETWEEN_RESCUE_LINES = Duration.ofSeconds(5);
    /** How long a change is sent again that an overloaded API server turns away: it is trusted still when it is made. */
    private static final Duration TURNED_AWAY = DURATION.dividedBy(3);
    /** How much longer than a duration a rescue looks at a holder. */
    private static final Duration RESCUE_MARGIN = Duration.ofSeconds(10);

    /** What a window that lost its lock wants it back for. */
    enum TakeBack {
        /** To go on with its own: one that stands for another window is left alone, whether that one lives or not. */
        OWN,
        /**
         * To open its pods: a dead holder's is taken, too, unless that one had it after us and has begun to pause. Before it
         * did it saw every pod open, so what is paused now is its own, and for its own keeper to open.
         */
        TO_OPEN
    }

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Workload workload;
    private final String leaseName;
    private final Holder holder;
    private final WindowLog log;
    private final Leases local;

    private Leases leases;
    private Map<String, String> annotations = Map.of();
    private Leases.Lease held;
    private long trustedUntil;
    private long renewedUntil;
    private Instant trustedUntilByWallClock = Instant.MIN;
    private String interruption;
    /** To whom it was lost, in words; null if it was not. */
    private String lostTo;
    /** Whether it stood for another window when it was last to be taken back. */
    private boolean isAnothers;

    /** Whether this window's Lease stood in the cluster: whoever's stands there now came after it. */
    private boolean wasLease;

    private final HolderWatch watch;
    private Long lastWaitingLine;

    /** The nonce of the start that this one goes on for. */
    private String predecessor;

    /** By UID and name: pods that others paused under this Lease. They are not forgotten before each is known to be open. */
    private final Map<String, PodClaim> carried = new LinkedHashMap<>();

    WorkloadLock(EventLoop loop, Workload workload, Leases leases, Leases local, Holder holder, WindowLog log) {
        this(loop, workload, leaseName(workload), leases, local, holder, log);
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
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.workload = workload;
        this.leaseName = leaseName;
        this.leases = leases;
        this.local = local;
        this.holder = holder;
        this.log = log;
        this.watch = new HolderWatch(loop);
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
        return held != null
                && loop.nanoTime() - trustedUntil < 0
                && loop.now().isBefore(trustedUntilByWallClock)
                && (!isLocalOnly() || standsInController());
    }

    /** The lock inside this controller can be looked at without waiting: a rescue may have seized it a moment ago. */
    private boolean standsInController() {
        return local.get(workload.namespace(), leaseName)
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

    /**
     * Takes it, waiting for another holder.
     *
     * @param deadline on {@link EventLoop#nanoTime()}, when to give up
     * @param cancelled asked between two tries; true gives up
     * @param nobodyPaused fails unless every pod says that it is open, those included that the lock claims: asked before a
     *     dead holder's lock is taken over, since what a dead holder left paused needs a person
     */
    CompletableFuture<Void> acquire(
            long deadline,
            Supplier<Boolean> cancelled,
            Map<String, String> says,
            Function<Leases.Lease, CompletableFuture<Void>> nobodyPaused) {
        this.annotations = says;
        if (cancelled.get()) {
            return CompletableFuture.failedFuture(new RefusedException("Stopped while waiting for " + named() + "."));
        }
        return futures.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return put(null);
                    }
                    Leases.Lease lease = found.get();
                    if (holder.holds(lease)) {
                        return put(lease);
                    }
                    if (!lease.isHeld()) {
                        return PodClaim.standing(lease).isEmpty()
                                ? put(lease)
                                : nobodyPaused.apply(lease).thenCompose(open -> put(lease));
                    }
                    if (isNestedIn(lease)) {
                        return CompletableFuture.failedFuture(nested(lease));
                    }
                    return watch.isDead(lease)
                            ? nobodyPaused.apply(lease).thenCompose(open -> put(lease))
                            : taken(lease, deadline);
                })
                .handle((done, failure) -> LoopFutures.cause(failure))
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
                    return futures.after(POLL).thenCompose(waited -> acquire(deadline, cancelled, says, nobodyPaused));
                });
    }

    /** Whether it is another window of the same build that would have to end first, and can't while it waits for this one. */
    private boolean isNestedIn(Leases.Lease lease) {
        // Asked of the lock inside this controller only: a Lease may still be on its way back when its window is over.
        return isLocalOnly()
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
     * Takes it for a rescue, which waits for nobody who is alive: refused as soon as its holder is seen to live, else when
     * it was seen unrenewed for a whole duration it is taken, with all that it claims.
     */
    CompletableFuture<Void> takeFromTheDead(Supplier<Boolean> cancelled, Map<String, String> says) {
        this.annotations = says;
        return takeFromTheDead(cancelled, loop.nanoTime());
    }

    private CompletableFuture<Void> takeFromTheDead(Supplier<Boolean> cancelled, long since) {
        return futures.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> {
                    Leases.Lease lease = found.orElse(null);
                    if (cancelled.get()) {
                        return CompletableFuture.failedFuture(
                                new RefusedException("Stopped while looking at " + named() + "."));
                    }
                    if (lease == null || !lease.isHeld() || holder.holds(lease) || watch.isDead(lease)) {
                        carry(lease);
                        return put(lease).thenApply(done -> true);
                    }
                    Duration most =
                            HolderWatch.duration(lease).compareTo(DURATION) > 0 ? DURATION.multipliedBy(2) : DURATION;
                    boolean tooLong =
                            loop.nanoTime() - since > most.plus(RESCUE_MARGIN).toNanos();
                    if (isLocalOnly() || watch.sawItRenewed() || tooLong) {
                        return CompletableFuture.failedFuture(new RefusedException(Holder.describe(lease) + " holds "
                                + named() + (tooLong ? " and is not known to be dead." : " and is alive.")));
                    }
                    sayThatItIsLookedAt(lease);
                    return CompletableFuture.completedFuture(false);
                })
                .handle((taken, failure) -> {
                    Throwable cause = LoopFutures.cause(failure);
                    if (kindOf(cause) == ClusterException.Kind.FORBIDDEN && leases != local) {
                        leases = local;
                        return takeFromTheDead(cancelled, since);
                    }
                    if (cause != null && kindOf(cause) != ClusterException.Kind.CONFLICT) {
                        return CompletableFuture.<Void>failedFuture(cause);
                    }
                    return cause == null && taken
                            ? CompletableFuture.<Void>completedFuture(null)
                            : futures.after(POLL).thenCompose(waited -> takeFromTheDead(cancelled, since));
                })
                .thenCompose(outcome -> outcome);
    }

    private void sayThatItIsLookedAt(Leases.Lease lease) {
        if (lastWaitingLine == null || loop.nanoTime() - lastWaitingLine >= BETWEEN_RESCUE_LINES.toNanos()) {
            lastWaitingLine = loop.nanoTime();
            log.line(named() + " stands for " + Holder.describe(lease)
                    + ". It is looked at until it was not renewed for "
                    + HolderWatch.duration(lease).toSeconds() + " s, so that nobody who is alive is disturbed; so far "
                    + watch.unchanged().toSeconds() + " s. force: true does not wait.");
        }
    }

    /**
     * Takes it at once from whoever holds it: for the rescue that a person forced. Answers whose window it was taken from,
     * if from any.
     */
    CompletableFuture<Optional<String>> seize(Map<String, String> says) {
        this.annotations = says;
        return futures.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> carriedOn(found.orElse(null))
                        .thenApply(done -> found.filter(lease -> lease.isHeld() && !holder.holds(lease))
                                .map(lease -> lease.annotations().get(Holder.WINDOW))))
                .handle((from, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(from);
                    }
                    return seizeAgain(says, LoopFutures.cause(failure));
                })
                .thenCompose(outcome -> outcome);
    }

    private CompletableFuture<Optional<String>> seizeAgain(Map<String, String> says, Throwable failure) {
        if (kindOf(failure) == ClusterException.Kind.FORBIDDEN && leases != local) {
            leases = local;
            return seize(says);
        }
        if (kindOf(failure) == ClusterException.Kind.CONFLICT) {
            return futures.after(Duration.ofMillis(100)).thenCompose(waited -> seize(says));
        }
        return CompletableFuture.failedFuture(failure);
    }

    /** Renews it. Fails with a {@link LockLostException} when it is seen to be another's, else as the API server did. */
    CompletableFuture<Void> renew() {
        if (held == null) {
            return CompletableFuture.failedFuture(
                    new LockLostException(lostTo == null ? named() + " is not held" : lostTo));
        }
        Leases.Lease mine = held;
        return put(mine).handle((done, failure) -> LoopFutures.cause(failure)).thenCompose(failure -> {
            if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            if (kindOf(failure) != ClusterException.Kind.CONFLICT
                    && kindOf(failure) != ClusterException.Kind.NOT_FOUND) {
                return CompletableFuture.failedFuture(failure);
            }
            // Somebody changed it: a hand that set a label, or our own renewal whose answer was lost, or a new holder.
            return futures.call(() -> leases.get(workload.namespace(), leaseName))
                    .thenCompose(found -> {
                        if (found.isPresent() && holder.holds(found.get())) {
                            held = found.get();
                            return renew();
                        }
                        held = null;
                        isAnothers = found.filter(lease -> lease.isHeld() && !holder.isWindowOf(lease))
                                .isPresent();
                        String who = found.map(Holder::describe).orElse("nobody: it was deleted");
                        lostTo = named() + " is no longer ours; its holder is " + who;
                        return CompletableFuture.failedFuture(new LockLostException(lostTo));
                    });
        });
    }

    /** Takes it back if it may be had; answers who has it, empty when it is ours (again). */
    CompletableFuture<Optional<String>> reclaim(TakeBack what) {
        CompletableFuture<Optional<String>> asked = futures.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> {
                    Leases.Lease lease = found.orElse(null);
                    isAnothers = lease != null && lease.isHeld() && !holder.isWindowOf(lease);
                    boolean firstOfThisStart = isLocalOnly() && held == null && trustedUntil == 0;
                    if (!firstOfThisStart && (lease == null || !holder.isWindowOf(lease))) {
                        interruption = named() + " was not ours for a while: its last holder was "
                                + (lease == null ? "nobody, it was deleted" : Holder.describe(lease));
                    }
                    boolean mayBeTaken = lease == null
                            || !lease.isHeld()
                            || holder.holds(lease)
                            || holder.inherits(lease, predecessor)
                            || watch.isDead(lease)
                                    && (!isAnothers || what == TakeBack.TO_OPEN && !hasPausedAfterUs(lease));
                    return mayBeTaken
                            ? carriedOn(lease).thenApply(done -> Optional.<String>empty())
                            : CompletableFuture.completedFuture(Optional.of(Holder.describe(lease)));
                });
        return asked.handle((another, failure) -> {
                    ClusterException.Kind kind = failure == null ? null : kindOf(LoopFutures.cause(failure));
                    if (kind == ClusterException.Kind.CONFLICT) {
                        // Somebody was quicker, perhaps with a window of their own.
                        return reclaim(what);
                    }
                    if (kind == ClusterException.Kind.FORBIDDEN && leases != local) {
                        if (held != null) {
                            interruption =
                                    named() + " may not be read any more, so whether it stayed ours is not known";
                        }
                        leases = local;
                        return reclaim(what);
                    }
                    return asked;
                })
                .thenCompose(answer -> answer);
    }

    /** Whether it stood for another window, and not for an earlier start of this one's controller, when it was last asked for. */
    boolean isAnothers() {
        return isAnothers;
    }

    private boolean hasPausedAfterUs(Leases.Lease lease) {
        // A lock inside this controller is no older than its process, and taken up windows are.
        return (wasLease || isLocalOnly()) && Holder.hasBegunToPause(lease);
    }

    /** Whether a Lease of this window stood in the cluster. */
    boolean wasLease() {
        return wasLease;
    }

    /** What a journal says of it. */
    void remember(boolean lease) {
        wasLease = lease && !isLocalOnly();
    }

    /** Watches its holder, who is somebody else. */
    HolderWatch watch() {
        return watch;
    }

    /** What it tells its observers from its next renewal on. */
    void tells(Map<String, String> says) {
        annotations = says;
    }

    /** From its next renewal on it tells that its window has begun to pause. */
    void tellsOfPause(Instant since) {
        annotations = Holder.withPause(annotations, since);
    }

    /** From its next renewal on it tells why its window, which is over, still has it; who waits for it is told. */
    void tellsOfEnd(String why) {
        annotations = new TreeMap<>(annotations);
        annotations.put(Holder.KEPT, why);
    }

    /** From its next renewal on it says that these pods are not ours. */
    void disclaim(Set<String> podUids) {
        List<PodClaim> claims = PodClaim.in(annotations);
        annotations = PodClaim.without(annotations);
        annotations.putAll(PodClaim.written(claims.stream()
                .map(claim -> podUids.contains(claim.uid()) ? claim.disclaimed() : claim)
                .toList()));
    }

    /** The pods that others may have paused under it, as long as they are not known to be open. */
    Collection<PodClaim> carried() {
        return List.copyOf(carried.values());
    }

    /** A pod that others paused under it is open, or gone. */
    void isResolved(Pod pod) {
        carried.values().removeIf(claim -> claim.isOf(pod));
    }

    /** The pod of a claim is open, or gone. */
    void isResolved(PodClaim claim) {
        carried.values().remove(claim);
    }

    /** An earlier start of this controller that may have left it in good order. */
    void succeeds(String nonce) {
        predecessor = nonce;
    }

    /**
     * Leaves it to the next start of this controller, which need not wait until it has run out. To all others it is held as
     * before.
     */
    CompletableFuture<Void> handOver() {
        if (isLocalOnly() || held == null) {
            // A lock inside this controller ends with it.
            return CompletableFuture.completedFuture(null);
        }
        annotations = new TreeMap<>(annotations);
        annotations.put(Holder.HANDED_OVER, holder.nonce());
        return renew();
    }

    /** That somebody else had it since it was ours, in words; null if nobody had. */
    String interruption() {
        return interruption;
    }

    /**
     * Gives it back if it is ours, or was an earlier start's of this window and that one is dead; what can't be given
     * back runs out by itself.
     *
     * @param patience how long to try where the API server does not answer
     */
    CompletableFuture<Void> release(Duration patience) {
        held = null;
        if (!carried.isEmpty()) {
            // What it still claims must be found by whoever comes next; unrenewed, it runs out.
            return CompletableFuture.completedFuture(null);
        }
        // Looks are counted and not seconds: whoever was suspended meanwhile has not tried.
        return release((int) patience.dividedBy(BETWEEN_LOOKS), RELEASE_TRIES);
    }

    private CompletableFuture<Void> release(int looks, int tries) {
        return futures.call(() -> leases.get(workload.namespace(), leaseName))
                .thenCompose(found -> {
                    Leases.Lease lease = found.orElse(null);
                    if (lease == null || !holder.isWindowOf(lease)) {
                        return CompletableFuture.completedFuture(true);
                    }
                    if (holder.holds(lease) || holder.inherits(lease, predecessor) || watch.isDead(lease)) {
                        return delete(lease).thenApply(gone -> true);
                    }
                    // A copy of this controller may live on and hold it.
                    return CompletableFuture.completedFuture(watch.sawItRenewed());
                })
                .handle((done, failure) -> {
                    Throwable cause = LoopFutures.cause(failure);
                    if (kindOf(cause) == ClusterException.Kind.CONFLICT && tries > 1) {
                        // A renewal that was under way was quicker than the deletion: it has another version now.
                        return release(looks, tries - 1);
                    }
                    boolean again = cause == null ? !done : kindOf(cause) != ClusterException.Kind.FORBIDDEN;
                    if (again && looks > 0) {
                        return futures.after(BETWEEN_LOOKS).thenCompose(waited -> release(looks - 1, tries));
                    }
                    return cause == null
                            ? CompletableFuture.<Void>completedFuture(null)
                            : CompletableFuture.<Void>failedFuture(cause);
                })
                .thenCompose(outcome -> outcome);
    }

    /** Deletes it, or where there is no right to that leaves it without a holder. */
    private CompletableFuture<Void> delete(Leases.Lease lease) {
        return futures.call(() -> leases.delete(lease))
                .handle((gone, failure) -> LoopFutures.cause(failure))
                .thenCompose(failure -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return kindOf(failure) == ClusterException.Kind.FORBIDDEN
                            ? futures.call(() -> leases.replace(lease.free())).thenApply(freed -> null)
                            : CompletableFuture.<Void>failedFuture(failure);
                });
    }

    private CompletableFuture<Void> carriedOn(Leases.Lease current) {
        carry(current);
        return put(current);
    }

    /** Whoever takes a lock over is answerable for what was paused under it. */
    private void carry(Leases.Lease current) {
        if (current == null || holder.holds(current)) {
            return;
        }
        Set<String> own = PodClaim.in(annotations).stream().map(PodClaim::uid).collect(Collectors.toSet());
        PodClaim.standing(current).stream()
                .filter(claim -> !own.contains(claim.uid()))
                .forEach(claim -> carried.put(claim.uid() + " " + claim.pod(), claim));
    }

    private CompletableFuture<Void> put(Leases.Lease current) {
        return put(current, loop.nanoTime() + TURNED_AWAY.toNanos());
    }

    private CompletableFuture<Void> put(Leases.Lease current, long giveUp) {
        long sent = loop.nanoTime();
        Instant sentAt = loop.now();
        Leases.Lease mine = new Leases.Lease(
                workload.namespace(),
                leaseName,
                holder.identity(),
                (int) DURATION.toSeconds(),
                null,
                told(),
                current == null ? null : current.version(),
                current == null ? null : current.uid());
        return futures.call(() -> current == null ? leases.create(mine) : leases.replace(mine))
                .handle((stored, failure) -> {
                    if (failure != null) {
                        return turnedAway(LoopFutures.cause(failure), giveUp, () -> put(current, giveUp));
                    }
                    held = stored;
                    lostTo = null;
                    isAnothers = false;
                    renewedUntil = sent + DURATION.toNanos();
                    wasLease |= !isLocalOnly();
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

    /** What it tells: of its own pods, and of those that others paused under it. */
    private Map<String, String> told() {
        if (carried.isEmpty()) {
            return annotations;
        }
        List<PodClaim> claims = new ArrayList<>(PodClaim.in(annotations));
        claims.addAll(carried.values());
        Map<String, String> told = PodClaim.without(annotations);
        told.putAll(PodClaim.written(claims));
        return told;
    }

    private CompletableFuture<Void> taken(Leases.Lease lease, long deadline) {
        if (loop.nanoTime() - deadline >= 0) {
            return CompletableFuture.failedFuture(new RefusedException("Another window is on "
                    + workload.named() + " in namespace " + workload.namespace() + ": "
                    + Holder.describe(lease) + " holds " + named()
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
        return CompletableFuture.failedFuture(new TakenException());
    }

    static ClusterException.Kind kindOf(Throwable failure) {
        return failure instanceof ClusterException cluster ? cluster.kind() : null;
    }

    /** Says that another holds it and that there is time left to wait. */
    private static final class TakenException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What the lock of a target's workload tells its observers.
     *
     * @param pods the workload's; none where nothing is to be paused under this lock
     */
    static Map<String, String> says(Holder holder, ResolvedTarget target, List<Pod> pods, Duration maxPauseWait) {
        Map<String, String> says = new TreeMap<>(
                holder.annotations(pods.stream().map(Pod::name).toList(), RescueCommand.forPods(target, pods)));
        says.put(Holder.MAX_PAUSE_WAIT, Long.toString(maxPauseWait.toSeconds()));
        says.putAll(PodClaim.written(
                pods.stream().map(pod -> PodClaim.of(pod, target)).toList()));
        return says;
    }
}
