package io.jenkins.plugins.scalarbackup.backup;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One pod's gate in a window: what was sent to it, what it answered, and the Unpause that does not rest until the gate is
 * known to be open or the pod is gone (invariant I1).
 */
final class PodGate {
    /** How long the last Pause that got no answer may still be under way, beyond the drain. */
    static final Duration LATE_PAUSE_MARGIN = Duration.ofSeconds(10);

    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration LATE_CHECK = Duration.ofSeconds(1);
    private static final int TRIES_BEFORE_RECONNECT = 3;
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final RetryPolicy<Boolean> AT_FIRST = RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .withMaxAttempts(-1)
            .withBackoff(FIRST_RETRY.multipliedBy(2), Duration.ofSeconds(5))
            .build();
    private static final RetryPolicy<Boolean> IN_BACKGROUND = RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .withMaxAttempts(-1)
            .withBackoff(Duration.ofSeconds(5), Duration.ofSeconds(60))
            .build();

    /** What is known of the Pause that was sent. */
    enum Pause {
        /** None was sent, or it can't have reached the pod. */
        NOT_SENT,
        /** Sent, no answer yet. */
        UNANSWERED,
        /** Drained and paused. */
        DRAINED,
        /** The pod answered that it is not paused by us. */
        NOT_PAUSED,
        /** The pod answered that somebody else's request holds it. */
        HELD_BY_ANOTHER,
        /** Lost on the way, or its answer was: it may have taken effect, and may yet. */
        UNKNOWN
    }

    private final Loop loop;
    private final Turns turns;
    private final FailsafeExecutor<Boolean> atFirst;
    private final FailsafeExecutor<Boolean> inBackground;
    private final Pod pod;

    private PodConnection connection;
    private String address;
    private Function<PodGate, CompletableFuture<PodConnection>> reconnection =
            gate -> CompletableFuture.failedFuture(new RefusedException("There is no way to connect to it again."));
    private Supplier<CompletableFuture<Boolean>> isOurs = () -> CompletableFuture.completedFuture(true);
    private Supplier<CompletableFuture<Void>> unpauseAnswered = () -> CompletableFuture.completedFuture(null);
    private Pause pause = Pause.NOT_SENT;
    private Instant pauseSentAt;
    private long pauseSentNanos;
    private Instant pauseAnsweredAt;
    private Duration maxPauseWait = Duration.ZERO;
    private Instant unpauseSentAt;
    private Instant unpauseConfirmedAt;
    private int unpauseTries;
    /** Null before it is to be opened. */
    private CompletableFuture<Void> opening;

    private CompletableFuture<Boolean> underWay = CompletableFuture.completedFuture(false);
    private int fruitlessTries;
    private boolean isToBeCheckedAgain;
    private boolean patient;
    private boolean gone;
    private boolean givenUp;
    private String error;

    PodGate(Loop loop, Pod pod, PodConnection connection) {
        this.loop = loop;
        this.turns = new Turns(loop);
        LoopScheduler scheduler = new LoopScheduler(loop);
        this.atFirst = Failsafe.with(AT_FIRST).with(scheduler);
        this.inBackground = Failsafe.with(IN_BACKGROUND).with(scheduler);
        this.pod = pod;
        this.connection = connection;
        this.address = connection == null ? pod.ip() : connection.address();
    }

    /** A gate that was found closed and is to be opened whoever closed it. */
    static PodGate foundPaused(Loop loop, Pod pod, PodConnection connection) {
        PodGate gate = new PodGate(loop, pod, connection);
        gate.pause = Pause.DRAINED;
        return gate;
    }

    /** Ends the tries, where it is not ours to go on for ever. */
    void giveUp() {
        givenUp = true;
        gone = true;
    }

    /**
     * A gate as a journal remembers it; it has no connection until the first try makes one. One that was known to be open
     * stays so until {@link #mayBeClosedAgain()}.
     */
    static PodGate remembered(Loop loop, Pod pod, PodPause was, Pause pause, Duration maxPauseWait) {
        PodGate gate = new PodGate(loop, pod, null);
        gate.address = was.address();
        gate.pause = pause == Pause.UNANSWERED ? Pause.UNKNOWN : pause;
        gate.pauseSentAt = was.pauseSentAt();
        // When it was sent on a clock that is gone is not known: the whole time counts again.
        gate.pauseSentNanos = loop.nanoTime();
        gate.pauseAnsweredAt = was.pauseAnsweredAt();
        gate.maxPauseWait = maxPauseWait;
        gate.unpauseSentAt = was.unpauseSentAt();
        gate.unpauseConfirmedAt = was.unpauseConfirmedAt();
        gate.unpauseTries = was.unpauseTries();
        gate.error = was.error();
        gate.fruitlessTries = TRIES_BEFORE_RECONNECT;
        return gate;
    }

