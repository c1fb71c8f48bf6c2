package io.jenkins.plugins.scalarbackup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Compares what readings prove about an offset with every possible offset. */
class ClockBoundsTest {
    private static final Instant BASE = Instant.parse("2026-01-31T02:00:00Z");

    /** In a range of nanoseconds small enough to try every offset. */
    @Test
    void boundsAreExactlyTheOffsetsThatExplainAReading() {
        Random random = new Random(20261126);
        for (int i = 0; i < 2_000; i++) {
            long began = random.nextInt(40);
            long ended = began + random.nextInt(20);
            long step = 1 + random.nextInt(12);
            long said = random.nextInt(60) / step * step;
            ClockBounds bounds = ClockBounds.of(at(began), at(ended), at(said), Duration.ofNanos(step));
            for (long offset = -80; offset <= 80; offset++) {
                long one = offset;
                // Read at some moment in between, a clock shows its last completed step.
                boolean explains = LongStream.rangeClosed(began, ended)
                        .anyMatch(read -> read + one >= said && read + one <= said + step);
                assertEquals(explains, offset >= bounds.lowest() && offset <= bounds.highest(), bounds + " " + offset);
            }
        }
    }

    @Test
    void intersectionAndHullAreThoseOfTheirPoints() {
        Random random = new Random(20261127);
        for (int i = 0; i < 5_000; i++) {
            ClockBounds one = some(random);
            ClockBounds other = some(random);
            Optional<ClockBounds> both = one.intersection(other);
            ClockBounds hull = one.union(other);
            for (long point = -30; point <= 30; point++) {
                boolean inBoth = has(one, point) && has(other, point);
                long at = point;
                assertEquals(inBoth, both.filter(bounds -> has(bounds, at)).isPresent(), one + " " + other);
                assertTrue(!(has(one, point) || has(other, point)) || has(hull, point), one + " " + other);
            }
        }
    }

    private static ClockBounds some(Random random) {
        long lowest = random.nextInt(41) - 20;
        return new ClockBounds(lowest, lowest + random.nextInt(10));
    }

    private static boolean has(ClockBounds bounds, long point) {
        return bounds.lowest() <= point && point <= bounds.highest();
    }

    @Test
    void inMillisecondsNothingThatIsPossibleIsLost() {
        Random random = new Random(20261128);
        for (int i = 0; i < 100_000; i++) {
            long lowest = random.nextInt(8_000_000) - 4_000_000;
            ClockBounds bounds = new ClockBounds(lowest, lowest + random.nextInt(9_000_000));
            long offset = bounds.offsetMillis() * 1_000_000;
            long uncertainty = bounds.uncertaintyMillis() * 1_000_000;
            assertTrue(offset - uncertainty <= bounds.lowest(), bounds::toString);
            assertTrue(offset + uncertainty >= bounds.highest(), bounds::toString);
            assertTrue(uncertainty < (bounds.highest() - bounds.lowest()) / 2 + 2_000_000, bounds::toString);
        }
    }

    /** Samples of a clock with the maximum allowed drift, read through a shell of any slowness. */
    @Test
    void theTruthLiesInWhatManySamplesProve() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            long offset = (long) (random.nextGaussian() * 1e9);
            long ppm = random.nextInt(401) - 200;
            long step = (long) Math.pow(10, random.nextInt(10));
            Instant now = BASE.plusNanos(random.nextInt(1_000_000_000));
            Instant first = now;
            ClockBounds bounds = null;
            Instant last = null;
            for (int sample = 0; sample < 5; sample++) {
                Instant read = now.plusNanos(random.nextInt(3_000_000) * (random.nextInt(10) == 0 ? 1_000L : 1L));
                Instant ended = read.plusNanos(random.nextInt(2_000_000));
                long shown =
                        nanos(read) + offset + Duration.between(first, read).toNanos() * ppm / 1_000_000;
                ClockBounds one = ClockBounds.of(
                        now, ended, Instant.EPOCH.plusNanos(Math.floorDiv(shown, step) * step), Duration.ofNanos(step));
                // For the rounding of the simulated drift itself.
                one = one.widened(1);
                bounds = bounds == null
                        ? one
                        : bounds.aged(Duration.between(last, ended))
                                .intersection(one)
                                .orElseThrow();
                last = ended;
                Instant next = bounds.nextReading(ended, Duration.ofNanos(step));
                assertFalse(next.isBefore(ended));
                assertTrue(Duration.between(ended, next).toNanos() <= step);
                now = random.nextBoolean() ? next : ended.plusMillis(random.nextInt(2_000));
            }
            long truth = offset + Duration.between(first, last).toNanos() * ppm / 1_000_000;
            DatabaseClock clock = DatabaseClock.of("postgresql", bounds, last, 5);
            assertTrue(
                    Math.abs(clock.offsetMillis() * 1_000_000 - truth) <= clock.uncertaintyMillis() * 1_000_000,
                    "seed " + seed + ": " + truth + " " + clock);
        }
    }

    /** Readings of a clock of whole seconds at the right times. */
    @Test
    void readAtTheRightTimesAClockOfWholeSecondsIsKnownToATenthOfOne() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            long offset = (long) (random.nextGaussian() * 1e9);
            Instant now = BASE.plusNanos(random.nextInt(1_000_000_000));
            ClockBounds bounds = null;
            for (int sample = 0; sample < 5; sample++) {
                Instant ended = now.plusMillis(10);
                Instant said = Instant.ofEpochSecond(Math.floorDiv(nanos(now.plusMillis(5)) + offset, 1_000_000_000L));
                ClockBounds one = ClockBounds.of(now, ended, said, Duration.ofSeconds(1));
                bounds = bounds == null ? one : bounds.intersection(one).orElseThrow();
                now = bounds.nextReading(ended.plusMillis(5), Duration.ofSeconds(1))
                        .minusMillis(5);
            }
            assertTrue(bounds.uncertaintyMillis() <= 100, seed + ": " + bounds.inWords());
        }
    }

    @Test
    void isNamedInSeconds() {
        assertEquals("-1.000000 s to 0.020001 s", new ClockBounds(-999_999_999, 20_000_001).inWords());
    }

    private static Instant at(long nanos) {
        return BASE.plusNanos(nanos);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }
}
