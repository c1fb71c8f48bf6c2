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
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);
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

    private Supplier<CompletableFuture<Boolean>> isOurs = () -> CompletableFuture.completedFuture(true);
    private Supplier<CompletableFuture<Void>> unpauseAnswered = () -> CompletableFuture.completedFuture(null);
    /** Null before the pod is to be unpaused. */
    private CompletableFuture<Void> opening;

    private CompletableFuture<Boolean> underWay = CompletableFuture.completedFuture(false);
    private Instant sentAt;
    private Instant confirmedAt;
    private int tries;
    private boolean isHeldAgain;
    private boolean isToBeCheckedAgain;
    private boolean patient;

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
    void opensWhen(Supplier<CompletableFuture<Boolean>> isOurs) {
        this.isOurs = isOurs;
    }

    CompletableFuture<Boolean> isOurs() {
        return isOurs.get();
    }

    /**
     * Sets what is called for each answer to an Unpause, success or failure. The confirming CheckPaused waits for the
     * returned future.
     */
    void confirmsAfter(Supplier<CompletableFuture<Void>> answered) {
        unpauseAnswered = answered;
    }

    /**
     * Notes that the pod answered its Pause. An Unpause or a check may have overtaken that Pause and found the pod
     * unpaused.
     */
    void pauseAnswered() {
        isToBeCheckedAgain |= opening != null;
    }

    /** Whether "unpaused" must be rechecked, because a Pause of ours may have arrived later or at another pod. */
    boolean isToBeCheckedAgain() {
        return isToBeCheckedAgain;
    }

    void isToBeCheckedAgain(boolean again) {
        isToBeCheckedAgain = again;
    }

    /** Whether the pod has to be unpaused. If it answered that our one Pause had no effect, it is not ours to unpause. */
    boolean isToBeOpened() {
        return !link.isGone() && confirmedAt == null && !pauser.isNoneOfOurs();
    }

    /** Whether the pod was confirmed to be unpaused, or gone. */
    boolean isConfirmed() {
        return confirmedAt != null;
    }

    /** Whether somebody else paused it again after it was confirmed to be unpaused. */
    boolean isHeldAgain() {
        return isHeldAgain;
    }

    void isHeldAgain(boolean again) {
        isHeldAgain = again;
    }

    /** Notes that the pod is unpaused, or gone. */
    void confirmOpen() {
        isHeldAgain = false;
        if (confirmedAt == null) {
            confirmedAt = loop.now();
        }
    }

    /** Invalidates the confirmation: a Pause of ours may have arrived since, so the pod has to be unpaused again. */
    void mayBeClosedAgain() {
        confirmedAt = null;
    }

    /** When the first Unpause was sent; null if none was. */
    Instant sentAt() {
        return sentAt;
    }

    /** When the pod was confirmed to be unpaused, or gone; null if it is not yet. */
    Instant confirmedAt() {
        return confirmedAt;
    }

    /** How many Unpauses were sent. */
    int tries() {
        return tries;
    }

    /**
     * Unpauses the pod. Completes when it has acknowledged an Unpause and CheckPaused is false, or it is gone. Never fails
     * and never gives up; further calls meanwhile return the same future.
     */
    CompletableFuture<Void> open() {
        if (opening != null && !opening.isDone()) {
            return opening;
        }
        CompletableFuture<Void> opened = new CompletableFuture<>();
        opening = opened;
        // The first try at once, in this task: nothing else may lengthen the outage.
        tryToOpen()
                .exceptionally(bug -> false)
                .thenCompose(done -> done
                        ? CompletableFuture.completedFuture(true)
                        : futures.after(ProtocolTimes.FIRST_RETRY)
                                .thenCompose(waited -> atFirst.getStageAsync(
                                        () -> patient ? CompletableFuture.completedFuture(true) : tryToOpen())))
                .thenCompose(done -> isConfirmed() || pauser.isNoneOfOurs()
                        ? CompletableFuture.completedFuture(true)
                        : inBackground.getStageAsync(this::tryToOpen))
                .whenComplete((done, failure) -> opened.complete(null));
        return opened;
    }

    /** Continues the tries with longer delays from now on. */
    void openPatiently() {
        patient = true;
    }

    /** Tries before the next try is due. Tries never overlap: one that is due meanwhile joins this one. */
    void tryNow() {
        if (opening != null && isToBeOpened()) {
            tryToOpen();
        }
    }

    private CompletableFuture<Boolean> tryToOpen() {
        if (underWay.isDone()) {
            underWay = oneTry();
        }
        return underWay;
    }

    private CompletableFuture<Boolean> oneTry() {
        if (link.isGone()) {
            confirmed();
            return CompletableFuture.completedFuture(true);
        }
        pauser.lookForItsProcess();
        if (pauser.isNoneOfOurs()) {
            // The answer to its Pause came meanwhile: if it is paused, that is not ours to undo.
            return CompletableFuture.completedFuture(true);
        }
        // Both questions are sent at once, so that they take no longer than the slower one.
        CompletableFuture<Boolean> ours = isOurs.get();
        CompletableFuture<Void> connected = link.isGood() ? NOTHING : link.connectAgain();
        return connected.thenCompose(done -> ours).thenCompose(areOurs -> {
            if (link.isGone()) {
                confirmed();
            }
            if (link.isGone() || pauser.isNoneOfOurs()) {
                return CompletableFuture.completedFuture(true);
            }
            if (!link.isConnected()) {
                return CompletableFuture.completedFuture(false);
            }
            return !areOurs ? check() : pauser.mayBeAnotherProcess() ? unpauseIfPaused() : unpause();
        });
    }

    /**
     * The process may have restarted. A new one is unpaused unless somebody else has paused it, so it is checked before it
     * is sent Unpause.
     */
    private CompletableFuture<Boolean> unpauseIfPaused() {
        return pauser.check(ProtocolTimes.CHECK_BEFORE_QUESTION)
                .handle((paused, failure) -> Boolean.FALSE.equals(paused))
                .thenCompose(open -> {
                    if (open) {
                        confirmed();
                    }
                    return open || pauser.isNoneOfOurs() ? CompletableFuture.completedFuture(true) : unpause();
                });
    }

    private CompletableFuture<Boolean> unpause() {
        PodConnection current = link.connection();
        if (sentAt == null) {
            sentAt = loop.now();
            pauser.unpauseSent();
        }
        tries++;
        return futures.call(() -> current.unpause(ProtocolTimes.UNPAUSE_CALL))
                .handle((acknowledged, failure) -> failure == null ? null : Failures.cause(failure))
                .thenCompose(refusal -> unpauseAnswered
                        .get()
                        .thenCompose(now -> pauser.check(current, ProtocolTimes.UNPAUSE_CALL))
                        .handle((paused, failure) -> verdict(refusal, paused, Failures.cause(failure))));
    }

    /** Somebody else holds its lock: it is only checked, until it is unpaused or ours again. */
    private CompletableFuture<Boolean> check() {
        return pauser.check(ProtocolTimes.UNPAUSE_CALL).handle((paused, failure) -> {
            if (Boolean.FALSE.equals(paused)) {
                confirmed();
                return true;
            }
            if (failure != null) {
                link.tryFailed();
            }
            return false;
        });
    }

    /** Checks it once. Never fails. */
    CompletableFuture<Boolean> look() {
        if (link.isGone()) {
            confirmed();
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Void> connected = link.isGood() ? NOTHING : link.connectAgain();
        return connected.thenCompose(done -> check());
    }

    /** Checks a pod that is not ours until it is unpaused or gone. Never fails and never gives up. */
    CompletableFuture<Void> lookUntilOpen() {
        return inBackground.getStageAsync(this::look).handle((open, failure) -> null);
    }

    private boolean verdict(Throwable refusal, Boolean paused, Throwable checkFailed) {
        boolean acknowledged = refusal == null || pauser.isNoneOfOurs();
        if (checkFailed == null && !paused && acknowledged) {
            confirmed();
            return true;
        }
        link.tryFailed();
        link.failed(
                refusal != null
                        ? "Unpause: " + Failures.sentence(refusal)
                        : checkFailed != null
                                ? "CheckPaused after Unpause: " + Failures.sentence(checkFailed)
                                : "still paused after an acknowledged Unpause");
        return false;
    }

    private void confirmed() {
        // While its Pause may still arrive, this proves little, however long the others take.
        isToBeCheckedAgain |= pauser.isUnknown() || link.isGone() && pauser.hasDrained();
        confirmOpen();
    }
}
