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
import java.util.function.Function;
import java.util.function.Supplier;

/** One pod's gate in a window: what was sent to it, what it answered, and how to reach it. */
final class PodPauser {
    static final int TRIES_BEFORE_RECONNECT = 3;
    /** What was known so lately is known still. */
    private static final Duration LATELY = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final LoopFutures futures;
    private final Pod pod;
    private final SeenPaused seenPaused;
    private final PodUnpauser opening;
    private final PausedProcess process;

    private PodConnection connection;
    private String address;
    private Function<PodPauser, CompletableFuture<PodConnection>> reconnection =
            gate -> CompletableFuture.failedFuture(new RefusedException("There is no way to connect to it again."));
    private Supplier<CompletableFuture<PodConnection>> whereItWas =
            () -> CompletableFuture.failedFuture(new RefusedException("Where it was is not known."));
    private PauseState pause = PauseState.NOT_SENT;
    private Instant pauseSentAt;
    private long pauseSentNanos;
    private Instant pauseAnsweredAt;
    private long pauseAnsweredNanos;
    private String whyNotOurs;
    private Runnable notOurs = () -> {};
    private Duration maxPauseWait = Duration.ZERO;
    private Instant unpauseSentAt;
    private Instant unpauseConfirmedAt;
    private int unpauseTries;
    private int fruitlessTries;
    private boolean gone;
    private boolean givenUp;
    private boolean closed;
    /** Somebody closed it again after it was known to be open. */
    private boolean heldAgain;
    /** It did not answer the last look: nobody knows who holds it by now. */
    private boolean outOfSight;

    private String error;

    PodPauser(EventLoop loop, Pod pod, PodConnection connection) {
        this.loop = loop;
        this.futures = new LoopFutures(loop);
        this.pod = pod;
        this.seenPaused = new SeenPaused(loop);
        this.process = new PausedProcess(pod);
        this.opening = new PodUnpauser(loop, this);
        this.connection = connection;
        this.address = connection == null ? pod.ip() : connection.address();
    }

    /** A gate that was found closed and is to be opened whoever closed it. */
    static PodPauser foundPaused(EventLoop loop, Pod pod, PodConnection connection) {
        PodPauser gate = new PodPauser(loop, pod, connection);
        gate.pause = PauseState.DRAINED;
        return gate;
    }

    /** A gate that a Pause of ours may have closed, or may close yet: whatever the pod answered to it is forgotten. */
    static PodPauser perhapsPaused(EventLoop loop, Pod pod, PodConnection connection) {
        PodPauser gate = new PodPauser(loop, pod, connection);
        gate.pause = PauseState.UNKNOWN;
        return gate;
    }

    /** Ends the tries, where it is not ours to go on for ever. */
    void giveUp() {
        givenUp = true;
        gone = true;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /**
     * A gate as a journal remembers it; it has no connection until the first try makes one. One that was known to be open
     * stays so until {@link #mayBeClosedAgain()}.
     *
     * @param seen when the earlier process saw it paused last; null when it never did
     */
    static PodPauser remembered(
            EventLoop loop, Pod pod, PodPause was, PauseState pause, Duration maxPauseWait, Instant seen) {
        PodPauser gate = new PodPauser(loop, pod, null);
        gate.address = was.address();
        gate.pause = pause == PauseState.UNANSWERED ? PauseState.UNKNOWN : pause;
        gate.pauseSentAt = was.pauseSentAt();
        // When it was sent on a clock that is gone is not known: the whole time counts again.
        gate.pauseSentNanos = loop.nanoTime();
        gate.pauseAnsweredAt = was.pauseAnsweredAt();
        gate.maxPauseWait = maxPauseWait;
        gate.unpauseSentAt = was.unpauseSentAt();
        gate.unpauseConfirmedAt = was.unpauseConfirmedAt();
        gate.unpauseTries = was.unpauseTries();
        gate.error = was.error();
        gate.whyNotOurs = was.notOurs() == null && pause == PauseState.NOT_OURS ? was.error() : was.notOurs();
        gate.pauseAnsweredNanos = loop.nanoTime();
        // An Unpause that was sent may have opened it, whatever came then.
        gate.seenPaused.beganBefore(was.unpauseSentAt() == null ? seen : null);
        return gate;
    }

    /** A Pause of ours may have arrived since it was seen open: it is to be opened once more. */
    void mayBeClosedAgain() {
        unpauseConfirmedAt = null;
    }

    /** What is asked before each Unpause: whether the lock is ours, so that nobody else's window is opened. */
    void opensWhen(Supplier<CompletableFuture<Boolean>> isOurs) {
        opening.opensWhen(isOurs);
    }

    /** What is told of each answer to an Unpause, well or not, and waited for before CheckPaused confirms it. */
    void confirmsAfter(Supplier<CompletableFuture<Void>> answered) {
        opening.confirmsAfter(answered);
    }

    /** What hears, in the turn of the answer, that the pod is not ours. */
    void whenNotOurs(Runnable hears) {
        notOurs = hears;
    }

    /** How to reach the pod anew; answers null when the pod (its UID) is gone. */
    void reconnectBy(Function<PodPauser, CompletableFuture<PodConnection>> way) {
        reconnection = way;
    }

    /** How to reach it where it was, when nobody says in time where it is. */
    void connectWhereItWasBy(Supplier<CompletableFuture<PodConnection>> way) {
        whereItWas = way;
    }

    Pod pod() {
        return pod;
    }

    PauseState pause() {
        return pause;
    }

    boolean hasDrained() {
        return pause == PauseState.DRAINED;
    }

    String error() {
        return error;
    }

    PodConnection connection() {
        return connection;
    }

    boolean isConnected() {
        return connection != null;
    }

    /** Whether there is no reason to look for another connection. */
    boolean hasGoodConnection() {
        return connection != null && fruitlessTries < TRIES_BEFORE_RECONNECT;
    }

    /** Readies what comes next. */
    void expect(PodConnection.Request... next) {
        if (connection != null) {
            connection.expect(next);
        }
    }

    /** Sends the one Pause. Completes when the pod has drained; fails with the pod's answer, as a sentence. */
    CompletableFuture<Void> sendPause(Duration maxPauseWait) {
        this.maxPauseWait = maxPauseWait;
        pause = PauseState.UNANSWERED;
        pauseSentAt = loop.now();
        pauseSentNanos = loop.nanoTime();
        process.pauseSentBy(connection);
        seenPaused.begin();
        return futures.call(() -> connection.pause(maxPauseWait, maxPauseWait.plus(ProtocolTimes.LATE_PAUSE_MARGIN)))
                .handle((drained, failure) -> {
                    pauseAnswered(Failures.cause(failure));
                    return failure;
                })
                .thenCompose(failure -> failure == null
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new RefusedException(
                                "Pod " + pod.name() + " (" + address + ") was not paused: " + error)));
    }

