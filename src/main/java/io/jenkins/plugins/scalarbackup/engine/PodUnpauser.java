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
 * The Unpause of one pod, which does not rest until the pod is known to be open, or is gone (invariant I1).
 * Nothing that may hang stands before it: what has to be asked of the API server is asked at once, and has a short time.
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
    /** Null before it is to be opened. */
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

    /** What a journal says of it. */
    void remember(PodPause was) {
        sentAt = was.unpauseSentAt();
        confirmedAt = was.unpauseConfirmedAt();
        tries = was.unpauseTries();
    }

    /** What is asked before each Unpause: whether the lock is ours, so that nobody else's window is opened. */
    void opensWhen(Supplier<CompletableFuture<Boolean>> isOurs) {
        this.isOurs = isOurs;
    }

    CompletableFuture<Boolean> isOurs() {
        return isOurs.get();
    }

    /** What is told of each answer to an Unpause, well or not, and waited for before CheckPaused confirms it. */
    void confirmsAfter(Supplier<CompletableFuture<Void>> answered) {
        unpauseAnswered = answered;
    }

    /** The pod says that it has drained. An Unpause, or a look, may have overtaken its Pause and found it open. */
    void pauseAnswered() {
        isToBeCheckedAgain |= opening != null;
    }

    /** Whether what it was known of is not enough: a Pause of ours may have been under way, or may have reached another pod. */
    boolean isToBeCheckedAgain() {
        return isToBeCheckedAgain;
    }

    void isToBeCheckedAgain(boolean again) {
        isToBeCheckedAgain = again;
    }

    /**
     * Whether it has to be opened. One that was sent exactly our one Pause and answered that it did not take hold is not
     * ours to open.
     */
    boolean isToBeOpened() {
        return !link.isGone() && confirmedAt == null && !pauser.isNoneOfOurs();
    }

    /** Whether it was known to be open, or gone. */
    boolean isConfirmed() {
        return confirmedAt != null;
    }

    /** Whether somebody closed it again after it was known to be open. */
    boolean isHeldAgain() {
        return isHeldAgain;
    }

    void isHeldAgain(boolean again) {
        isHeldAgain = again;
    }

    /** It is known to be open, or gone. */
    void confirmOpen() {
        isHeldAgain = false;
        if (confirmedAt == null) {
            confirmedAt = loop.now();
        }
    }

    /** A Pause of ours may have arrived since it was seen open: it is to be opened once more. */
    void mayBeClosedAgain() {
        confirmedAt = null;
    }

    /** When the first Unpause was sent; null if none was. */
    Instant sentAt() {
        return sentAt;
    }

    /** When the pod was known to be open, or gone; null as long as it is not. */
    Instant confirmedAt() {
        return confirmedAt;
    }

    /** How many Unpauses were sent. */
    int tries() {
        return tries;
    }

    /**
     * Opens the pod. Completes when it has acknowledged an Unpause and says that it is open, or is gone. Never fails, and
     * never gives up; who asks again meanwhile waits for the same.
     */
    CompletableFuture<Void> open() {
        if (opening != null && !opening.isDone()) {
            return opening;
        }
        CompletableFuture<Void> opened = new CompletableFuture<>();
        opening = opened;
        // The first at once, in this very task: whatever is done next must not lengthen the outage.
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

    /** From now on there is no hurry: the tries go on with longer delays. */
    void openPatiently() {
        patient = true;
    }

    /** A try before the next one is due, which joins it if it still lasts then: never two at once. */
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
            // Its answer came meanwhile: whatever it has now is not ours to open.
            return CompletableFuture.completedFuture(true);
        }
        // Both are asked at once: together they may take no longer than each.
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

    /** A process that began anew is open, and whoever paused that one must not be opened by us. */
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

    /** Somebody else's window is on it: it is only looked at, until it is open or ours again. */
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

    /** Looks at it once. Never fails. */
    CompletableFuture<Boolean> look() {
        if (link.isGone()) {
            confirmed();
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Void> connected = link.isGood() ? NOTHING : link.connectAgain();
        return connected.thenCompose(done -> check());
    }

    /** Looks at one that is not ours until it is open or gone. Never fails, and never gives up. */
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
        // While its Pause may still be under way this says little, however long the others then take.
        isToBeCheckedAgain |= pauser.isUnknown() || link.isGone() && pauser.hasDrained();
        confirmOpen();
    }
}
