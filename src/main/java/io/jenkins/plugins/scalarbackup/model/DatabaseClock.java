package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What a database's clock was measured to be.
 *
 * @param database whose, by the name that a pipeline author gives it
 * @param offsetMillis that clock less the controller's
 * @param uncertaintyMillis how far from it the truth could be when it was measured
 * @param measuredAt when, by the controller's clock
 * @param samples of how many readings
 */
public record DatabaseClock(
        String database, long offsetMillis, long uncertaintyMillis, Instant measuredAt, int samples) {
    /** How long a measurement holds. */
    public static final Duration HOLDS = Duration.ofMinutes(15);

    private static final long SHORTEST_WINDOW = 2;
    /** A whole second that lies in a window is up to this far from its middle. */
    private static final long TO_A_WHOLE_SECOND = 500;
    /** What a window has beyond that and the uncertainty: clocks stray, readings are cut off. */
    private static final long MARGIN = 500;

    /** Of what one or several readings prove. */
    public static DatabaseClock of(String database, ClockBounds bounds, Instant measuredAt, int samples) {
        return new DatabaseClock(database, bounds.offsetMillis(), bounds.uncertaintyMillis(), measuredAt, samples);
    }

    /** Whether it may be relied upon at a moment, before it was measured or after. */
    public boolean holdsAt(Instant moment) {
        return age(moment).compareTo(HOLDS) <= 0;
    }

    /** How far from its offset the truth can be at a moment: clocks drift. */
    public long uncertaintyAt(Instant moment) {
        long drift = age(moment).toMillis() * ClockBounds.DRIFT_PPM;
        return uncertaintyMillis - Math.floorDiv(-drift, 1_000_000L);
    }

    private Duration age(Instant moment) {
        return Duration.between(measuredAt, moment).abs();
    }

    /** The same, after the controller's clock has strayed so far. */
    public DatabaseClock strayed(long millis) {
        return millis == 0
                ? this
                : new DatabaseClock(database, offsetMillis, uncertaintyMillis + Math.abs(millis), measuredAt, samples);
    }

    /** A moment of the controller's clock, by this one. */
    public Instant shown(Instant moment) {
        return moment == null ? null : moment.plusMillis(offsetMillis);
    }

    /** A window's times by this clock. */
    public WindowTimes shown(WindowTimes times) {
        return new WindowTimes(
                shown(times.pauseStarted()),
                shown(times.pauseCompleted()),
                shown(times.verifiedUntil()),
                shown(times.unpauseStarted()),
                shown(times.unpauseCompleted()),
                times.requestedMillis());
    }

    /** How far from its offset the truth can be anywhere in a window that has its times. */
    public long uncertaintyIn(WindowTimes times) {
        return Math.max(uncertaintyAt(times.pauseCompleted()), uncertaintyAt(times.verifiedUntil()));
    }

    /**
     * The restore point of a proven window by this clock. None is recommended where the measurement is too uncertain for the
     * window.
     */
    public RestorePoint restorePoint(WindowTimes times) {
        RestorePoint point = RestorePoint.inside(shown(times));
        return point.recommended() != null && uncertaintyIn(times) > point.toleratedClockSkewMillis()
                ? new RestorePoint(null, point.notBefore(), point.notAfter(), null)
                : point;
    }

    /** How many seconds a window needs where no clock is less certain than this. */
    public static long windowFor(long largestUncertaintyMillis) {
        long millis = 2 * (TO_A_WHOLE_SECOND + largestUncertaintyMillis + MARGIN);
        return Math.max(SHORTEST_WINDOW, (millis + 999) / 1_000);
    }
}
