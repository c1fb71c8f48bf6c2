package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The moment to restore to. Point-in-time recovery services take whole seconds, so it is the whole second in the window
 * nearest to its middle.
 *
 * @param recommended the whole second; null if the window is not proven or contains none
 * @param notBefore the beginning of the window; null if it is not proven
 * @param notAfter its end; null as above
 * @param toleratedClockSkewMillis the distance from {@code recommended} to the nearer end, by which the database's clock
 *     may be off; null without {@code recommended}
 */
public record RestorePoint(Instant recommended, Instant notBefore, Instant notAfter, Long toleratedClockSkewMillis) {
    /** No restore point. */
    public static final RestorePoint NONE = new RestorePoint(null, null, null, null);

    /**
     * The earliest end of a window that contains a whole second at least {@code skew} from both ends. At most a second
     * after {@code until}, because only whole seconds count.
     *
     * @param from the window's beginning
     * @param until its earliest end
     * @param skew the largest difference between clocks
     * @return {@code until} if the window contains such a second by then, or would not a second later either
     */
    public static Instant extendedEnd(Instant from, Instant until, Duration skew) {
        Long tolerated =
                inside(new WindowTimes(null, from, until, null, null, 0)).toleratedClockSkewMillis();
        if (tolerated != null && tolerated >= skew.toMillis()) {
            return until;
        }
        Instant earliest = from.plus(skew);
        Instant second = earliest.truncatedTo(ChronoUnit.SECONDS);
        Instant next = second.isBefore(earliest) ? second.plusSeconds(1) : second;
        // The record's times are truncated to milliseconds.
        Instant end = next.plus(skew).plusMillis(2);
        return end.isAfter(until.plusSeconds(1)) ? until : end;
    }

    /** The largest clock difference that a window of this length tolerates; the window may last a second longer. */
    public static Duration largestToleratedSkew(Duration window) {
        return window.plusSeconds(1).dividedBy(2);
    }

    /** The number of seconds that a window needs for this clock offset. */
    public static long secondsNeededFor(ClockOffset offset) {
        return (long) Math.ceil((2 * offset.worstMillis() + 1_000) / 1_000.0);
    }

    /** The restore point of a proven window. */
    public static RestorePoint inside(WindowTimes times) {
        Instant from = times.pauseCompleted();
        Instant until = times.verifiedUntil();
        if (from == null || until == null || until.isBefore(from)) {
            return NONE;
        }
        Instant middle = from.plus(Duration.between(from, until).dividedBy(2));
        Instant below = middle.truncatedTo(ChronoUnit.SECONDS);
        Instant above = below.plusSeconds(1);
        Instant nearest =
                Duration.between(below, middle).compareTo(Duration.between(middle, above)) <= 0 ? below : above;
        if (nearest.isBefore(from) || nearest.isAfter(until)) {
            return new RestorePoint(null, from, until, null);
        }
        long tolerated = Math.min(
                Duration.between(from, nearest).toMillis(),
                Duration.between(nearest, until).toMillis());
        return new RestorePoint(nearest, from, until, tolerated);
    }
}