    private void pauseAnswered(Throwable failure) {
        if (failure == null) {
            pause = PauseState.DRAINED;
            pauseAnsweredAt = loop.now();
            pauseAnsweredNanos = loop.nanoTime();
            opening.pauseAnswered();
            return;
        }
        error = Failures.sentence(failure);
        if (!(failure instanceof AdminCallException call)) {
            pause = PauseState.UNKNOWN;
            return;
        }
        switch (call.outcome()) {
            case UNREACHABLE, REFUSED -> pause = PauseState.NOT_SENT;
            case DRAIN_TIMED_OUT, STILL_PAUSED_BY_ANOTHER, PAUSE_IN_PROGRESS, OPENED_BY_ANOTHER -> isNotOurs(error);
            default -> pause = PauseState.UNKNOWN;
        }
    }

    /** The pod as the API server tells of it. */
    void seen(Pod now, int adminPort) {
        process.seen(now, adminPort, pause == PauseState.DRAINED);
        lookForItsProcess();
    }

    /** A process that is gone took our pause with it: whatever holds the pod now is somebody else. */
    void lookForItsProcess() {
        if (pause == PauseState.DRAINED && process.isGone()) {
            isNotOurs("its container was restarted after this window had paused it, which ended that pause");
        }
    }

    /** Whether it is to be asked before an Unpause is sent: the process that we paused may be gone. */
    boolean mayBeAnotherProcess() {
        return pause == PauseState.DRAINED && process.mayBeGone();
    }

    private void isNotOurs(String why) {
        pause = PauseState.NOT_OURS;
        whyNotOurs = why;
        notOurs.run();
    }

    /** Whether nobody knows yet what became of its Pause. */
    boolean isPauseUnknown() {
        return pause.isUnknown();
    }

    /** Whether its PauseState may still be under way. */
    boolean mayPauseBeLate() {
        long until = pauseSentNanos
                + maxPauseWait.plus(ProtocolTimes.LATE_PAUSE_MARGIN).toNanos();
        return isPauseUnknown() && loop.nanoTime() - until < 0;
    }

    /**
     * Makes a connection: to where the API server says that the pod is, and when it does not say so in time, to where the
     * pod was. Never fails; whoever needs it tries again.
     */
    CompletableFuture<Void> connectAgain() {
        fruitlessTries = 0;
        CompletableFuture<Void> connected = new CompletableFuture<>();
        EventLoop.Timer patience = loop.after(
                ProtocolTimes.POD_QUESTION, () -> connectWhereItWas().thenRun(() -> connected.complete(null)));
        PodConnection before = connection;
        reconnection.apply(this).whenComplete((fresh, failure) -> {
            patience.cancel();
            if (failure == null) {
                take(fresh, before);
                connected.complete(null);
            } else {
                error = Failures.sentence(failure);
                connectWhereItWas().thenRun(() -> connected.complete(null));
            }
        });
        return connected;
    }

