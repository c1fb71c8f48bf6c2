package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class HoldTimerTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    private final HandLoop loop = new HandLoop();
    private final WindowProgress progress = new WindowProgress(new WindowSpec(
            new Holder("jenkins", "1", "w", "build"),
            new WindowParameters(Duration.ofSeconds(3), Duration.ofSeconds(75), Duration.ofSeconds(300), Duration.ZERO),
            true));
    private final WindowClocks clocks = new WindowClocks(loop);
    private final HoldTimer held = new HoldTimer(loop, progress, clocks);

    /** Opens a window at a quarter past a second. */
    private Instant open() {
        if (progress.is(WindowState.Phase.PREPARING)) {
            progress.on(WindowEvent.PAUSE_BEGUN);
            progress.on(WindowEvent.PAUSED);
        }
        progress.setPauseStarted(loop.now());
        progress.setPauseCompleted(loop.now());
        return loop.now();
    }

    private static void lasts(CompletableFuture<Void> kept, HandLoop loop, Duration time) {
        loop.pass(time.minus(MILLI));
        assertFalse(kept.isDone(), "ended before " + time);
        loop.pass(MILLI);
        assertTrue(kept.isDone() && !kept.isCompletedExceptionally(), "not ended after " + time);
    }

    @Test
    void itIsKeptUntilTheWallClockSaysSo() {
        Instant now = open();
        CompletableFuture<Void> kept = held.until(now.plusSeconds(10));
        loop.step(Duration.ofSeconds(-2));
        lasts(kept, loop, Duration.ofSeconds(12));
        assertTrue(held.until(loop.now()).isDone());
        assertTrue(held.until(loop.now().minusSeconds(1)).isDone());
    }

    @Test
    void whoWaitsForAWindowThatIsClosedHearsSo() {
        CompletableFuture<Void> kept = held.until(open().plusSeconds(10));
        loop.pass(Duration.ofSeconds(1));
        held.end();
        assertInstanceOf(
                RefusedException.class,
                assertThrows(CompletionException.class, kept::join).getCause());
        assertTrue(held.until(loop.now().plusSeconds(1)).isCompletedExceptionally());
    }

    /** Without a measurement, half a second each way is assumed: from 0.25 to 3.25 s, there is room around second 2. */
    @Test
    void aWindowWithRoomForARestorePointLastsAsLongAsWasAskedFor() {
        lasts(held.untilLongEnough(open().plusSeconds(3)), loop, Duration.ofSeconds(3));
    }

    /** From 0.25 to 1.25 s, the only whole second has 750 ms before it and 250 ms after it. */
    @Test
    void oneWithoutLastsUntilItHasSome() {
        CompletableFuture<Void> kept = held.untilLongEnough(open().plusSeconds(1));
        lasts(kept, loop, Duration.ofMillis(750 + 500 + 2));
    }

    /** With five milliseconds for rounding. */
    @Test
    void whatWasMeasuredOfTheClocksCountsWithWhatTheyStrayedSince() {
        Instant now = open();
        clocks.noteDifference();
        progress.clocks().setOffset(new ClockOffset(-300, 40));
        loop.step(Duration.ofMillis(-20));
        CompletableFuture<Void> kept = held.untilLongEnough(now.plusSeconds(1));
        loop.pass(Duration.ofMillis(1_020 + 115 + 2 - 1));
        assertFalse(kept.isDone());
        loop.pass(MILLI);
        assertTrue(kept.isDone());
    }

    /** By a clock that is 900 ms ahead, the window is from 1.15 to 2.15 s, and second 2 has 150 ms after it. */
    @Test
    void whereEachDatabasesClockWasMeasuredNoOtherCounts() {
        Instant now = open();
        progress.clocks().measured(List.of("rds"), List.of(new DatabaseClock("rds", 900, 20, now, 5)));
        lasts(held.untilLongEnough(now.plusSeconds(1)), loop, Duration.ofSeconds(1));
    }

    @Test
    void whereOneWasNotMeasuredTheApiServersStandsForIt() {
        Instant now = open();
        progress.clocks().measured(List.of("rds", "dynamodb"), List.of(new DatabaseClock("rds", 900, 20, now, 5)));
        lasts(held.untilLongEnough(now.plusSeconds(1)), loop, Duration.ofMillis(750 + 500 + 2));
    }

    /** With five milliseconds for rounding, and one for the clock's drift in a second. */
    @Test
    void aClockThatIsKnownLessWellGetsMoreRoom() {
        Instant now = open();
        progress.clocks().measured(List.of("rds"), List.of(new DatabaseClock("rds", 900, 300, now, 5)));
        lasts(held.untilLongEnough(now.plusSeconds(1)), loop, Duration.ofMillis(850 + 306 + 2));
    }

    @Test
    void whoAskedForNoWindowGetsNone() {
        Instant now = open();
        progress.setRequestedMillis(0);
        lasts(held.untilLongEnough(now.plusSeconds(1)), loop, Duration.ofSeconds(1));
    }

    @Test
    void oneThatIsBeingClosedIsNotKeptLonger() {
        CompletableFuture<Void> kept = held.untilLongEnough(open().plusSeconds(1));
        loop.pass(Duration.ofMillis(500));
        progress.on(WindowEvent.CLOSE_BEGUN);
        lasts(kept, loop, Duration.ofMillis(500));
    }

    /** Production comes first: nothing is added in the last half second before the limit. */
    @Test
    void theLimitIsNotReachedForARestorePoint() {
        Instant now = open();
        progress.setPauseStarted(now.minus(Duration.ofSeconds(300)).plusMillis(1_252 + 500));
        assertTrue(endsAfter(now, Duration.ofMillis(1_252)), "there is just room for it");
        now = open();
        progress.setPauseStarted(now.minus(Duration.ofSeconds(300)).plusMillis(1_252 + 500 - 1));
        Instant end = loop.now().plusSeconds(1);
        lasts(held.untilLongEnough(end), loop, Duration.ofSeconds(1));
    }

    private boolean endsAfter(Instant now, Duration time) {
        lasts(held.untilLongEnough(now.plusSeconds(1)), loop, time);
        // To a quarter past a second.
        loop.pass(Duration.ofMillis(2_000 - time.toMillis() % 1_000));
        return true;
    }
}
