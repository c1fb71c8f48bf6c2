package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.time.Instant;

/**
 * A measurement of a database's clock.
 *
 * @param database the database, by the pipeline author's name for it
 * @param offsetMillis that clock minus the controller's
 * @param uncertaintyMillis the largest possible error of the offset when it was measured
 * @param measuredAt the time of the measurement, by the controller's clock
 * @param samples the number of readings
 */
public record DatabaseClock(
        String database, long offsetMillis, long uncertaintyMillis, Instant measuredAt, int samples) {
    /** How long a measurement is valid. */
    public static final Duration HOLDS = Duration.ofMinutes(15);

    private static final long SHORTEST_WINDOW = 2;
    /** The largest distance from the middle of a window to the nearest whole second. */
    private static final long TO_A_WHOLE_SECOND = 500;
    /** Added to that and the uncertainty, because clocks drift and readings are truncated. */
    private static final long MARGIN = 500;

    /** The measurement that results from one or several readings. */
    public static DatabaseClock of(String database, ClockBounds bounds, Instant measuredAt, int samples) {
        return new DatabaseClock(database, bounds.offsetMillis(), bounds.uncertaintyMillis(), measuredAt, samples);
    }

    /** Returns whether the measurement is valid at a moment, before or after it was made. */
    public boolean holdsAt(Instant moment) {
        return age(moment).compareTo(HOLDS) <= 0;
    }

    /** The largest possible error of the offset at a moment: it grows, because clocks drift. */
    public long uncertaintyAt(Instant moment) {
        long drift = age(moment).toMillis() * ClockBounds.DRIFT_PPM;
        return uncertaintyMillis - Math.floorDiv(-drift, 1_000_000L);
    }

    private Duration age(Instant moment) {
        return Duration.between(measuredAt, moment).abs();
    }

    /** The measurement after the controller's clock has drifted by this much. */
    public DatabaseClock withDeviation(long millis) {
        return millis == 0
                ? this
                : new DatabaseClock(database, offsetMillis, uncertaintyMillis + Math.abs(millis), measuredAt, samples);
    }

    /** Converts a moment of the controller's clock to this clock. */
    public Instant byThisClock(Instant moment) {
        return moment == null ? null : moment.plusMillis(offsetMillis);
    }

    /** Converts a window's times to this clock. */
    public WindowTimes byThisClock(WindowTimes times) {
        return new WindowTimes(
                byThisClock(times.pauseStarted()),
                byThisClock(times.pauseCompleted()),
                byThisClock(times.verifiedUntil()),
                byThisClock(times.unpauseStarted()),
                byThisClock(times.unpauseCompleted()),
                times.requestedMillis());
    }

    /** The largest possible error of the offset anywhere in a window. The window must have its times. */
    public long uncertaintyIn(WindowTimes times) {
        return Math.max(uncertaintyAt(times.pauseCompleted()), uncertaintyAt(times.verifiedUntil()));
    }

    /**
     * The restore point of a proven window by this clock. None is recommended if the measurement is too uncertain for the
     * window.
     */
    public RestorePoint restorePoint(WindowTimes times) {
        RestorePoint point = RestorePoint.inside(byThisClock(times));
        return point.recommended() != null && uncertaintyIn(times) > point.toleratedClockSkewMillis()
                ? new RestorePoint(null, point.notBefore(), point.notAfter(), null)
                : point;
    }

    /** The number of seconds that a window needs if no clock is less certain than this. */
    public static long secondsNeededFor(long largestUncertaintyMillis) {
        long millis = 2 * (TO_A_WHOLE_SECOND + largestUncertaintyMillis + MARGIN);
        return Math.max(SHORTEST_WINDOW, (millis + 999) / 1_000);
    }
}
