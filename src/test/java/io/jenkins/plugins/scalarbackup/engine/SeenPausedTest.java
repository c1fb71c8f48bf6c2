package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeenPausedTest {
    private static final Duration LEASE = ProtocolTimes.LEASE;
    private static final Duration MILLI = Duration.ofMillis(1);

    private final HandLoop loop = new HandLoop();
    private final SeenPaused seen = new SeenPaused(loop);

    private void answers(boolean paused) {
        seen.answered(paused, loop.nanoTime(), loop.now());
    }

    @Test
    void itLastsALeaseFromOurPauseAndFromEachLook() {
        loop.pass(Duration.ofMinutes(5));
        assertFalse(seen.withoutGap(), "nothing was paused yet");
        seen.begin();
        loop.pass(LEASE);
        assertTrue(seen.withoutGap());
        answers(true);
        loop.pass(LEASE);
        assertTrue(seen.withoutGap());
        loop.pass(MILLI);
        assertFalse(seen.withoutGap());
        answers(true);
        assertFalse(seen.withoutGap(), "once there was a gap, it may be another's");
    }

    @Test
    void aPodThatWasOpenIsNotOursAnyMoreUntilOurNextPause() {
        seen.begin();
        answers(false);
        answers(true);
        assertFalse(seen.withoutGap());
        seen.begin();
        assertTrue(seen.withoutGap());
    }

    @Test
    void whatIsSaidBeforeOurPauseCountsForNothing() {
        answers(false);
        seen.begin();
        assertTrue(seen.withoutGap());
    }

    /** The answer says what was so when the pod gave it, which may have been as early as it was asked. */
    @Test
    void aLateAnswerReachesNoFurtherThanItsQuestion() {
        seen.begin();
        loop.pass(Duration.ofSeconds(10));
        long asked = loop.nanoTime();
        Instant askedAt = loop.now();
        loop.pass(Duration.ofSeconds(10));
        seen.answered(true, asked, askedAt);
        loop.pass(LEASE.minusSeconds(10));
        assertTrue(seen.withoutGap());
        loop.pass(MILLI);
        assertFalse(seen.withoutGap());
    }

    @Test
    void anAnswerThatWasOvertakenTakesNothingBack() {
        seen.begin();
        long early = loop.nanoTime();
        Instant earlyAt = loop.now();
        loop.pass(Duration.ofSeconds(20));
        answers(true);
        seen.answered(true, early, earlyAt);
        loop.pass(LEASE);
        assertTrue(seen.withoutGap());
    }

    /** A machine that was suspended knows it by its wall clock only. */
    @Test
    void theWallClockTellsOfAGapToo() {
        seen.begin();
        loop.step(LEASE);
        assertTrue(seen.withoutGap());
        loop.step(MILLI);
        assertFalse(seen.withoutGap());
        seen.begin();
        loop.step(LEASE.negated().minus(MILLI));
        assertFalse(seen.withoutGap(), "one that goes back may hide as much");
    }

    @Test
    void anEarlierProcessHasSeenItWithinALease() {
        loop.pass(Duration.ofMinutes(1));
        seen.beganBefore(loop.now().minus(LEASE));
        assertTrue(seen.withoutGap());
        loop.pass(MILLI);
        assertFalse(seen.withoutGap());
        seen.beganBefore(loop.now().minus(LEASE).minus(MILLI));
        assertFalse(seen.withoutGap());
        seen.beganBefore(loop.now());
        assertTrue(seen.withoutGap());
        seen.beganBefore(loop.now().plus(MILLI));
        assertFalse(seen.withoutGap(), "a clock that was set says nothing");
        seen.beganBefore(null);
        assertFalse(seen.withoutGap(), "nor does nobody");
    }
}
