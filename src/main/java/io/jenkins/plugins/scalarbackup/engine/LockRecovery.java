package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes back a lock that its window did not renew in time. */
final class LockRecovery {
    /** Why a window takes back its lock. */
    enum Purpose {
        /** To continue the window. A lock that belongs to another window is left alone, alive or dead. */
        CONTINUE_WINDOW,
        /**
         * To unpause its pods. Also takes a dead holder's lock, unless that holder came after us and has begun to pause: it
         * had found all pods unpaused, so what is paused now is its own and its keeper will unpause it.
         */
        UNPAUSE_PODS
    }

    private final Holder holder;
    private final HeldLease mine;
    private final LeaseAnnotations annotations;
    private final HolderWatch watch;
    private String interruption;
    /** A sentence for the record about what a watchdog does or did under it; null if none did anything. */
    private String workOfWatchdog;
    /** Whether a watchdog holds it to open this window's pods, and nobody else's. */
    private boolean isHeldByWatchdog;
    /** The nonce of the earlier start whose window this is. */
    private String predecessor;
    /** Whether the Lease of an earlier start is to be renewed for it. */
    private boolean isToBeExtended;

    LockRecovery(Holder holder, HeldLease mine, LeaseAnnotations annotations, HolderWatch watch) {
        this.holder = holder;
        this.mine = mine;
        this.annotations = annotations;
        this.watch = watch;
    }

    /** Sets the nonce of the earlier start of this controller that may have handed the lock over. */
    void inheritFrom(String nonce) {
        predecessor = nonce;
    }

    /**
     * Renews the Lease of an earlier start for it, once, and then waits until it expires. A watchdog counts from the last
     * renewal; if that was the one before the crash, it would unpause the pods before the Lease may be taken back.
     */
    void extendOnce() {
        isToBeExtended = true;
    }

    /** Returns whether the Lease is ours, or was handed over to us by an earlier start. */
    boolean isOurs(Leases.Lease lease) {
        return holder.holds(lease) || holder.inherits(lease, predecessor);
    }

    /** Returns whether a watchdog holds it to open this window's pods, and nobody else's. */
    boolean isHeldByWatchdog() {
        return isHeldByWatchdog;
    }

    /** A sentence that somebody else had it since it was ours; null if nobody had. */
    String interruption() {
        return interruption;
    }

    /** A sentence for the record about what a watchdog does or did under it; null if none did anything. */
    String workOfWatchdog() {
        return workOfWatchdog;
    }

    /** Takes it back if possible. Returns who has it, or empty if it is ours (again). */
    CompletableFuture<Optional<String>> reclaim(Purpose purpose) {
        // Only a new answer counts: another window may have it by now.
        isHeldByWatchdog = false;
        CompletableFuture<Optional<String>> asked =
                mine.get().thenCompose(found -> reclaim(purpose, found.orElse(null)));
        return asked.handle((another, failure) -> {
                    Throwable cause = Failures.cause(failure);
                    ClusterException.Kind kind = HeldLease.kindOf(cause);
                    if (kind == ClusterException.Kind.CONFLICT) {
                        // Somebody else was faster, perhaps for another window.
                        return reclaim(purpose);
                    }
                    if (kind == ClusterException.Kind.FORBIDDEN && !mine.isLocalOnly()) {
                        if (mine.isHeld()) {
                            interruption =
                                    mine.named() + " may not be read any more, so whether it stayed ours is not known";
                        }
                        mine.fallBackToLocal(cause);
                        return reclaim(purpose);
                    }
                    return asked;
                })
                .thenCompose(answer -> answer);
    }

    private CompletableFuture<Optional<String>> reclaim(Purpose purpose, Leases.Lease lease) {
        boolean isAnothers = lease != null && lease.isHeld() && !holder.isWindowOf(lease);
        mine.setHeldByOther(isAnothers);
        noteHolder(lease);
        if (isHeldByWatchdog && purpose == Purpose.UNPAUSE_PODS) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        boolean mayBeTaken = lease == null
                || !lease.isHeld()
                || isOurs(lease)
                || watch.isDead(lease) && (!isAnothers || purpose == Purpose.UNPAUSE_PODS && !hasPausedAfterUs(lease));
        if (mayBeTaken) {
            return mine.takeOver(lease).thenApply(done -> Optional.empty());
        }
        Optional<String> another = Optional.of(Holder.describe(lease));
        boolean isEarlierStarts = holder.isWindowOf(lease) && holder.isOfSameInstance(lease);
        return purpose == Purpose.CONTINUE_WINDOW && isToBeExtended && isEarlierStarts
                ? extend(lease).thenApply(done -> another)
                : CompletableFuture.completedFuture(another);
    }

    private CompletableFuture<Void> extend(Leases.Lease lease) {
        return mine.renewForHolder(lease).thenAccept(renewed -> {
            isToBeExtended = false;
            watch.noteRenewalForHolder(renewed);
        });
    }

    private void noteHolder(Leases.Lease lease) {
        isHeldByWatchdog = lease != null && Holder.isHeldByWatchdog(lease) && holder.isWindowOf(lease);
        boolean firstOfThisStart = mine.isLocalOnly() && !mine.wasEverHeld();
        if (!firstOfThisStart && (lease == null || !holder.isWindowOf(lease) || isHeldByWatchdog)) {
            interruption = mine.named() + " was not ours for a while: " + lastHolder(lease);
        }
        if (isHeldByWatchdog) {
            workOfWatchdog = mine.named() + " was taken by " + Holder.describe(lease)
                    + ", so they may have been unpaused earlier than this record says. The log of that pod says when.";
        }
        if (lease != null && holder.window().equals(lease.annotations().get(Holder.OPENED_WINDOW))) {
            workOfWatchdog = "Under " + mine.named() + ", " + lastHolder(lease)
                    + ", so production was paused for a shorter time than this record says.";
            // Pods that the watchdog has unpaused are not claimed again.
            annotations.forgetPause();
        }
    }

    private static String lastHolder(Leases.Lease lease) {
        if (lease == null) {
            return "its last holder was nobody, it was deleted";
        }
        return Holder.workOfWatchdog(lease).orElseGet(() -> "its last holder was " + Holder.describe(lease));
    }

    private boolean hasPausedAfterUs(Leases.Lease lease) {
        // A lock inside this controller is no older than the process, but an adopted window is.
        return (mine.wasInCluster() || mine.isLocalOnly()) && Holder.hasBegunToPause(lease);
    }
}
