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

/** The one Pause that a pod is sent: what became of it, and whose pause the pod has, if any (invariant I7). */
final class PodPauser {
    private final EventLoop loop;
    private final LoopFutures futures;
    private final Pod pod;
    private final PodLink link;
    private final SeenPaused seenPaused;
    private final PausedProcess process;

    private PauseState state = PauseState.NOT_SENT;
    private Instant sentAt;
    private long sentNanos;
    private Instant answeredAt;
    private long answeredNanos;
    private String whyNotOurs;
    private Runnable notOurs = () -> {};
    private Duration maxPauseWait = Duration.ZERO;
    private boolean unpauseSent;

    PodPauser(EventLoop loop, Pod pod, PodLink link) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.pod = pod;
        this.link = link;
        this.seenPaused = new SeenPaused(loop);
        this.process = new PausedProcess(pod);
    }

    /** What is known of a pod that somebody else sent a Pause. */
    void startsAs(PauseState known) {
        state = known;
    }

    /**
     * What a journal says of it.
     *
     * @param seen when the earlier process saw it paused last; null when it never did
     */
    void remember(PodPause was, PauseState known, Duration maxPauseWait, Instant seen) {
        state = known == PauseState.UNANSWERED ? PauseState.UNKNOWN : known;
        sentAt = was.pauseSentAt();
        // When it was sent on a clock that is gone is not known: the whole time counts again.
        sentNanos = loop.nanoTime();
        answeredAt = was.pauseAnsweredAt();
        answeredNanos = loop.nanoTime();
        this.maxPauseWait = maxPauseWait;
        unpauseSent = was.unpauseSentAt() != null;
        whyNotOurs = was.notOurs() == null && known == PauseState.NOT_OURS ? was.error() : was.notOurs();
        // An Unpause that was sent may have opened it, whatever came then.
        seenPaused.beganBefore(unpauseSent ? null : seen);
    }

    /** What hears, in the task of the answer, that the pod is not ours. */
    void whenNotOurs(Runnable listener) {
        notOurs = listener;
    }

    /** Sends the one Pause. Completes when the pod has drained; fails with the pod's answer, as a sentence. */
    CompletableFuture<Void> send(Duration maxPauseWait) {
        this.maxPauseWait = maxPauseWait;
        state = PauseState.UNANSWERED;
        sentAt = loop.now();
        sentNanos = loop.nanoTime();
        PodConnection connection = link.connection();
        process.pauseSentBy(connection);
        seenPaused.begin();
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
        link.failed(error);
        if (!(failure instanceof AdminCallException call)) {
            state = PauseState.UNKNOWN;
            return;
        }
        switch (call.outcome()) {
            case UNREACHABLE, REFUSED -> state = PauseState.NOT_SENT;
            case DRAIN_TIMED_OUT, STILL_PAUSED_BY_ANOTHER, PAUSE_IN_PROGRESS, OPENED_BY_ANOTHER -> isNotOurs(error);
            default -> state = PauseState.UNKNOWN;
        }
    }

    /** An Unpause of ours is sent: that the pod is open says nothing any more of whose its pause was. */
    void unpauseSent() {
        unpauseSent = true;
    }

    /** The pod as the API server tells of it. */
    void seen(Pod now, int adminPort) {
        process.seen(now, adminPort, hasDrained());
        lookForItsProcess();
    }

    /** A process that is gone took our pause with it: whatever holds the pod now is somebody else. */
    void lookForItsProcess() {
        if (hasDrained() && process.isGone()) {
            isNotOurs("its container was restarted after this window had paused it, which ended that pause");
        }
    }

    /** Whether it is to be asked before an Unpause is sent: the process that we paused may be gone. */
    boolean mayBeAnotherProcess() {
        return hasDrained() && process.mayBeGone();
    }

    /** The pause that the pod has, if it has one, is known to be somebody else's. */
    void isNotOurs(String why) {
        state = PauseState.NOT_OURS;
        whyNotOurs = why;
        notOurs.run();
    }

    /** Asks the pod whether it is paused. */
    CompletableFuture<Boolean> check(Duration deadline) {
        if (!link.isConnected()) {
            return CompletableFuture.failedFuture(new AdminCallException(
                    AdminCallException.Outcome.UNREACHABLE, "There is no connection to it again yet."));
        }
        return check(link.connection(), deadline);
    }

    /** The same, over a connection that may not be the pod's latest. */
    CompletableFuture<Boolean> check(PodConnection by, Duration deadline) {
        long asked = loop.nanoTime();
        Instant askedByWallClock = loop.now();
        return futures.call(() -> by.checkPaused(deadline)).thenApply(paused -> {
            seenPaused.answered(paused, asked, askedByWallClock);
            boolean afterItsAnswer = hasDrained() && asked - answeredNanos >= 0;
            if (!paused && afterItsAnswer && !unpauseSent) {
                isNotOurs("somebody else opened it after this window had paused it");
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

    /** Whether our Pause is known not to hold the pod. */
    boolean isNotOurs() {
        return state == PauseState.NOT_OURS;
    }

    /** Whether no Pause of ours holds the pod: none arrived, or the one that did is known not to have taken hold. */
    boolean isNoneOfOurs() {
        return state == PauseState.NOT_SENT || state == PauseState.NOT_OURS;
    }

    /** Whether nobody knows yet what became of it. */
    boolean isUnknown() {
        return state.isUnknown();
    }

    /** Whether it may still be under way. */
    boolean mayBeLate() {
        long until =
                sentNanos + maxPauseWait.plus(ProtocolTimes.LATE_PAUSE_MARGIN).toNanos();
        return isUnknown() && loop.nanoTime() - until < 0;
    }

    /** Whether the pod was seen paused ever since, so that it can't be another's. */
    boolean wasSeenPausedWithoutGap() {
        return seenPaused.withoutGap();
    }

    /** Why the pod's pause, if it has one, is not ours; null where it is. */
    String whyNotOurs() {
        return whyNotOurs;
    }

    /** When it was sent; null if none was. */
    Instant sentAt() {
        return sentAt;
    }

    /** When the pod had drained; null if it never said so. */
    Instant answeredAt() {
        return answeredAt;
    }
}
