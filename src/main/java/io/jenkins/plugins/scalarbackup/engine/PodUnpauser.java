package io.jenkins.plugins.scalarbackup.engine;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The Unpause of one gate, which does not rest until the gate is known to be open or the pod is gone (invariant I1).
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

    private final PodPauser gate;
    private final EventLoop loop;
    private final LoopFutures futures;
    private final FailsafeExecutor<Boolean> atFirst;
    private final FailsafeExecutor<Boolean> inBackground;

    private Supplier<CompletableFuture<Boolean>> isOurs = () -> CompletableFuture.completedFuture(true);
    private Supplier<CompletableFuture<Void>> unpauseAnswered = () -> CompletableFuture.completedFuture(null);
    /** Null before it is to be opened. */
    private CompletableFuture<Void> opening;

    private CompletableFuture<Boolean> underWay = CompletableFuture.completedFuture(false);
    private boolean isToBeCheckedAgain;
    private boolean patient;

    PodUnpauser(EventLoop loop, PodPauser gate) {
        this.gate = gate;
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        LoopScheduler scheduler = new LoopScheduler(loop);
        this.atFirst = Failsafe.with(AT_FIRST).with(scheduler);
        this.inBackground = Failsafe.with(IN_BACKGROUND).with(scheduler);
    }

    void opensWhen(Supplier<CompletableFuture<Boolean>> isOurs) {
        this.isOurs = isOurs;
    }

    void confirmsAfter(Supplier<CompletableFuture<Void>> answered) {
        unpauseAnswered = answered;
    }

    /** The pod says that it has drained. An Unpause, or a look, may have overtaken its Pause and found the gate open. */
    void pauseAnswered() {
        isToBeCheckedAgain |= opening != null;
    }

    boolean isToBeCheckedAgain() {
        return isToBeCheckedAgain;
    }

    /** See {@link PodPauser#open()}. */
    CompletableFuture<Void> open() {
        if (opening != null && !opening.isDone()) {
            return opening;
        }
        CompletableFuture<Void> opened = new CompletableFuture<>();
        opening = opened;
        // The first at once, in this very turn: whatever is done next must not lengthen the outage.
        tryToOpen()
                .exceptionally(bug -> false)
                .thenCompose(done -> done
                        ? CompletableFuture.completedFuture(true)
                        : futures.after(ProtocolTimes.FIRST_RETRY)
                                .thenCompose(waited -> atFirst.getStageAsync(
                                        () -> patient ? CompletableFuture.completedFuture(true) : tryToOpen())))
                .thenCompose(done -> gate.isConfirmed() || gate.isNoneOfOurs()
                        ? CompletableFuture.completedFuture(true)
                        : inBackground.getStageAsync(this::tryToOpen))
                .whenComplete((done, failure) -> opened.complete(null));
        return opened;
    }

    void openPatiently() {
        patient = true;
    }

    /** See {@link PodPauser#tryNow()}. */
    void tryNow() {
        if (opening != null && gate.isToBeOpened()) {
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
        if (gate.isGone()) {
            confirmed();
            return CompletableFuture.completedFuture(true);
        }
        gate.lookForItsProcess();
        if (gate.isNoneOfOurs()) {
            // Its answer came meanwhile: whatever it has now is not ours to open.
            return CompletableFuture.completedFuture(true);
        }
        // Both are asked at once: together they may take no longer than each.
        CompletableFuture<Boolean> ours = isOurs.get();
        CompletableFuture<Void> connected = gate.hasGoodConnection() ? NOTHING : gate.connectAgain();
        return connected.thenCompose(done -> ours).thenCompose(areOurs -> {
            if (gate.isGone()) {
                confirmed();
            }
            if (gate.isGone() || gate.isNoneOfOurs()) {
                return CompletableFuture.completedFuture(true);
            }
            if (!gate.isConnected()) {
                return CompletableFuture.completedFuture(false);
            }
            return !areOurs ? check() : gate.mayBeAnotherProcess() ? unpauseIfPaused() : unpause();
        });
    }

    /** A process that began anew is open, and whoever paused that one must not be opened by us. */
    private CompletableFuture<Boolean> unpauseIfPaused() {
        return gate.check(ProtocolTimes.CHECK_BEFORE_QUESTION)
                .handle((paused, failure) -> Boolean.FALSE.equals(paused))
                .thenCompose(open -> {
                    if (open) {
                        confirmed();
                    }
                    return open || gate.isNoneOfOurs() ? CompletableFuture.completedFuture(true) : unpause();
                });
    }

    private CompletableFuture<Boolean> unpause() {
        PodConnection current = gate.connection();
        return gate.sendUnpause(current)
                .handle((acknowledged, failure) -> failure == null ? null : Failures.cause(failure))
                .thenCompose(refusal -> unpauseAnswered
                        .get()
                        .thenCompose(now -> gate.check(current, ProtocolTimes.UNPAUSE_CALL))
                        .handle((paused, failure) -> verdict(refusal, paused, Failures.cause(failure))));
    }

    /** Somebody else's window is on it: it is only looked at, until it is open or ours again. */
    private CompletableFuture<Boolean> check() {
        return gate.check(ProtocolTimes.UNPAUSE_CALL).handle((paused, failure) -> {
            if (Boolean.FALSE.equals(paused)) {
                confirmed();
                return true;
            }
            if (failure != null) {
                gate.lookWasFruitless();
            }
            return false;
        });
    }

    /** See {@link PodPauser#look()}. */
    CompletableFuture<Boolean> look() {
        if (gate.isGone()) {
            confirmed();
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Void> connected = gate.hasGoodConnection() ? NOTHING : gate.connectAgain();
        return connected.thenCompose(done -> check());
    }

    /** See {@link PodPauser#lookUntilOpen()}. */
    CompletableFuture<Void> lookUntilOpen() {
        return inBackground.getStageAsync(this::look).handle((open, failure) -> null);
    }

    private boolean verdict(Throwable refusal, Boolean paused, Throwable checkFailed) {
        boolean acknowledged = refusal == null || gate.isNoneOfOurs();
        if (checkFailed == null && !paused && acknowledged) {
            confirmed();
            return true;
        }
        gate.tryWasFruitless(
                refusal != null
                        ? "Unpause: " + Failures.sentence(refusal)
                        : checkFailed != null
                                ? "CheckPaused after Unpause: " + Failures.sentence(checkFailed)
                                : "still paused after an acknowledged Unpause");
        return false;
    }

    private void confirmed() {
        // While its Pause may still be under way this says little, however long the others then take.
        isToBeCheckedAgain |= gate.isPauseUnknown() || gate.isGone() && gate.hasDrained();
        gate.confirmOpen();
    }

    /** See {@link PodPauser#outlastLatePause()}. */
    CompletableFuture<Void> outlastLatePause() {
        boolean mayBeLate = gate.mayPauseBeLate();
        if (gate.isGivenUp() || !mayBeLate && !isToBeCheckedAgain) {
            return NOTHING;
        }
        isToBeCheckedAgain = mayBeLate;
        if (gate.isGone()) {
            return openWhoeverTookItsPlace(PodPauser.TRIES_BEFORE_RECONNECT)
                    .thenCompose(tried -> mayBeLate ? futures.after(ProtocolTimes.LATE_CHECK) : NOTHING)
                    .thenCompose(waited -> outlastLatePause());
        }
        return futures.after(ProtocolTimes.LATE_CHECK)
                .thenCompose(waited -> gate.check(ProtocolTimes.UNPAUSE_CALL).handle((paused, failure) -> paused))
                .thenCompose(paused -> {
                    if (Boolean.FALSE.equals(paused)) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    // Not known to be open is as good as paused.
                    gate.mayBeClosedAgain();
                    return open();
                })
                .thenCompose(open -> outlastLatePause());
    }

    /**
     * Another pod may stand at a gone pod's address, or under its name, and our Pause may have closed that one: it is asked
     * over the old connection, and opened if the lock is ours.
     */
    private CompletableFuture<Void> openWhoeverTookItsPlace(int tries) {
        PodConnection old = gate.connection();
        if (old == null || tries == 0) {
            return NOTHING;
        }
        return futures.call(() -> old.checkPaused(ProtocolTimes.UNPAUSE_CALL))
                .thenCompose(paused -> paused ? isOurs.get() : CompletableFuture.completedFuture(false))
                .thenCompose(ours -> ours ? futures.call(() -> old.unpause(ProtocolTimes.UNPAUSE_CALL)) : NOTHING)
                .handle((done, failure) -> Failures.cause(failure))
                .thenCompose(failure -> failure == null
                                || failure instanceof AdminCallException call
                                        && call.outcome() == AdminCallException.Outcome.UNREACHABLE
                        ? NOTHING
                        : openWhoeverTookItsPlace(tries - 1));
    }
}
