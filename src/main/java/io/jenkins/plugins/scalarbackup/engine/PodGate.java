package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** One pod's gate in a window: the way to the pod, the Pause that closes it, the Unpause that opens it, and what they came to. */
final class PodGate {
    /** What was known so lately is known still. */
    private static final Duration LATELY = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Pod pod;
    private final PodLink link;
    private final PodPauser pauser;
    private final PodUnpauser unpauser;
    private final LatePause latePause;
    /** It did not answer the last look: nobody knows who holds it by now. */
    private boolean outOfSight;

    PodGate(EventLoop loop, Pod pod, PodConnection connection) {
        this.loop = loop;
        this.pod = pod;
        this.link = new PodLink(loop, pod, connection);
        this.pauser = new PodPauser(loop, pod, link);
        this.unpauser = new PodUnpauser(loop, link, pauser);
        this.latePause = new LatePause(loop, link, pauser, unpauser);
    }

    /** A gate that was found closed and is to be opened whoever closed it. */
    static PodGate foundPaused(EventLoop loop, Pod pod, PodConnection connection) {
        PodGate gate = new PodGate(loop, pod, connection);
        gate.pauser.startsAs(PauseState.DRAINED);
        return gate;
    }

    /** A gate that a Pause of ours may have closed, or may close yet: whatever the pod answered to it is forgotten. */
    static PodGate perhapsPaused(EventLoop loop, Pod pod, PodConnection connection) {
        PodGate gate = new PodGate(loop, pod, connection);
        gate.pauser.startsAs(PauseState.UNKNOWN);
        return gate;
    }

    /**
     * A gate as a journal remembers it; it has no connection until the first try makes one. One that was known to be open
     * stays so until {@link PodUnpauser#mayBeClosedAgain()}.
     *
     * @param seen when the earlier process saw it paused last; null when it never did
     */
    static PodGate remembered(
            EventLoop loop, Pod pod, PodPause was, PauseState pause, Duration maxPauseWait, Instant seen) {
        PodGate gate = new PodGate(loop, pod, null);
        gate.link.remember(was.address(), was.error());
        gate.pauser.remember(was, pause, maxPauseWait, seen);
        gate.unpauser.remember(was);
        return gate;
    }

    Pod pod() {
        return pod;
    }

    /** The way to the pod. */
    PodLink link() {
        return link;
    }

    /** The Pause that it is sent, and whose pause it has. */
    PodPauser pauser() {
        return pauser;
    }

    /** The Unpause that it is sent. */
    PodUnpauser unpauser() {
        return unpauser;
    }

    /** Sends the one Pause. Completes when the pod has drained; fails with the pod's answer, as a sentence. */
    CompletableFuture<Void> pause(Duration maxPauseWait) {
        return pauser.send(maxPauseWait).thenRun(unpauser::pauseAnswered);
    }

    /** Whether the gate is closed. */
    CompletableFuture<Boolean> check(Duration deadline) {
        return pauser.check(deadline);
    }

    /** See {@link PodUnpauser#open()}. */
    CompletableFuture<Void> open() {
        return unpauser.open();
    }

    /** See {@link PodUnpauser#isToBeOpened()}. */
    boolean isToBeOpened() {
        return unpauser.isToBeOpened();
    }

    /** See {@link LatePause#outlast()}. */
    CompletableFuture<Void> outlastLatePause() {
        return latePause.outlast();
    }

    /** See {@link PodPauser#isNotOurs()}. */
    boolean isNotOurs() {
        return pauser.isNotOurs();
    }

    /** Whether it may be paused by somebody else: it is looked at until it is open or gone. */
    boolean isToBeLookedAt() {
        return isNotOurs() && !link.isGone() && (!unpauser.isConfirmed() || unpauser.isHeldAgain());
    }

    /** Whether our Pause was answered before it was opened, so that none of ours can close it any more. */
    boolean isOver() {
        return pauser.hasDrained()
                && unpauser.isConfirmed()
                && unpauser.sentAt() != null
                && pauser.answeredAt() != null
                && pauser.answeredAt().isBefore(unpauser.sentAt())
                && !unpauser.isToBeCheckedAgain();
    }

    /** Whether it is still to be opened, or a Pause of ours may arrive late and close it again. */
    boolean mayStillBePaused() {
        return isToBeOpened() || !link.isGivenUp() && (pauser.mayBeLate() || unpauser.isToBeCheckedAgain());
    }

    /** Whether it may be said of it that it is open, whoever had paused it: it was seen to be a moment ago, or is gone. */
    boolean isKnownToBeOpen() {
        return link.isGone() || unpauser.isConfirmed() && !isToBeLookedAt() && !outOfSight;
    }

    /**
     * Looks once more before it is said to be open: one that no Pause of ours reached, or that was seen open a while ago, may
     * be paused by somebody else. Never fails.
     */
    CompletableFuture<Void> lookOnceMore() {
        boolean unreached = pauser.state() == PauseState.NOT_SENT && !unpauser.isConfirmed();
        boolean agesAgo = unpauser.isConfirmed()
                && (isOver() || isNotOurs() || isOutlasted())
                && Duration.between(unpauser.confirmedAt(), loop.now()).compareTo(LATELY) > 0;
        if (link.isGone() || link.isGivenUp() || !unreached && !agesAgo) {
            return CompletableFuture.completedFuture(null);
        }
        // One that an earlier start opened has no connection of this one.
        CompletableFuture<Void> connected =
                link.isConnected() ? CompletableFuture.completedFuture(null) : link.connectAgain();
        return connected.thenCompose(done -> check(ProtocolTimes.CHECK)).handle((paused, failure) -> {
            outOfSight = failure != null && !link.isGone();
            if (failure == null && !paused) {
                unpauser.confirmOpen();
            } else if (failure == null) {
                unpauser.isHeldAgain(agesAgo);
                pauser.isNotOurs(
                        unreached ? "no Pause of this window reached it, and it is paused" : whoHoldsItAgain());
            }
            return null;
        });
    }

    /** Whether its Pause, which had no answer, can't arrive any more. */
    private boolean isOutlasted() {
        return pauser.isUnknown() && !pauser.mayBeLate() && !unpauser.isToBeCheckedAgain();
    }

    private String whoHoldsItAgain() {
        return unpauser.sentAt() == null
                ? "somebody paused it after this window had seen it open"
                : "somebody paused it after this window had opened it";
    }

    /** Whether the record speaks of it. */
    boolean wasSentAPause() {
        return pauser.sentAt() != null || pauser.state() != PauseState.NOT_SENT;
    }

    /** What the record says of it. */
    PodPause recorded() {
        return new PodPause(
                pod.name(),
                pod.uid(),
                link.address(),
                pauser.sentAt(),
                pauser.answeredAt(),
                unpauser.sentAt(),
                unpauser.confirmedAt(),
                unpauser.tries(),
                link.error(),
                isToBeLookedAt() ? pauser.whyNotOurs() : null);
    }
}
