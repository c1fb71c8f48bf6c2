package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import io.jenkins.plugins.scalarbackup.model.PodPause;
import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * One pod's gate in a window: the connection to the pod, the one Pause, the Unpause, and their outcomes.
 */
final class PodGate {
    /** A confirmation younger than this needs no recheck. */
    private static final Duration CONFIRMATION_FRESH = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Pod pod;
    private final PodLink link;
    private final PodPauser pauser;
    private final PodUnpauser unpauser;
    private final LatePauseGuard latePause;
    /** It did not answer the last check: who has paused it by now is unknown. */
    private boolean outOfSight;

    PodGate(EventLoop loop, Pod pod, PodConnection connection) {
        this.loop = loop;
        this.pod = pod;
        this.link = new PodLink(loop, pod, connection);
        this.pauser = new PodPauser(loop, pod, link);
        this.unpauser = new PodUnpauser(loop, link, pauser);
        this.latePause = new LatePauseGuard(loop, link, pauser, unpauser);
    }

    /** The gate of a pod that was found paused and is to be unpaused, whoever paused it. */
    static PodGate foundPaused(EventLoop loop, Pod pod, PodConnection connection) {
        PodGate gate = new PodGate(loop, pod, connection);
        gate.pauser.setState(PauseState.DRAINED);
        return gate;
    }

    /** The gate of a pod that a Pause of ours may have reached, or may still reach. The answer to it is unknown. */
    static PodGate perhapsPaused(EventLoop loop, Pod pod, PodConnection connection) {
        PodGate gate = new PodGate(loop, pod, connection);
        gate.pauser.setState(PauseState.UNKNOWN);
        return gate;
    }

    /**
     * A gate restored from the journal, without a connection until the first try makes one. A pod known to be unpaused
     * counts as such until {@link PodUnpauser#invalidateConfirmation()}.
     *
     * @param seen when the earlier process last saw the pod paused; null if never
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

    /** The connection to the pod. */
    PodLink link() {
        return link;
    }

    /** Its Pause, and who has paused it. */
    PodPauser pauser() {
        return pauser;
    }

    /** Its Unpause. */
    PodUnpauser unpauser() {
        return unpauser;
    }

    /** Sends the one Pause. Completes when the pod has drained; fails with the pod's answer, as a sentence. */
    CompletableFuture<Void> pause(Duration maxPauseWait) {
        return pauser.send(maxPauseWait).thenRun(unpauser::notePauseAnswered);
    }

    /** Checks whether the pod is paused. */
    CompletableFuture<Boolean> check(Duration deadline) {
        return pauser.check(deadline);
    }

    /** See {@link PodUnpauser#unpause()}. */
    CompletableFuture<Void> unpause() {
        return unpauser.unpause();
    }

    /** See {@link PodUnpauser#needsUnpause()}. */
    boolean needsUnpause() {
        return unpauser.needsUnpause();
    }

    /** See {@link LatePauseGuard#outlast()}. */
    CompletableFuture<Void> outlastLatePause() {
        return latePause.outlast();
    }

    /** See {@link PodPauser#isNotOurs()}. */
    boolean isNotOurs() {
        return pauser.isNotOurs();
    }

    /** Returns whether somebody else may have paused it: then it is checked until it is unpaused or gone. */
    boolean mayBePausedByOther() {
        return isNotOurs() && !link.isGoneOrGivenUp() && (!unpauser.isConfirmed() || unpauser.isPausedAgain());
    }

    /** Returns whether our Pause was answered before the pod was unpaused, so that it can't arrive any more. */
    boolean isDone() {
        return pauser.hasDrained()
                && unpauser.isConfirmed()
                && unpauser.sentAt() != null
                && pauser.answeredAt() != null
                && pauser.answeredAt().isBefore(unpauser.sentAt())
                && !unpauser.needsRecheck();
    }

    /** Returns whether it is still to be unpaused, or may be paused again by a late Pause of ours. */
    boolean mayStillBePaused() {
        return needsUnpause() || !link.isGivenUp() && (pauser.mayBeLate() || unpauser.needsRecheck());
    }

    /**
     * Returns whether it is certainly unpaused, no matter who had paused it: it was seen so a moment ago, or is gone.
     */
    boolean isKnownUnpaused() {
        return link.isGone() || unpauser.isConfirmed() && !mayBePausedByOther() && !outOfSight;
    }

    /**
     * Rechecks the pod before it is reported as unpaused: if no Pause of ours reached it, or it was unpaused a while ago,
     * somebody else may have paused it. Never fails.
     */
    CompletableFuture<Void> recheck() {
        boolean unreached = pauser.state() == PauseState.NOT_SENT && !unpauser.isConfirmed();
        boolean agesAgo = unpauser.isConfirmed()
                && (isDone() || isNotOurs() || isOutlasted())
                && Duration.between(unpauser.confirmedAt(), loop.now()).compareTo(CONFIRMATION_FRESH) > 0;
        if (link.isGoneOrGivenUp() || link.isGivenUp() || !unreached && !agesAgo) {
            return CompletableFuture.completedFuture(null);
        }
        // A pod that an earlier start unpaused has no connection yet.
        CompletableFuture<Void> connected =
                link.isConnected() ? CompletableFuture.completedFuture(null) : link.reconnect();
        return connected.thenCompose(done -> check(ProtocolTimes.CHECK)).handle((paused, failure) -> {
            outOfSight = failure != null && !link.isGoneOrGivenUp();
            if (failure == null && !paused) {
                unpauser.confirmUnpaused();
            } else if (failure == null) {
                unpauser.setPausedAgain(agesAgo);
                pauser.markNotOurs(
                        unreached ? "no Pause of this window reached it, and it is paused" : whyPausedAgain());
            }
            return null;
        });
    }

    /** Returns whether its unanswered Pause can't arrive any more. */
    private boolean isOutlasted() {
        return pauser.isUnknown() && !pauser.mayBeLate() && !unpauser.needsRecheck();
    }

    private String whyPausedAgain() {
        return unpauser.sentAt() == null
                ? "somebody paused it after this window had seen it open"
                : "somebody paused it after this window had opened it";
    }

    /** Returns whether it appears in the record. */
    boolean wasSentAPause() {
        return pauser.sentAt() != null || pauser.state() != PauseState.NOT_SENT;
    }

    /** Its entry in the record. */
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
                mayBePausedByOther() ? pauser.whyNotOurs() : null);
    }
}
