package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Compares the restore point with every whole second in the window. */
class RestorePointTest {
    @Test
    void isTheWholeSecondInsideThatIsNearestTheMiddle() {
        Random random = new Random(20261122);
        for (int i = 0; i < 50_000; i++) {
            long from = 1_795_000_000_000L + random.nextInt(3_000);
            // Mostly short windows, where the edge cases are.
            long length = random.nextInt(random.nextBoolean() ? 2_500 : 60_000);
            check(from, from + length);
        }
        for (long from = 0; from <= 2_000; from += 250) {
            for (long length = 0; length <= 4_000; length += 250) {
                check(from, from + length);
            }
        }
    }

    private static void check(long from, long until) {
        RestorePoint point = Samples.lasting(Instant.ofEpochMilli(from), Instant.ofEpochMilli(until))
                .restorePoint();
        String window = from + " to " + until + ": " + point;
        assertEquals(from, point.notBefore().toEpochMilli(), window);
        assertEquals(until, point.notAfter().toEpochMilli(), window);
        // The closer to the middle, the greater the distance to the nearer end.
        OptionalLong best = LongStream.rangeClosed(from / 1000, until / 1000)
                .map(second -> second * 1000)
                .filter(second -> second >= from && second <= until)
                .map(second -> Math.min(second - from, until - second))
                .max();
        if (best.isEmpty()) {
            assertNull(point.recommended(), window);
            assertNull(point.toleratedClockSkewMillis(), window);
            return;
        }
        long recommended = point.recommended().toEpochMilli();
        assertEquals(0, recommended % 1000, window);
        assertEquals(best.getAsLong(), Math.min(recommended - from, until - recommended), window);
        assertEquals(best.getAsLong(), point.toleratedClockSkewMillis(), window);
    }

    @Test
    void isNoneWhereTheClockIsOffByMoreThanTheWindowTolerates() {
        WindowRecord window = Samples.lasting(Instant.ofEpochMilli(0), Instant.ofEpochMilli(4_000));
        WindowRecord off = new WindowRecord(
                window.id(),
                window.verdict(),
                window.windowProven(),
                window.bodyCompleted(),
                window.reasons(),
                window.warnings(),
                window.times(),
                new ClockOffset(1_990, 20),
                window.drift(),
                window.targets(),
                DatabaseClocks.NONE,
                null);
        assertEquals(Instant.ofEpochSecond(2), window.restorePoint().recommended());
        assertNull(off.restorePoint().recommended());
        assertEquals(Instant.ofEpochMilli(0), off.restorePoint().notBefore());
    }

    @Test
    void isNoneWhereNothingIsProven() {
        WindowRecord window = Samples.inconsistent("w");
        assertEquals(RestorePoint.NONE, window.restorePoint());
    }
}
