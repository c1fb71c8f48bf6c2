package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The one Pause that a pod is sent, its outcome, and who has paused the pod, if anybody (invariant I7). */
final class PodPauser {
    private final EventLoop loop;
    private final LoopFutures futures;
    private final Pod pod;
    private final PodLink link;
    private final PauseContinuity pauseContinuity;
    private final PausedProcess process;

    private PauseState state = PauseState.NOT_SENT;
    private Instant sentAt;
    private long sentNanos;
    private Instant answeredAt;
    private long answeredNanos;
    private String whyNotOurs;
    private Runnable notOursListener = () -> {};
    private Duration maxPauseWait = Duration.ZERO;
    private boolean unpauseSent;

    PodPauser(EventLoop loop, Pod pod, PodLink link) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.pod = pod;
        this.link = link;
        this.pauseContinuity = new PauseContinuity(loop);
        this.process = new PausedProcess(pod);
    }

    /** Sets the state of a pod whose Pause another process sent. */
    void setState(PauseState known) {
        state = known;
    }

    /**
     * Restores it from the journal.
     *
     * @param seen when the earlier process last saw the pod paused; null if never
     */
    void remember(PodPause was, PauseState known, Duration maxPauseWait, Instant seen) {
        state = known == PauseState.UNANSWERED ? PauseState.UNKNOWN : known;
        sentAt = was.pauseSentAt();
        // The earlier process's monotonic clock is gone, so the whole time counts again.
        sentNanos = loop.nanoTime();
        answeredAt = was.pauseAnsweredAt();
        answeredNanos = loop.nanoTime();
        this.maxPauseWait = maxPauseWait;
        unpauseSent = was.unpauseSentAt() != null;
        whyNotOurs = was.notOurs() == null && known == PauseState.NOT_OURS ? was.error() : was.notOurs();
        // If an Unpause was sent, the pod may have been unpaused since.
        pauseContinuity.noteSeenBefore(unpauseSent ? null : seen);
    }

    /** Sets what is called, in the task of the answer, when the pod turns out not to be ours. */
    void onNotOurs(Runnable listener) {
        notOursListener = listener;
    }

    /** Sends the one Pause. Completes when the pod has drained; fails with the pod's answer, as a sentence. */
    CompletableFuture<Void> send(Duration maxPauseWait) {
        this.maxPauseWait = maxPauseWait;
        state = PauseState.UNANSWERED;
        sentAt = loop.now();
        sentNanos = loop.nanoTime();
        PodConnection connection = link.connection();
        process.notePauseSentOver(connection);
        pauseContinuity.begin();
        return futures.call(() -> connection.pause(maxPauseWait, maxPauseWait.plus(ProtocolTimes.LATE_PAUSE_MARGIN)))
                .handle((drained, failure) -> {
                    answered(Failures.cause(failure));
                    return failure;
                })
                .thenCompose(failure -> failure == null
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new RefusedException(
                                "Pod " + pod.name() + " (" + link.address() + ") was not paused: " + link.error())));
    }

    private void answered(Throwable failure) {
        if (failure == null) {
            state = PauseState.DRAINED;
            answeredAt = loop.now();
            answeredNanos = loop.nanoTime();
            return;
        }
        String error = Failures.sentence(failure);
        link.noteError(error);
        if (!(failure instanceof AdminCallException call)) {
            state = PauseState.UNKNOWN;
            return;
        }
        switch (call.outcome()) {
            case UNREACHABLE, REFUSED -> state = PauseState.NOT_SENT;
            case DRAIN_TIMED_OUT, STILL_PAUSED_BY_ANOTHER, PAUSE_IN_PROGRESS, OPENED_BY_ANOTHER -> markNotOurs(error);
            default -> state = PauseState.UNKNOWN;
        }
    }

    /** Notes that an Unpause of ours is sent: from now on, an unpaused pod does not show who had paused it. */
    void noteUnpauseSent() {
        unpauseSent = true;
    }

    /** Notes the pod's state as reported by the API server. */
    void noteState(Pod now, int adminPort) {
        process.noteState(now, adminPort, hasDrained());
        checkProcess();
    }

    /** If the process that we paused is gone, so is our pause: if the pod is paused now, somebody else did it. */
    void checkProcess() {
        if (hasDrained() && process.isGone()) {
            markNotOurs("its container was restarted after this window had paused it, which ended that pause");
        }
    }

    /** Returns whether it must be checked before an Unpause is sent, because the process that we paused may be gone. */
    boolean mayBeAnotherProcess() {
        return hasDrained() && process.mayBeGone();
    }

    /** Notes that the pod's pause, if it has one, is somebody else's. */
    void markNotOurs(String why) {
        state = PauseState.NOT_OURS;
        whyNotOurs = why;
        notOursListener.run();
    }

    /** Checks whether the pod is paused. */
    CompletableFuture<Boolean> check(Duration deadline) {
        if (!link.isConnected()) {
            return CompletableFuture.failedFuture(new AdminCallException(
                    AdminCallException.Outcome.UNREACHABLE, "There is no connection to it again yet."));
        }
        return check(link.connection(), deadline);
    }

    /** The same check, over a connection that may not be the pod's latest. */
    CompletableFuture<Boolean> check(PodConnection by, Duration deadline) {
        long asked = loop.nanoTime();
        Instant askedByWallClock = loop.now();
        return futures.call(() -> by.checkPaused(deadline)).thenApply(paused -> {
            pauseContinuity.noteAnswer(paused, asked, askedByWallClock);
            boolean afterItsAnswer = hasDrained() && asked - answeredNanos >= 0;
            if (!paused && afterItsAnswer && !unpauseSent) {
                markNotOurs("somebody else opened it after this window had paused it");
            }
            return paused;
        });
    }

    PauseState state() {
        return state;
    }

    boolean hasDrained() {
        return state == PauseState.DRAINED;
    }

    /** Returns whether the pod is known not to be paused by us. */
    boolean isNotOurs() {
        return state == PauseState.NOT_OURS;
    }

    /** Returns whether no Pause of ours paused the pod: none arrived, or it is known to have had no effect. */
    boolean wasNotPausedByUs() {
        return state == PauseState.NOT_SENT || state == PauseState.NOT_OURS;
    }

    /** Returns whether its outcome is still unknown. */
    boolean isUnknown() {
        return state.isUnknown();
    }

    /** Returns whether it may still arrive. */
    boolean mayBeLate() {
        long until =
                sentNanos + maxPauseWait.plus(ProtocolTimes.LATE_PAUSE_MARGIN).toNanos();
        return isUnknown() && loop.nanoTime() - until < 0;
    }

    /** Returns whether the pod has been seen paused ever since, so that nobody else can have paused it. */
    boolean wasSeenPausedThroughout() {
        return pauseContinuity.isUnbroken();
    }

    /** Returns why the pod's pause, if it has one, is not ours; null if it is. */
    String whyNotOurs() {
        return whyNotOurs;
    }

    /** Returns when it was sent; null if none was. */
    Instant sentAt() {
        return sentAt;
    }

    /** Returns when the pod answered that it had drained; null if it never did. */
    Instant answeredAt() {
        return answeredAt;
    }
}