    /** A Pause of ours may have arrived since it was seen open: it is to be opened once more. */
    void mayBeClosedAgain() {
        unpauseConfirmedAt = null;
    }

    /** What is asked before each Unpause: whether the lock is ours, so that nobody else's window is opened. */
    void opensWhen(Supplier<CompletableFuture<Boolean>> isOurs) {
        this.isOurs = isOurs;
    }

    /** What is told of each answer to an Unpause, well or not, and waited for before CheckPaused confirms it. */
    void confirmsAfter(Supplier<CompletableFuture<Void>> answered) {
        unpauseAnswered = answered;
    }

    /** How to reach the pod anew; answers null when the pod (its UID) is gone. */
    void reconnectBy(Function<PodGate, CompletableFuture<PodConnection>> way) {
        reconnection = way;
    }

    Pod pod() {
        return pod;
    }

    Pause pause() {
        return pause;
    }

    boolean hasDrained() {
        return pause == Pause.DRAINED;
    }

    String error() {
        return error;
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
        pause = Pause.UNANSWERED;
        pauseSentAt = loop.now();
        pauseSentNanos = loop.nanoTime();
        return turns.call(() -> connection.pause(maxPauseWait, maxPauseWait.plus(LATE_PAUSE_MARGIN)))
                .handle((drained, failure) -> {
                    pauseAnswered(Turns.cause(failure));
                    return failure;
                })
                .thenCompose(failure -> failure == null
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new RefusedException(
                                "Pod " + pod.name() + " (" + address + ") was not paused: " + error)));
    }

    private void pauseAnswered(Throwable failure) {
        if (failure == null) {
            pause = Pause.DRAINED;
            pauseAnsweredAt = loop.now();
            // An Unpause, or a look, may have overtaken the Pause: that one found the gate open, and then it closed.
            isToBeCheckedAgain |= opening != null;
            return;
        }
        error = Turns.sentence(failure);
        if (!(failure instanceof AdminCallException call)) {
            pause = Pause.UNKNOWN;
            return;
        }
        pause = switch (call.outcome()) {
            case UNREACHABLE -> Pause.NOT_SENT;
            case DRAIN_TIMED_OUT, LOST_RACE, REFUSED -> Pause.NOT_PAUSED;
            case STILL_PAUSED_BY_ANOTHER -> Pause.HELD_BY_ANOTHER;
            case UNKNOWN -> Pause.UNKNOWN;
        };
    }

    /** Makes the connection that a remembered gate lacks. Never fails; whoever needs it tries again. */
    CompletableFuture<Void> connectAgain() {
        CompletableFuture<PodConnection> way = reconnection.apply(this);
        return way.handle((fresh, failure) -> {
            if (failure != null) {
                error = Turns.sentence(failure);
            } else if (fresh == null) {
                gone = true;
            } else {
                close();
                connection = fresh;
                fruitlessTries = 0;
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
        return turns.call(() -> connection.checkPaused(deadline));
    }

    /**
     * Whether it has to be opened. One that was sent exactly our one Pause and answered that somebody else holds it is
     * not ours to open.
     */
    boolean isToBeOpened() {
        return !gone && unpauseConfirmedAt == null && pause != Pause.NOT_SENT && pause != Pause.HELD_BY_ANOTHER;
    }

    /** Whether the record speaks of it. */
    boolean wasSentAPause() {
        return pauseSentAt != null || pause != Pause.NOT_SENT;
    }

    boolean isHeldByAnother() {
        return pause == Pause.HELD_BY_ANOTHER;
    }

    /**
     * The pod left the selection: it is gone, or somebody took a label from it and it is as paused as before. The next
     * try asks.
     */
    void mayBeGone() {
        fruitlessTries = TRIES_BEFORE_RECONNECT;
    }

    /**
     * Opens the gate. Completes when the pod has acknowledged an Unpause and says that it is open, or is gone. Never
     * fails, and never gives up; who asks again meanwhile waits for the same.
     */
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
                        : turns.after(FIRST_RETRY)
                                .thenCompose(waited -> atFirst.getStageAsync(
                                        () -> patient ? CompletableFuture.completedFuture(true) : tryToOpen())))
                .thenCompose(done -> unpauseConfirmedAt != null
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
        if (unpauseSentAt != null && isToBeOpened()) {
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
        if (gone) {
            confirmed();
            return CompletableFuture.completedFuture(true);
        }
        if (connection == null || fruitlessTries >= TRIES_BEFORE_RECONNECT) {
            return reconnect();
        }
        return isOurs.get().thenCompose(ours -> ours ? unpause() : look());
    }

    private CompletableFuture<Boolean> unpause() {
        PodConnection current = connection;
        if (unpauseSentAt == null) {
            unpauseSentAt = loop.now();
        }
        unpauseTries++;
        return turns.call(() -> current.unpause(CALL))
                .handle((acknowledged, failure) -> failure == null ? null : Turns.cause(failure))
                .thenCompose(refusal -> unpauseAnswered
                        .get()
                        .thenCompose(now -> turns.call(() -> current.checkPaused(CALL)))
                        .handle((paused, failure) -> verdict(refusal, paused, Turns.cause(failure))));
    }

    /** Somebody else's window is on it: it is only looked at, until it is open or ours again. */
    private CompletableFuture<Boolean> look() {
        return check(CALL).handle((paused, failure) -> {
            if (Boolean.FALSE.equals(paused)) {
                confirmed();
                return true;
            }
            return false;
        });
    }

    private boolean verdict(Throwable refusal, Boolean paused, Throwable checkFailed) {
        boolean acknowledged = refusal == null || pause == Pause.NOT_PAUSED;
        if (checkFailed == null && !paused && acknowledged) {
            confirmed();
            return true;
        }
        fruitlessTries++;
        error = refusal != null
                ? "Unpause: " + Turns.sentence(refusal)
                : checkFailed != null
                        ? "CheckPaused after Unpause: " + Turns.sentence(checkFailed)
                        : "still paused after an acknowledged Unpause";
        return false;
    }

    private CompletableFuture<Boolean> reconnect() {
        fruitlessTries = 0;
        PodConnection old = connection;
        return connectAgain().thenCompose(done -> {
            // Without a new connection the old one is tried on; without any, the next try asks again.
            boolean same = connection == old && !gone;
            return same ? CompletableFuture.completedFuture(false) : oneTry();
        });
    }

    private void confirmed() {
        // While its Pause may still be under way this says little, however long the others then take.
        isToBeCheckedAgain |= pause == Pause.UNANSWERED || pause == Pause.UNKNOWN || gone && pause == Pause.DRAINED;
        if (unpauseConfirmedAt == null) {
            unpauseConfirmedAt = loop.now();
        }
    }

    /**
     * Completes when no Pause of ours can arrive late any more: at once where the pod answered ours before it was opened,
     * else it is checked until the drain's time and a margin have passed, and once after that, and opened again if need
     * be.
     */
    CompletableFuture<Void> outlastLatePause() {
        long until = pauseSentNanos + maxPauseWait.plus(LATE_PAUSE_MARGIN).toNanos();
        boolean mayBeLate = (pause == Pause.UNANSWERED || pause == Pause.UNKNOWN) && loop.nanoTime() - until < 0;
        if (givenUp || !mayBeLate && !isToBeCheckedAgain) {
            return NOTHING;
        }
        isToBeCheckedAgain = mayBeLate;
        if (gone) {
            return openWhoeverTookItsPlace(TRIES_BEFORE_RECONNECT)
                    .thenCompose(tried -> mayBeLate ? turns.after(LATE_CHECK) : NOTHING)
                    .thenCompose(waited -> outlastLatePause());
        }
        return turns.after(LATE_CHECK)
                .thenCompose(waited -> check(CALL).handle((paused, failure) -> paused))
                .thenCompose(paused -> {
                    if (Boolean.FALSE.equals(paused)) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    // Not known to be open is as good as paused.
                    unpauseConfirmedAt = null;
                    return open();
                })
                .thenCompose(open -> outlastLatePause());
    }

    /**
     * Another pod may stand at a gone pod's address, or under its name, and our Pause may have closed that one: it is asked
     * over the old connection, and opened if the lock is ours.
     */
    private CompletableFuture<Void> openWhoeverTookItsPlace(int tries) {
        if (connection == null || tries == 0) {
            return NOTHING;
        }
        return check(CALL)
                .thenCompose(paused -> paused ? isOurs.get() : CompletableFuture.completedFuture(false))
                .thenCompose(ours -> ours ? turns.call(() -> connection.unpause(CALL)) : NOTHING)
                .handle((done, failure) -> Turns.cause(failure))
                .thenCompose(failure -> failure == null
                                || failure instanceof AdminCallException call
                                        && call.outcome() == AdminCallException.Outcome.UNREACHABLE
                        ? NOTHING
                        : openWhoeverTookItsPlace(tries - 1));
    }

    /** Whether it is still to be opened, or a Pause of ours may arrive late and close it again. */
    boolean mayStillBePaused() {
        long until = pauseSentNanos + maxPauseWait.plus(LATE_PAUSE_MARGIN).toNanos();
        boolean mayBeLate = (pause == Pause.UNANSWERED || pause == Pause.UNKNOWN) && loop.nanoTime() - until < 0;
        return isToBeOpened() || !givenUp && (mayBeLate || isToBeCheckedAgain);
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
                error);
    }

    /** Gives the connection back. */
    void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