    private void take(PodConnection fresh, PodConnection before) {
        if (fresh == null) {
            gone = true;
        } else if (closed || connection != before && hasGoodConnection()) {
            // The answer came late: nobody needs it any more, or one to where it was is in use.
            fresh.close();
        } else {
            closeConnection();
            connection = fresh;
        }
    }

    private CompletableFuture<Void> connectWhereItWas() {
        if (connection != null) {
            return CompletableFuture.completedFuture(null);
        }
        return whereItWas.get().handle((old, failure) -> {
            if (failure == null && connection == null && !closed) {
                connection = old;
            } else if (failure == null && old != null) {
                old.close();
            }
            return null;
        });
    }

    /** Whether the gate is closed. */
    CompletableFuture<Boolean> check(Duration deadline) {
        if (connection == null) {
            return CompletableFuture.failedFuture(new AdminCallException(
                    AdminCallException.Outcome.UNREACHABLE, "There is no connection to it again yet."));
        }
        return check(connection, deadline);
    }

    CompletableFuture<Boolean> check(PodConnection by, Duration deadline) {
        long asked = loop.nanoTime();
        Instant askedByWallClock = loop.now();
        return futures.call(() -> by.checkPaused(deadline)).thenApply(paused -> {
            seenPaused.answered(paused, asked, askedByWallClock);
            boolean afterItsAnswer = pause == PauseState.DRAINED && asked - pauseAnsweredNanos >= 0;
            if (!paused && afterItsAnswer && unpauseSentAt == null) {
                isNotOurs("somebody else opened it after this window had paused it");
            }
            return paused;
        });
    }

    /**
     * Asks over a connection that is made anew, by which a tunnel's own failure is told from the pod's. One that answers is
     * kept. Answers whether that one, too, says that nobody serves the port; never fails.
     */
    CompletableFuture<Boolean> isPortClosedAnew(Duration deadline) {
        CompletableFuture<Boolean> closedAnew = new CompletableFuture<>();
        // Where nobody says in time where the pod is, nothing is known of it.
        EventLoop.Timer patience = loop.after(deadline, () -> closedAnew.complete(false));
        PodConnection before = connection;
        reconnection
                .apply(this)
                .thenCompose(fresh -> fresh == null
                        ? CompletableFuture.completedFuture(false)
                        : futures.call(() -> fresh.checkPaused(deadline)).handle((paused, failure) -> {
                            if (failure == null) {
                                take(fresh, before);
                            } else {
                                fresh.close();
                            }
                            return AdminCallException.isPortClosed(Failures.cause(failure));
                        }))
                .whenComplete((isClosed, failure) -> {
                    patience.cancel();
                    closedAnew.complete(failure == null && isClosed);
                });
        return closedAnew;
    }

    /** Whether it was seen paused ever since our Pause, so that it can't be another's. */
    boolean wasSeenPausedWithoutGap() {
        return seenPaused.withoutGap();
    }

    /**
     * Whether it has to be opened. One that was sent exactly our one Pause and answered that it did not take hold is not
     * ours to open.
     */
    boolean isToBeOpened() {
        return !gone && unpauseConfirmedAt == null && pause != PauseState.NOT_SENT && pause != PauseState.NOT_OURS;
    }

    /** Whether our Pause is known not to hold it. */
    boolean isNotOurs() {
        return pause == PauseState.NOT_OURS;
    }

    /** Whether no Pause of ours holds it: none arrived, or the one that did is known not to have taken hold. */
    boolean isNoneOfOurs() {
        return pause == PauseState.NOT_SENT || pause == PauseState.NOT_OURS;
    }

    /** Whether it may be paused by somebody else: it is looked at until it is open or gone. */
    boolean isToBeLookedAt() {
        return isNotOurs() && !gone && (unpauseConfirmedAt == null || heldAgain);
    }

    /** Whether our Pause was answered before it was opened, so that none of ours can close it any more. */
    boolean isOver() {
        return pause == PauseState.DRAINED
                && unpauseConfirmedAt != null
                && unpauseSentAt != null
                && pauseAnsweredAt != null
                && pauseAnsweredAt.isBefore(unpauseSentAt)
                && !opening.isToBeCheckedAgain();
    }

