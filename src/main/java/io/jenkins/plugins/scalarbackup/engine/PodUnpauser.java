package io.jenkins.plugins.scalarbackup.engine;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The Unpause of one pod, repeated until the pod is known to be unpaused, or is gone (invariant I1). No Unpause waits for
 * anything that may hang: questions to the API server are sent at once and time out quickly.
 */
final class PodUnpauser {
    private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);
    private static final RetryPolicy<Boolean> AT_FIRST = RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .withMaxAttempts(-1)
            .withBackoff(ProtocolTimes.FIRST_RETRY.multipliedBy(2), ProtocolTimes.LONGEST_RETRY)
            .build();
    private static final RetryPolicy<Boolean> IN_BACKGROUND = RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .withMaxAttempts(-1)
            .withBackoff(ProtocolTimes.LONGEST_RETRY, ProtocolTimes.LONGEST_BACKGROUND_RETRY)
            .build();

    private final PodLink link;
    private final PodPauser pauser;
    private final EventLoop loop;
    private final LoopFutures futures;
    private final FailsafeExecutor<Boolean> atFirst;
    private final FailsafeExecutor<Boolean> inBackground;

    private Supplier<CompletableFuture<Boolean>> holdsLock = () -> DONE;
    private Supplier<CompletableFuture<Void>> unpauseAnswered = () -> CompletableFuture.completedFuture(null);
    /** Null before the pod is to be unpaused. */
    private CompletableFuture<Void> unpausing;

    private CompletableFuture<Boolean> underWay = CompletableFuture.completedFuture(false);
    private Instant sentAt;
    private Instant confirmedAt;
    private int tries;
    private boolean isPausedAgain;
    private boolean needsRecheck;
    private boolean isInBackground;

    PodUnpauser(EventLoop loop, PodLink link, PodPauser pauser) {
        this.link = link;
        this.pauser = pauser;
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        LoopScheduler scheduler = new LoopScheduler(loop);
        this.atFirst = Failsafe.with(AT_FIRST).with(scheduler);
        this.inBackground = Failsafe.with(IN_BACKGROUND).with(scheduler);
    }

    /** Restores it from the journal. */
    void remember(PodPause was) {
        sentAt = was.unpauseSentAt();
        confirmedAt = was.unpauseConfirmedAt();
        tries = was.unpauseTries();
    }

    /** Sets the check before each Unpause: whether the lock is ours, so that nobody else's window is broken. */
    void unpauseOnlyIf(Supplier<CompletableFuture<Boolean>> isOurs) {
        this.holdsLock = isOurs;
    }

    CompletableFuture<Boolean> holdsLock() {
        return holdsLock.get();
    }

    /**
     * Sets what is called for each answer to an Unpause, success or failure. The confirming CheckPaused waits for the
     * returned future.
     */
    void onAnswer(Supplier<CompletableFuture<Void>> answered) {
        unpauseAnswered = answered;
    }

    /**
     * Notes that the pod answered its Pause. An Unpause or a check may have overtaken that Pause and found the pod
     * unpaused.
     */
    void notePauseAnswered() {
        needsRecheck |= unpausing != null;
    }

    /** Returns whether "unpaused" must be rechecked: a Pause of ours may have arrived later or at another pod. */
    boolean needsRecheck() {
        return needsRecheck;
    }

    void setNeedsRecheck(boolean again) {
        needsRecheck = again;
    }

    /** Returns whether the pod has to be unpaused; not if it answered that our one Pause had no effect. */
    boolean needsUnpause() {
        return !link.isGoneOrGivenUp() && confirmedAt == null && !pauser.wasNotPausedByUs();
    }

    /** Returns whether the pod was confirmed to be unpaused, or gone. */
    boolean isConfirmed() {
        return confirmedAt != null;
    }

    /** Returns whether somebody else paused it again after it was confirmed to be unpaused. */
    boolean isPausedAgain() {
        return isPausedAgain;
    }

    void setPausedAgain(boolean again) {
        isPausedAgain = again;
    }

    /** Notes that the pod is unpaused, or gone. */
    void confirmUnpaused() {
        isPausedAgain = false;
        if (confirmedAt == null) {
            confirmedAt = loop.now();
        }
    }

    /** Invalidates the confirmation: a Pause of ours may have arrived since, so the pod has to be unpaused again. */
    void invalidateConfirmation() {
        confirmedAt = null;
    }

    /** Returns when the first Unpause was sent; null if none was. */
    Instant sentAt() {
        return sentAt;
    }

    /** Returns when the pod was confirmed to be unpaused, or gone; null if it is not yet. */
    Instant confirmedAt() {
        return confirmedAt;
    }

    /** Returns the number of Unpauses sent. */
    int tries() {
        return tries;
    }

    /**
     * Unpauses the pod. Completes when it has acknowledged an Unpause and CheckPaused is false, or it is gone. Never fails
     * and never gives up; further calls meanwhile return the same future.
     */
    CompletableFuture<Void> unpause() {
        if (unpausing != null && !unpausing.isDone()) {
            return unpausing;
        }
        CompletableFuture<Void> unpaused = new CompletableFuture<>();
        unpausing = unpaused;
        // The first try at once, in this task: nothing else may lengthen the outage.
        tryToUnpause()
                .exceptionally(bug -> false)
                .thenCompose(done -> done
                        ? DONE
                        : futures.after(ProtocolTimes.FIRST_RETRY)
                                .thenCompose(
                                        waited -> atFirst.getStageAsync(() -> isInBackground ? DONE : tryToUnpause())))
                .thenCompose(done -> isConfirmed() || pauser.wasNotPausedByUs()
                        ? DONE
                        : inBackground.getStageAsync(this::tryToUnpause))
                .whenComplete((done, failure) -> unpaused.complete(null));
        return unpaused;
    }

    /** Continues the tries with longer delays from now on. */
    void continueInBackground() {
        isInBackground = true;
    }

    /** Tries before the next try is due. Tries never overlap: one that is due meanwhile joins this one. */
    void tryNow() {
        if (unpausing != null && needsUnpause()) {
            tryToUnpause();
        }
    }

    private CompletableFuture<Boolean> tryToUnpause() {
        if (underWay.isDone()) {
            underWay = oneTry();
        }
        return underWay;
    }

    private CompletableFuture<Boolean> oneTry() {
        if (link.isGoneOrGivenUp()) {
            noteUnpaused();
            return DONE;
        }
        pauser.checkProcess();
        if (pauser.wasNotPausedByUs()) {
            // The answer to its Pause came meanwhile: if it is paused, that is not ours to undo.
            return DONE;
        }
        // Both questions are sent at once, so that they take no longer than the slower one.
        CompletableFuture<Boolean> ours = holdsLock.get();
        CompletableFuture<Void> connected = link.reconnectIfNeeded();
        return connected.thenCompose(done -> ours).thenCompose(areOurs -> {
            if (link.isGoneOrGivenUp()) {
                noteUnpaused();
            }
            if (link.isGoneOrGivenUp() || pauser.wasNotPausedByUs()) {
                return DONE;
            }
            if (!link.isConnected()) {
                return CompletableFuture.completedFuture(false);
            }
            return !areOurs ? check() : pauser.mayBeAnotherProcess() ? unpauseIfPaused() : sendUnpause();
        });
    }

    /**
     * The process may have restarted. A new one is unpaused unless somebody else has paused it, so it is checked before it
     * is sent Unpause.
     */
    private CompletableFuture<Boolean> unpauseIfPaused() {
        return pauser.check(ProtocolTimes.CHECK_BEFORE_QUESTION)
                .handle((paused, failure) -> Boolean.FALSE.equals(paused))
                .thenCompose(unpaused -> {
                    if (unpaused) {
                        noteUnpaused();
                    }
                    return unpaused || pauser.wasNotPausedByUs() ? DONE : sendUnpause();
                });
    }

    private CompletableFuture<Boolean> sendUnpause() {
        PodConnection current = link.connection();
        if (sentAt == null) {
            sentAt = loop.now();
            pauser.noteUnpauseSent();
        }
        tries++;
        return futures.call(() -> current.unpause(ProtocolTimes.UNPAUSE_CALL))
                .handle((acknowledged, failure) -> failure == null ? null : Failures.cause(failure))
                .thenCompose(refusal -> unpauseAnswered
                        .get()
                        .thenCompose(now -> pauser.check(current, ProtocolTimes.UNPAUSE_CALL))
                        .handle((paused, failure) -> evaluate(refusal, paused, Failures.cause(failure))));
    }

    /** Somebody else holds its lock: it is only checked, until it is unpaused or ours again. */
    private CompletableFuture<Boolean> check() {
        return pauser.check(ProtocolTimes.UNPAUSE_CALL).handle((paused, failure) -> {
            if (Boolean.FALSE.equals(paused)) {
                noteUnpaused();
                return true;
            }
            if (failure != null) {
                link.noteFailedTry();
            }
            return false;
        });
    }

    /** Checks it once. Never fails. */
    CompletableFuture<Boolean> checkOnce() {
        if (link.isGoneOrGivenUp()) {
            noteUnpaused();
            return DONE;
        }
        return link.reconnectIfNeeded().thenCompose(done -> check());
    }

    /** Checks a pod that is not ours until it is unpaused or gone. Never fails and never gives up. */
    CompletableFuture<Void> checkUntilUnpaused() {
        return inBackground.getStageAsync(this::checkOnce).handle((unpaused, failure) -> null);
    }

    private boolean evaluate(Throwable refusal, Boolean paused, Throwable checkFailed) {
        boolean acknowledged = refusal == null || pauser.wasNotPausedByUs();
        if (checkFailed == null && !paused && acknowledged) {
            noteUnpaused();
            return true;
        }
        link.noteFailedTry();
        link.noteError(
                refusal != null
                        ? "Unpause: " + Failures.sentence(refusal)
                        : checkFailed != null
                                ? "CheckPaused after Unpause: " + Failures.sentence(checkFailed)
                                : "still paused after an acknowledged Unpause");
        return false;
    }

    private void noteUnpaused() {
        // While its Pause may still arrive, this proves little, however long the others take.
        needsRecheck |= pauser.isUnknown() || link.isGoneOrGivenUp() && pauser.hasDrained();
        confirmUnpaused();
    }
}
