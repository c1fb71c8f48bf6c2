package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.LockLostException;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.model.TargetCluster;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A window that is only known from its Lease, because its controller's journal was lost. After a whole duration without a
 * renewal, the Lease is taken over; the pods that it claims are identified by UID, unpaused, and checked until no Pause can
 * arrive late any more. Then the Lease is released. A live holder is left alone, even one of this instance: a copy of this
 * home may run elsewhere.
 */
public final class LostWindow {
    private static final Duration LEASE_POLL = Duration.ofSeconds(2);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(5);
    private static final int LONGEST_WAIT = 86_400;

    /** The outcome. */
    public enum Outcome {
        /** Its pods are unpaused, and the Lease is released. */
        UNPAUSED,
        /** The holder is alive, somebody else took the Lease, or it is gone: nothing to do here. */
        NOT_OURS
    }

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Holder holder;
    private final Leases.Lease found;
    private final TargetCluster cluster;
    private final Predicate<String> isKnown;
    private final WindowLog log;
    private final LockPair locks;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final ClaimedPods pods;
    private long until;
    private boolean over;

    /**
     * Creates it from a Lease.
     *
     * @param holder the new holder of the Lease
     * @param found the Lease
     * @param reached connects to a claimed pod
     * @param isKnown whether the journal contains a window, so that its keeper unpauses the pods
     */
    public LostWindow(
            Holder holder,
            Leases.Lease found,
            TargetCluster cluster,
            Leases localLeases,
            Function<PodClaim, ResolvedTarget> reached,
            Predicate<String> isKnown,
            EventLoop loop,
            WindowLog log) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.holder = holder;
        this.found = found;
        this.cluster = cluster;
        this.isKnown = isKnown;
        this.log = log;
        this.locks = LockPair.on(found, loop, cluster.leases(), localLeases, holder, log);
        this.pods = new ClaimedPods(loop, cluster, found.namespace(), reached, locks, () -> over);
    }

    /**
     * Returns whether a Lease belongs to a window that its own controller has lost: held by another start of this
     * instance, with pods that may be paused.
     */
    public static boolean isLost(Leases.Lease lease, Holder one, Predicate<String> isKnown) {
        return one.isOfSameInstance(lease)
                && !one.identity().equals(lease.holder())
                && !isKnown.test(window(lease))
                && !claims(lease).isEmpty();
    }

    /** The window of a Lease. */
    public static String window(Leases.Lease lease) {
        return lease.annotations().getOrDefault(Holder.WINDOW, "unknown");
    }

    /** The build of a Lease. */
    public static String build(Leases.Lease lease) {
        return lease.annotations().getOrDefault(Holder.BUILD, "an unknown build");
    }

    /** The pods that a Lease claims. */
    public static List<PodClaim> claims(Leases.Lease lease) {
        return PodClaim.active(lease);
    }

    /** Since when pods may be paused under it, by its own annotation; null if it has none. */
    public Instant since() {
        String since = found.annotations().get(Holder.PAUSES_SINCE);
        try {
            return since == null ? null : Instant.parse(since);
        } catch (java.time.format.DateTimeParseException unreadable) {
            return null;
        }
    }

    /** The Lease from which it is known. */
    public Leases.Lease lease() {
        return found;
    }

    /** The pods that may still be paused, for display. */
    public List<StillPaused> stillPaused() {
        return pods.stillPaused();
    }

    /** Watches the Lease, and unpauses the pods when its holder is dead. Never fails. */
    public CompletionStage<Outcome> run() {
        loop.execute(() -> {
            pods.report(claims(found), "its controller forgot it, and its Lease has not run out yet");
            log.line(locks.inCluster().named() + " tells of window " + window(found) + " of " + build(found)
                    + ", which the journal does not know: it is watched for "
                    + HolderWatch.duration(found).toSeconds()
                    + " s, and if nobody renews it the pods that it claims are"
                    + " opened.");
            checkLease();
        });
        return outcome;
    }

    /** The outcome. */
    public CompletionStage<Outcome> outcome() {
        return outcome;
    }

    private void checkLease() {
        futures.call(() -> cluster.leases().get(found.namespace(), found.name()))
                .whenComplete((now, failure) -> {
                    if (HeldLease.kindOf(Failures.cause(failure)) == ClusterException.Kind.FORBIDDEN) {
                        log.line(locks.inCluster().named() + " may not be read any more, so window " + window(found)
                                + " can't be opened from here; its Lease stays as it is.");
                        end(Outcome.NOT_OURS);
                        return;
                    }
                    if (failure != null) {
                        loop.after(RETRY_DELAY, this::checkLease);
                        return;
                    }
                    Leases.Lease lease = now.orElse(null);
                    if (lease == null || !isLeftToUs(lease)) {
                        end(Outcome.NOT_OURS);
                    } else if (holder.holds(lease) || locks.inCluster().watch().isDead(lease)) {
                        takeOver();
                    } else if (locks.inCluster().watch().sawItRenewed() && !isOfThisStart(lease)) {
                        log.line(
                                locks.inCluster().named() + " is renewed: window " + window(found)
                                        + " lives on another controller with this one's identity, a copied home say, and is left to it.");
                        end(Outcome.NOT_OURS);
                    } else {
                        loop.after(LEASE_POLL, this::checkLease);
                    }
                });
    }

    /**
     * Returns whether its claims are left to us: it belongs to the lost window; or it is already ours, because the
     * answer to our change was lost; or a rescue of this controller took it, which may give up.
     */
    private boolean isLeftToUs(Leases.Lease lease) {
        return isOfThisStart(lease)
                ? holder.holds(lease) || !claims(lease).isEmpty() && !isKnown.test(window(lease))
                : window(lease).equals(window(found)) && isLost(lease, holder, isKnown);
    }

    private boolean isOfThisStart(Leases.Lease lease) {
        return holder.identity().equals(lease.holder());
    }

    private void takeOver() {
        var contents = holder.annotations(
                claims(found).stream().map(PodClaim::pod).toList(),
                found.annotations().getOrDefault(Holder.RESCUE, ""));
        Supplier<Boolean> never = () -> over;
        locks.inController()
                .acquisition()
                .takeFromDeadHolder(never, contents)
                .thenCompose(mine -> locks.inCluster().acquisition().takeFromDeadHolder(never, contents))
                .whenComplete((taken, failure) -> {
                    if (failure != null) {
                        // Another part of this controller handles it, or somebody else was faster: look at the Lease
                        // again.
                        locks.inController().release(Duration.ZERO);
                        loop.after(RETRY_DELAY, this::checkLease);
                        return;
                    }
                    until = loop.nanoTime() + latePauseLimit().toNanos();
                    renewLocks();
                    unpausePods();
                });
    }

    /** Returns how long a Pause of the lost window may still arrive. */
    private Duration latePauseLimit() {
        String seconds = found.annotations().getOrDefault(Holder.MAX_PAUSE_WAIT, "");
        int drain = seconds.matches("[0-9]{1,5}") ? Integer.parseInt(seconds) : WindowParameters.DEFAULT_MAX_PAUSE_WAIT;
        return Duration.ofSeconds(Math.min(LONGEST_WAIT, drain)).plus(ProtocolTimes.LATE_PAUSE_MARGIN);
    }

    private void renewLocks() {
        LockRenewal.during(loop, locks::both, () -> over, lock -> lock.renew().whenComplete((done, failure) -> {
            if (Failures.cause(failure) instanceof LockLostException lost) {
                log.line(lost.getMessage() + ", so window " + window(found) + " is left to that one.");
                end(Outcome.NOT_OURS);
            }
        }));
    }

    private void unpausePods() {
        List<PodClaim> claims = locks.inCluster().annotations().carried().stream()
                .sorted(Comparator.comparing(PodClaim::pod))
                .toList();
        log.line(locks.inCluster().named() + " was not renewed for a whole duration. Opening what window "
                + window(found)
                + " may have left paused: "
                + String.join(", ", claims.stream().map(PodClaim::pod).toList()) + ".");
        pods.report(claims, "its controller forgot it; it is being opened");
        pods.unpause(claims, until).thenAccept(outlasted -> release());
    }

    private void release() {
        if (over) {
            return;
        }
        locks.both().forEach(one -> one.annotations().carried().forEach(one.annotations()::dropClaim));
        log.line("The pods of window " + window(found) + " of " + build(found)
                + " are open; it has no record, since its controller forgot it.");
        over = true;
        WindowLocks.releaseAll(locks.both(), ProtocolTimes.LOCK_RESUME_TIMEOUT).thenRun(() -> end(Outcome.UNPAUSED));
    }

    private void end(Outcome what) {
        over = true;
        pods.giveUp();
        if (what == Outcome.NOT_OURS) {
            locks.inController()
                    .annotations()
                    .carried()
                    .forEach(locks.inController().annotations()::dropClaim);
            locks.inController().release(Duration.ZERO);
        }
        outcome.complete(what);
    }
}
