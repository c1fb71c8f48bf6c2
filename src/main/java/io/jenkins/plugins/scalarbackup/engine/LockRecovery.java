package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How a lock that was not renewed in time is taken back by the window that had it. */
final class LockRecovery {
    /** What a window that lost its lock wants it back for. */
    enum Purpose {
        /** To go on with its own: one that stands for another window is left alone, whether that one lives or not. */
        OWN,
        /**
         * To open its pods: a dead holder's is taken, too, unless that one had it after us and has begun to pause. Before it
         * did it saw every pod open, so what is paused now is its own, and for its own keeper to open.
         */
        TO_OPEN
    }

    private final Holder holder;
    private final HeldLease mine;
    private final LeaseAnnotations annotations;
    private final HolderWatch watch;
    private String interruption;
    /** Whether a watchdog holds it to open this window's pods, and nobody else's. */
    private boolean isWatchdogs;
    /** The nonce of the start that this one goes on for. */
    private String predecessor;

    LockRecovery(Holder holder, HeldLease mine, LeaseAnnotations annotations, HolderWatch watch) {
        this.holder = holder;
        this.mine = mine;
        this.annotations = annotations;
        this.watch = watch;
    }

    /** An earlier start of this controller may have left the lock in good order. */
    void succeeds(String nonce) {
        predecessor = nonce;
    }

    /** Whether the Lease is ours, or was left to us by an earlier start. */
    boolean isOurs(Leases.Lease lease) {
        return holder.holds(lease) || holder.inherits(lease, predecessor);
    }

    /** Whether a watchdog holds it to open this window's pods, and nobody else's. */
    boolean isWatchdogs() {
        return isWatchdogs;
    }

    /** That somebody else had it since it was ours, in words; null if nobody had. */
    String interruption() {
        return interruption;
    }

    /** Takes it back if it may be had; answers who has it, empty when it is ours (again). */
    CompletableFuture<Optional<String>> reclaim(Purpose purpose) {
        // Known only from an answer: another window may have it by now.
        isWatchdogs = false;
        CompletableFuture<Optional<String>> asked =
                mine.get().thenCompose(found -> reclaim(purpose, found.orElse(null)));
        return asked.handle((another, failure) -> {
                    Throwable cause = Failures.cause(failure);
                    ClusterException.Kind kind = HeldLease.kindOf(cause);
                    if (kind == ClusterException.Kind.CONFLICT) {
                        // Somebody was quicker, perhaps with a window of their own.
                        return reclaim(purpose);
                    }
                    if (kind == ClusterException.Kind.FORBIDDEN && !mine.isLocalOnly()) {
                        if (mine.isHeld()) {
                            interruption =
                                    mine.named() + " may not be read any more, so whether it stayed ours is not known";
                        }
                        mine.fallsBack(cause);
                        return reclaim(purpose);
                    }
                    return asked;
                })
                .thenCompose(answer -> answer);
    }

    private CompletableFuture<Optional<String>> reclaim(Purpose purpose, Leases.Lease lease) {
        boolean isAnothers = lease != null && lease.isHeld() && !holder.isWindowOf(lease);
        mine.isAnothers(isAnothers);
        noteWhoHadIt(lease);
        if (isWatchdogs && purpose == Purpose.TO_OPEN) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        boolean mayBeTaken = lease == null
                || !lease.isHeld()
                || isOurs(lease)
                || watch.isDead(lease) && (!isAnothers || purpose == Purpose.TO_OPEN && !hasPausedAfterUs(lease));
        return mayBeTaken
                ? mine.takeOver(lease).thenApply(done -> Optional.empty())
                : CompletableFuture.completedFuture(Optional.of(Holder.describe(lease)));
    }

    private void noteWhoHadIt(Leases.Lease lease) {
        isWatchdogs = lease != null && Holder.isWatchdogs(lease) && holder.isWindowOf(lease);
        boolean firstOfThisStart = mine.isLocalOnly() && !mine.wasEverHeld();
        if (!firstOfThisStart && (lease == null || !holder.isWindowOf(lease) || isWatchdogs)) {
            interruption = mine.named() + " was not ours for a while: " + lastHolder(lease);
        }
        if (lease != null && holder.window().equals(lease.annotations().get(Holder.OPENED_WINDOW))) {
            // What it saw open is not claimed once more.
            annotations.forgetPause();
        }
    }

    private static String lastHolder(Leases.Lease lease) {
        if (lease == null) {
            return "its last holder was nobody, it was deleted";
        }
        return Holder.openedByWatchdog(lease).isPresent()
                ? "a watchdog opened the pods of window " + lease.annotations().get(Holder.OPENED_WINDOW) + " under it"
                : "its last holder was " + Holder.describe(lease);
    }

    private boolean hasPausedAfterUs(Leases.Lease lease) {
        // A lock inside this controller is no older than its process, and taken up windows are.
        return (mine.stoodInCluster() || mine.isLocalOnly()) && Holder.hasBegunToPause(lease);
    }
}
