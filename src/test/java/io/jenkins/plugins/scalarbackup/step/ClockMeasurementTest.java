package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.keeper.ControllerTime;
import io.jenkins.plugins.scalarbackup.keeper.ControllerTimes;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the result of samples, on clocks driven by hand. */
class ClockMeasurementTest {
    private Instant wall = Instant.parse("2026-01-31T02:00:00Z");
    private long monotonic = 7_000_000_000_000L;
    private String origin = "boot-1";

    private ControllerTime now() {
        return ControllerTimes.at(wall, monotonic, origin);
    }

    private void pass(long millis) {
        wall = wall.plusMillis(millis);
        monotonic += millis * 1_000_000;
    }

    /** Takes a sample through a shell with these delays in either direction. */
    private Optional<String> sample(ClockMeasurement measurement, long offsetMillis, long there, long back)
            throws RefusedException {
        ControllerTime began = now();
        pass(there);
        String said = wall.plusMillis(offsetMillis).toString();
        pass(back);
        return measurement.returned(said, began, now());
    }

    @Test
    void samplesAreIntersectedSoThatASlowOneCostsNothing() throws Exception {
        ClockMeasurement measurement = new ClockMeasurement("postgresql", 3);
        sample(measurement, 800, 5_000, 3);
        assertFalse(measurement.isDone());
        sample(measurement, 800, 2, 9_000);
        pass(100);
        sample(measurement, 800, 400, 400);
        assertTrue(measurement.isDone());
        DatabaseClock clock = measurement.measured();
        assertEquals(3, clock.samples());
        assertEquals(wall, clock.measuredAt());
        assertTrue(Math.abs(clock.offsetMillis() - 800) <= clock.uncertaintyMillis(), clock::toString);
        assertTrue(clock.uncertaintyMillis() < 10, clock::toString);
    }

    @Test
    void samplesThatContradictEachOtherFailNamingBothBounds() throws Exception {
        ClockMeasurement measurement = new ClockMeasurement("postgresql", 5);
        sample(measurement, 800, 1, 9);
        String said = assertThrows(RefusedException.class, () -> sample(measurement, -200, 1, 9))
                .getMessage();
        assertTrue(said.contains("sample 2 says that it is -0.209000 s to -0.198000 s ahead"), said);
        assertTrue(said.contains("the samples before say 0.79"), said);
        assertTrue(said.contains(" to 0.80"), said);
        assertTrue(said.startsWith("The clock of postgresql can't be measured: "), said);
    }

    @Test
    void aStepOfTheControllersClockBeginsAnewAndNotForEver() throws Exception {
        ClockMeasurement measurement = new ClockMeasurement("postgresql", 2);
        sample(measurement, 800, 1, 1);
        wall = wall.plusSeconds(2);
        // Read correctly, but useless together with the one before.
        Optional<String> said = sample(measurement, -1_200, 1, 1);
        assertTrue(said.orElseThrow().contains("from the beginning"), said::toString);
        assertEquals(0, measurement.taken());
        sample(measurement, -1_200, 1, 1);
        origin = "boot-2";
        assertTrue(sample(measurement, -1_200, 1, 1).isPresent());
        sample(measurement, -1_200, 1, 1);
        wall = wall.minusSeconds(2);
        assertThrows(RefusedException.class, () -> sample(measurement, 800, 1, 1));
    }

    @Test
    void aClockThatIsBeingSlewedMeasuresLessExactly() throws Exception {
        ClockMeasurement measurement = new ClockMeasurement("postgresql", 1);
        ControllerTime began = now();
        pass(10);
        String said = wall.toString();
        wall = wall.plusMillis(40);
        measurement.returned(said, began, now());
        assertTrue(measurement.measured().uncertaintyMillis() >= 40, () -> "" + measurement.measured());
    }

    @Test
    void aCoarseClockIsReadWhenItTellsMostAndAFineOneAtOnce() throws Exception {
        ClockMeasurement fine = new ClockMeasurement("postgresql", 5);
        assertEquals(wall, fine.nextAt(wall));
        sample(fine, 800, 1, 1);
        // The time had no fraction.
        pass(1);
        sample(fine, 800, 1, 1);
        assertEquals(wall, fine.nextAt(wall));

        ClockMeasurement coarse = new ClockMeasurement("dynamodb", 5);
        pass(123);
        for (int i = 0; i < 5; i++) {
            ControllerTime began = now();
            pass(20);
            String said = wall.plusMillis(300)
                    .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                    .toString();
            pass(20);
            coarse.returned(said, began, now());
            Instant next = coarse.nextAt(wall);
            assertFalse(Duration.between(wall, next).compareTo(Duration.ofSeconds(1)) > 0, next::toString);
            pass(Duration.between(wall, next).toMillis());
        }
        DatabaseClock clock = coarse.measured();
        assertTrue(Math.abs(clock.offsetMillis() - 300) <= clock.uncertaintyMillis(), clock::toString);
        assertTrue(clock.uncertaintyMillis() <= 120, clock::toString);
    }
}
