package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExtendedEndTest {
    private static final Instant WHOLE = Instant.parse("2026-01-31T02:00:00Z");

    private static long tolerated(Instant from, Instant until) {
        Long tolerated = RestorePoint.inside(new WindowTimes(null, from, until, null, null, 0))
                .toleratedClockSkewMillis();
        return tolerated == null ? -1 : tolerated;
    }

    @Test
    void wheneverItBeginsAWindowToleratesHalfOfWhatItWasAskedFor() {
        for (int seconds = 1; seconds <= 4; seconds++) {
            for (int millis = 0; millis < 1_000; millis++) {
                for (int skew : new int[] {1, 90, 180, 499, 500 * seconds - 2}) {
                    Instant from = WHOLE.plusMillis(millis);
                    Instant until = from.plusSeconds(seconds);
                    Instant end = RestorePoint.extendedEnd(from, until, Duration.ofMillis(skew));
                    assertTrue(tolerated(from, end) >= skew, from + " for " + seconds + " s, " + skew + " ms: " + end);
                    assertTrue(!end.isBefore(until) && !end.isAfter(until.plusSeconds(1)), end.toString());
                }
            }
        }
    }

    @Test
    void whatHasRoomOrNeverWillIsNotLonger() {
        Instant until = WHOLE.plusSeconds(10);
        assertEquals(until, RestorePoint.extendedEnd(WHOLE, until, Duration.ofSeconds(4)));
        assertEquals(until, RestorePoint.extendedEnd(WHOLE, until, Duration.ofSeconds(20)));
    }
}
