package io.jenkins.plugins.scalarbackup.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Between which offsets a clock lies, both included: that clock less the controller's, in nanoseconds. Never narrower than
 * what was seen proves.
 *
 * @param lowest the least offset that is possible
 * @param highest the largest
 */
public record ClockBounds(long lowest, long highest) {
    /** How far two clocks go apart in a second at the most, in parts per million, where nobody steps them. */
    public static final long DRIFT_PPM = 200;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final int MICRO_DIGITS = 6;
    private static final long PPM = 1_000_000;

    /**
     * What one reading proves. It was made some time between two moments of the controller's clock, and that clock stood
     * somewhere from what it said up to its resolution later.
     */
    public static ClockBounds of(Instant began, Instant ended, Instant said, Duration resolution) {
        return new ClockBounds(nanosBetween(ended, said), nanosBetween(began, said) + resolution.toNanos());
    }

    private static long nanosBetween(Instant from, Instant to) {
        return Duration.between(from, to).toNanos();
    }

    /** What is left of them so much later, either way: the clocks drift. */
    public ClockBounds aged(Duration age) {
        return widened(ceilDiv(Math.abs(age.toNanos()) * DRIFT_PPM, PPM));
    }

    /** The same, less certain by so many nanoseconds. */
    public ClockBounds widened(long nanos) {
        return new ClockBounds(lowest - nanos, highest + nanos);
    }

    /** What both prove; empty where they contradict each other. */
    public Optional<ClockBounds> and(ClockBounds other) {
        ClockBounds both = new ClockBounds(Math.max(lowest, other.lowest), Math.min(highest, other.highest));
        return both.lowest <= both.highest ? Optional.of(both) : Optional.empty();
    }

    /** What holds for each of two clocks. */
    public ClockBounds or(ClockBounds other) {
        return new ClockBounds(Math.min(lowest, other.lowest), Math.max(highest, other.highest));
    }

    /** The middle, in whole milliseconds. */
    public long offsetMillis() {
        return Math.floorDiv(middle() + NANOS_PER_MILLI / 2, NANOS_PER_MILLI);
    }

    /** How far the truth can be from {@link #offsetMillis()}, rounded up. */
    public long uncertaintyMillis() {
        long offset = offsetMillis() * NANOS_PER_MILLI;
        return ceilDiv(Math.max(highest - offset, offset - lowest), NANOS_PER_MILLI);
    }

    /**
     * When to read next a clock that shows steps of this size: the moment at which the middle of what is possible would turn
     * to the next step. What it shows then halves the bounds, while a reading at any time says little that is new.
     *
     * @param now by the controller's clock
     * @return from now on, up to one step later
     */
    public Instant nextReading(Instant now, Duration step) {
        long phase = Math.floorMod(
                Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano()) + middle(),
                step.toNanos());
        return phase == 0 ? now : now.plusNanos(step.toNanos() - phase);
    }

    private long middle() {
        return lowest + (highest - lowest) / 2;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    /** {@code -0.021000 s to 0.004113 s}, for a sentence: two that contradict each other must not look alike. */
    public String inWords() {
        return seconds(Math.floorDiv(lowest, NANOS_PER_MICRO)) + " to " + seconds(ceilDiv(highest, NANOS_PER_MICRO));
    }

    private static String seconds(long micros) {
        return BigDecimal.valueOf(micros, MICRO_DIGITS).toPlainString() + " s";
    }
}
