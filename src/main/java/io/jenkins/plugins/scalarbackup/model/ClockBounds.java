package io.jenkins.plugins.scalarbackup.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Bounds of a clock's offset, both inclusive: that clock minus the controller's, in nanoseconds. Never narrower than the
 * readings prove.
 *
 * @param lowest the smallest possible offset
 * @param highest the largest possible offset
 */
public record ClockBounds(long lowest, long highest) {
    /** The largest drift between two clocks that nobody steps, in parts per million. */
    public static final long DRIFT_PPM = 200;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final int MICRO_DIGITS = 6;
    private static final long PPM = 1_000_000;

    /**
     * The bounds that one reading proves. It was taken at some time between two moments of the controller's clock, when the
     * clock showed {@code said} or up to its resolution more.
     */
    public static ClockBounds of(Instant began, Instant ended, Instant said, Duration resolution) {
        return new ClockBounds(nanosBetween(ended, said), nanosBetween(began, said) + resolution.toNanos());
    }

    private static long nanosBetween(Instant from, Instant to) {
        return Duration.between(from, to).toNanos();
    }

    /** The bounds at another time, before or after: wider, because the clocks drift. */
    public ClockBounds aged(Duration age) {
        return widened(ceilDiv(Math.abs(age.toNanos()) * DRIFT_PPM, PPM));
    }

    /** The bounds, wider by this many nanoseconds on each side. */
    public ClockBounds widened(long nanos) {
        return new ClockBounds(lowest - nanos, highest + nanos);
    }

    /** The intersection; empty if the two contradict each other. */
    public Optional<ClockBounds> intersection(ClockBounds other) {
        ClockBounds both = new ClockBounds(Math.max(lowest, other.lowest), Math.min(highest, other.highest));
        return both.lowest <= both.highest ? Optional.of(both) : Optional.empty();
    }

    /** The bounds that include both. */
    public ClockBounds union(ClockBounds other) {
        return new ClockBounds(Math.min(lowest, other.lowest), Math.max(highest, other.highest));
    }

    /** The middle, in whole milliseconds. */
    public long offsetMillis() {
        return Math.floorDiv(middle() + NANOS_PER_MILLI / 2, NANOS_PER_MILLI);
    }

    /** The largest possible error of {@link #offsetMillis()}, rounded up. */
    public long uncertaintyMillis() {
        long offset = offsetMillis() * NANOS_PER_MILLI;
        return ceilDiv(Math.max(highest - offset, offset - lowest), NANOS_PER_MILLI);
    }

    /**
     * The best time for the next reading of a clock with this resolution: when a clock at the middle of the bounds would
     * show its next step. A reading at that time halves the bounds; one at any other time adds little.
     *
     * @param now by the controller's clock
     * @return between now and one step later
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

    /** {@code -0.021000 s to 0.004113 s}, for a sentence: precise enough that contradicting bounds never look equal. */
    public String inWords() {
        return seconds(Math.floorDiv(lowest, NANOS_PER_MICRO)) + " to " + seconds(ceilDiv(highest, NANOS_PER_MICRO));
    }

    private static String seconds(long micros) {
        return BigDecimal.valueOf(micros, MICRO_DIGITS).toPlainString() + " s";
    }
}