    /**
     * Looks once more before it is said to be open: one that no Pause of ours reached, or that was seen open a while ago, may
     * be paused by somebody else. Never fails.
     */
    CompletableFuture<Void> lookOnceMore() {
        boolean unreached = pause == PauseState.NOT_SENT && !isConfirmed();
        boolean agesAgo = isConfirmed()
                && (isOver() || isNotOurs() || isOutlasted())
                && Duration.between(unpauseConfirmedAt, loop.now()).compareTo(LATELY) > 0;
        if (gone || givenUp || !unreached && !agesAgo) {
            return CompletableFuture.completedFuture(null);
        }
        // One that an earlier start opened has no connection of this one.
        CompletableFuture<Void> connected = isConnected() ? CompletableFuture.completedFuture(null) : connectAgain();
        return connected.thenCompose(done -> check(ProtocolTimes.CHECK)).handle((paused, failure) -> {
            outOfSight = failure != null && !gone;
            if (failure == null && !paused) {
                confirmOpen();
            } else if (failure == null) {
                heldAgain = agesAgo;
                isNotOurs(unreached ? "no Pause of this window reached it, and it is paused" : whoHoldsItAgain());
            }
            return null;
        });
    }

    /** Whether its Pause, which had no answer, can't arrive any more. */
    private boolean isOutlasted() {
        return isPauseUnknown() && !mayPauseBeLate() && !opening.isToBeCheckedAgain();
    }

    private String whoHoldsItAgain() {
        return unpauseSentAt == null
                ? "somebody paused it after this window had seen it open"
                : "somebody paused it after this window had opened it";
    }

    /** Why its pause, if it has one, is not ours; null where it is. */
    String whyNotOurs() {
        return whyNotOurs;
    }

    /** Whether the record speaks of it. */
    boolean wasSentAPause() {
        return pauseSentAt != null || pause != PauseState.NOT_SENT;
    }

    /**
     * The pod left the selection: it is gone, or somebody took a label from it and it is as paused as before. The next
     * try asks.
     */
    void mayBeGone() {
        fruitlessTries = TRIES_BEFORE_RECONNECT;
    }

    boolean isGone() {
        return gone;
    }

    boolean isConfirmed() {
        return unpauseConfirmedAt != null;
    }

    /** Whether it may be said of it that it is open, whoever had paused it: it was seen to be a moment ago, or is gone. */
    boolean isKnownToBeOpen() {
        return gone || isConfirmed() && !isToBeLookedAt() && !outOfSight;
    }

    /** It is known to be open, or gone. */
    void confirmOpen() {
        heldAgain = false;
        if (unpauseConfirmedAt == null) {
            unpauseConfirmedAt = loop.now();
        }
    }

    /**
     * Opens the gate. Completes when the pod has acknowledged an Unpause and says that it is open, or is gone. Never
     * fails, and never gives up; who asks again meanwhile waits for the same.
     */
    CompletableFuture<Void> open() {
        return opening.open();
    }

    /** Looks at it once. Never fails. */
    CompletableFuture<Boolean> look() {
        return opening.look();
    }

    /** Looks at one that is not ours until it is open or gone. Never fails, and never gives up. */
    CompletableFuture<Void> lookUntilOpen() {
        return opening.lookUntilOpen();
    }

    CompletableFuture<Void> sendUnpause(PodConnection by) {
        if (unpauseSentAt == null) {
            unpauseSentAt = loop.now();
        }
        unpauseTries++;
        return futures.call(() -> by.unpause(ProtocolTimes.UNPAUSE_CALL));
    }

    void tryWasFruitless(String why) {
        fruitlessTries++;
        error = why;
    }

    /** Still paused, or silent: it may have moved. */
    void lookWasFruitless() {
        fruitlessTries++;
    }

    /** From now on there is no hurry: the tries go on with longer delays. */
    void openPatiently() {
        opening.openPatiently();
    }

    /** A try before the next one is due, which joins it if it still lasts then: never two at once. */
    void tryNow() {
        opening.tryNow();
    }

    /**
     * Completes when no Pause of ours can arrive late any more: at once where the pod answered ours before it was opened,
     * else it is checked until the drain's time and a margin have passed, and once after that, and opened again if need
     * be.
     */
    CompletableFuture<Void> outlastLatePause() {
        return opening.outlastLatePause();
    }

    /** Whether it is still to be opened, or a Pause of ours may arrive late and close it again. */
    boolean mayStillBePaused() {
        return isToBeOpened() || !givenUp && (mayPauseBeLate() || opening.isToBeCheckedAgain());
    }

    /** What the record says of it. */
    PodPause recorded() {
        return new PodPause(
                pod.name(),
                pod.uid(),
                address,
                pauseSentAt,
                pauseAnsweredAt,
                unpauseSentAt,
                unpauseConfirmedAt,
                unpauseTries,
                error,
                isToBeLookedAt() ? whyNotOurs : null);
    }

    /** Gives the connection back. */
    void close() {
        closed = true;
        closeConnection();
    }

    private void closeConnection() {
        if (connection != null) {
            connection.close();
        }
    }
}
