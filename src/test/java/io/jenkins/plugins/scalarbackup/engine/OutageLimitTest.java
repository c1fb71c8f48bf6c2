package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageLimitTest {
    private static final Duration NANO = Duration.ofNanos(1);

    private final HandLoop loop = new HandLoop();
    private int reached;
    private final OutageLimit limit = new OutageLimit(loop, Duration.ofSeconds(300), () -> reached++);

    @Test
    void itIsReachedWhenItsTimeIsOverAndNotBefore() {
        loop.pass(Duration.ofMinutes(9));
        limit.begin(Duration.ZERO);
        loop.pass(Duration.ofSeconds(300).minus(NANO));
        assertEquals(0, reached);
        loop.pass(NANO);
        assertEquals(1, reached);
    }

    /** An adopted window has used up some of it. */
    @Test
    void whatHasPassedBeforeCounts() {
        limit.begin(Duration.ofSeconds(299));
        loop.pass(Duration.ofSeconds(1));
        assertEquals(1, reached);
        assertFalse(limit.isLongPast());
        loop.pass(Duration.ofSeconds(60).minus(NANO));
        assertFalse(limit.isLongPast());
        loop.pass(NANO);
        assertTrue(limit.isLongPast());
    }

    @Test
    void windowInThePastEndsAtOnceAndInTheFutureBeginsNow() {
        limit.begin(Duration.ofSeconds(1_000));
        loop.pass(Duration.ZERO);
        assertEquals(1, reached);
        assertTrue(limit.isLongPast());

        OutageLimit early = new OutageLimit(loop, Duration.ofSeconds(300), () -> reached++);
        early.begin(Duration.ofSeconds(-1_000));
        loop.pass(Duration.ofSeconds(299));
        assertEquals(1, reached);
        loop.pass(Duration.ofSeconds(1));
        assertEquals(2, reached);
    }

    /** Until pods may be unpaused without an answer, and that has been tried. */
    @Test
    void itAsksAgainEveryFiveSecondsAsLongAsThatCanHelp() {
        limit.begin(Duration.ofSeconds(300));
        loop.pass(Duration.ZERO);
        for (int i = 1; i <= 14; i++) {
            loop.pass(Duration.ofSeconds(5).minus(NANO));
            assertEquals(i, reached);
            loop.pass(NANO);
            assertEquals(i + 1, reached, "after " + 5 * i + " s");
        }
        loop.pass(Duration.ofMinutes(10));
        assertEquals(15, reached);
    }

    @Test
    void openPodsEndIt() {
        limit.begin(Duration.ZERO);
        loop.pass(Duration.ofSeconds(302));
        limit.end();
        loop.pass(Duration.ofMinutes(10));
        assertEquals(1, reached);

        limit.begin(Duration.ZERO);
        limit.end();
        loop.pass(Duration.ofMinutes(10));
        assertEquals(1, reached, "nor is it reached when it was over before");
    }

    @Test
    void oneThatDidNotBeginIsNotReached() {
        limit.end();
        loop.pass(Duration.ofMinutes(10));
        assertEquals(0, reached);
    }
}
