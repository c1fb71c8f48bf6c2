package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private static final Instant MEASURED = Instant.parse("2026-01-31T02:00:00Z");

    private static DatabaseClock clock(long offset, long uncertainty) {
        return new DatabaseClock("postgresql", offset, uncertainty, MEASURED, 5);
    }

    @Test
    void holdsForFifteenMinutesAndBecomesLessCertain() {
        DatabaseClock clock = clock(800, 20);
        Instant end = MEASURED.plus(Duration.ofMinutes(15));
        assertTrue(clock.holdsAt(end));
        assertFalse(clock.holdsAt(end.plusMillis(1)));
        assertEquals(20, clock.uncertaintyAt(MEASURED));
        assertEquals(21, clock.uncertaintyAt(MEASURED.plusSeconds(1)));
        assertEquals(20 + 180, clock.uncertaintyAt(end));
        // Measured in the window, it also tells something about its beginning.
        assertEquals(22, clock.uncertaintyAt(MEASURED.minusSeconds(10)));
        assertEquals(27, clock.withDeviation(-7).uncertaintyAt(MEASURED));
    }

    @Test
    void windowsAreWholeSecondsAndNeverBelowTwo() {
        assertEquals(2, DatabaseClock.secondsNeededFor(0));
        assertEquals(3, DatabaseClock.secondsNeededFor(1));
        assertEquals(3, DatabaseClock.secondsNeededFor(500));
        assertEquals(4, DatabaseClock.secondsNeededFor(501));
        assertEquals(8, DatabaseClock.secondsNeededFor(3_000));
    }

    /**
     * Wherever the truth is and wherever whole seconds fall, the restore point is in the window by the database's
     * clock.
     */
    @Test
    void theMomentByItsClockLiesInTheWindow() {
        Random random = new Random(20261129);
        for (int i = 0; i < 50_000; i++) {
            long uncertainty = random.nextInt(1_500);
            DatabaseClock clock = clock(random.nextInt(4_000) - 2_000, uncertainty);
            Instant from = MEASURED.plusMillis(random.nextInt(900_000));
            long length = DatabaseClock.secondsNeededFor(clock.uncertaintyAt(from)) * 1_000 + random.nextInt(300);
            Instant until = from.plusMillis(length);
            RestorePoint point = clock.restorePoint(new WindowTimes(null, from, until, null, null, 0));
            long truth = clock.offsetMillis() + random.nextInt((int) (2 * uncertainty + 1)) - uncertainty;
            Instant really = point.recommended().minusMillis(truth);
            assertFalse(really.isBefore(from) || really.isAfter(until), clock + " " + from + " " + until + " " + point);
            assertEquals(0, point.recommended().getNano());
        }
    }

    @Test
    void oneThatIsTooUncertainForTheWindowRecommendsNothing() {
        WindowTimes times = new WindowTimes(null, MEASURED, MEASURED.plusSeconds(2), null, null, 2_000);
        assertEquals(
                Instant.parse("2026-01-31T02:00:02Z"),
                clock(1_000, 999).restorePoint(times).recommended());
        RestorePoint none = clock(1_000, 1_001).restorePoint(times);
        assertNull(none.recommended());
        assertNull(none.toleratedClockSkewMillis());
        assertEquals(MEASURED.plusSeconds(1), none.notBefore());
        assertEquals(MEASURED.plusSeconds(3), none.notAfter());
    }

    @Test
    void aWindowsClocksAreAllMeasuredOnlyWithEachOfItsDatabases() {
        DatabaseClocks some = new DatabaseClocks(List.of("postgresql", "dynamodb"), List.of()).with(clock(1, 1));
        assertFalse(some.areAllMeasured());
        assertFalse(DatabaseClocks.NONE.with(clock(1, 1)).areAllMeasured());
        DatabaseClocks all = some.with(new DatabaseClock("dynamodb", 0, 0, MEASURED, 1));
        assertTrue(all.areAllMeasured());
        assertEquals(2, all.with(clock(2, 2)).measured().size());
        assertEquals(2, all.with(clock(2, 2)).of("postgresql").orElseThrow().offsetMillis());
    }
}
