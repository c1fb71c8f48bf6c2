package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ProtocolTimes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PauseContinuityTest {
    private static final Duration LEASE = ProtocolTimes.LEASE;
    private static final Duration MILLI = Duration.ofMillis(1);

    private final HandLoop loop = new HandLoop();
    private final PauseContinuity seen = new PauseContinuity(loop);

    private void answers(boolean paused) {
        seen.noteAnswer(paused, loop.nanoTime(), loop.now());
    }

    @Test
    void itLastsALeaseFromOurPauseAndFromEachLook() {
        loop.pass(Duration.ofMinutes(5));
        assertFalse(seen.isUnbroken(), "nothing was paused yet");
        seen.begin();
        loop.pass(LEASE);
        assertTrue(seen.isUnbroken());
        answers(true);
        loop.pass(LEASE);
        assertTrue(seen.isUnbroken());
        loop.pass(MILLI);
        assertFalse(seen.isUnbroken());
        answers(true);
        assertFalse(seen.isUnbroken(), "once there was a gap, it may be another's");
    }

    @Test
    void aPodThatWasOpenIsNotOursAnyMoreUntilOurNextPause() {
        seen.begin();
        answers(false);
        answers(true);
        assertFalse(seen.isUnbroken());
        seen.begin();
        assertTrue(seen.isUnbroken());
    }

    @Test
    void whatIsSaidBeforeOurPauseCountsForNothing() {
        answers(false);
        seen.begin();
        assertTrue(seen.isUnbroken());
    }

    /** An answer tells the state at the time when the pod gave it, which may have been as early as the request. */
    @Test
    void aLateAnswerReachesNoFurtherThanItsQuestion() {
        seen.begin();
        loop.pass(Duration.ofSeconds(10));
        long asked = loop.nanoTime();
        Instant askedAt = loop.now();
        loop.pass(Duration.ofSeconds(10));
        seen.noteAnswer(true, asked, askedAt);
        loop.pass(LEASE.minusSeconds(10));
        assertTrue(seen.isUnbroken());
        loop.pass(MILLI);
        assertFalse(seen.isUnbroken());
    }

    @Test
    void anAnswerThatWasOvertakenTakesNothingBack() {
        seen.begin();
        long early = loop.nanoTime();
        Instant earlyAt = loop.now();
        loop.pass(Duration.ofSeconds(20));
        answers(true);
        seen.noteAnswer(true, early, earlyAt);
        loop.pass(LEASE);
        assertTrue(seen.isUnbroken());
    }

    /** After a suspension of the machine, only the wall clock shows the gap. */
    @Test
    void theWallClockTellsOfAGapToo() {
        seen.begin();
        loop.step(LEASE);
        assertTrue(seen.isUnbroken());
        loop.step(MILLI);
        assertFalse(seen.isUnbroken());
        seen.begin();
        loop.step(LEASE.negated().minus(MILLI));
        assertFalse(seen.isUnbroken(), "one that goes back may hide as much");
    }

    @Test
    void anEarlierProcessHasSeenItWithinALease() {
        loop.pass(Duration.ofMinutes(1));
        seen.noteSeenBefore(loop.now().minus(LEASE));
        assertTrue(seen.isUnbroken());
        loop.pass(MILLI);
        assertFalse(seen.isUnbroken());
        seen.noteSeenBefore(loop.now().minus(LEASE).minus(MILLI));
        assertFalse(seen.isUnbroken());
        seen.noteSeenBefore(loop.now());
        assertTrue(seen.isUnbroken());
        seen.noteSeenBefore(loop.now().plus(MILLI));
        assertFalse(seen.isUnbroken(), "a clock that was set says nothing");
        seen.noteSeenBefore(null);
        assertFalse(seen.isUnbroken(), "nor does nobody");
    }
}
