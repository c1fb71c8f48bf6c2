package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.keeper.ControllerTime;
import io.jenkins.plugins.scalarbackup.model.ClockBounds;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The measurement of one database's clock: combines the samples taken so far. Saved in {@code program.dat}, so it has
 * plain fields.
 */
final class ClockMeasurement implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int SAMPLES = 5;
    static final int MOST_SAMPLES = 100;
    /** A clock with finer steps is read at any time: waiting for its next step gains nothing. */
    private static final Duration COARSE = Duration.ofMillis(100);
    /** If the controller's clock is set again and again, nothing can be measured. */
    private static final int MOST_STARTS = 3;

    private final String database;
    private final int samples;
    private int taken;
    private int starts = 1;
    /**
     * The bounds of the offset that all samples prove, in nanoseconds, at the time of the last one; undefined before
     * the first.
     */
    private long lowest;

    private long highest;
    /** The time of the last sample; null before the first. */
    private ControllerTime at;
    /** The steps of the database's clock, as far as observed, and the duration of a reading, in nanoseconds. */
    private long stepNanos;

    private long tookNanos;

    ClockMeasurement(String database, int samples) {
        this.database = database;
        this.samples = samples;
    }

    /** Refuses invalid values, without looking anything up. */
    static void check(String database, int samples) throws RefusedException {
        AwaitedMoment.checkDatabase(database);
        checkSamples(samples);
    }

    static void checkSamples(int samples) throws RefusedException {
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new RefusedException(
                    "samples is " + samples + ", but must be a whole number from 1 to " + MOST_SAMPLES + ".");
        }
    }

    /**
     * Adds the block's value as a sample.
     *
     * @return a sentence for the log; empty for an ordinary sample
     * @throws RefusedException if it is not a time, or contradicts the earlier samples
     */
    Optional<String> returned(Object value, ControllerTime began, ControllerTime ended) throws RefusedException {
        OptionalLong deviation = ended.deviationSince(began);
        if (ended.isAfterStepSince(began) || at != null && ended.isAfterStepSince(at)) {
            return Optional.of(startOver());
        }
        List<ClockReading> readings = ClockReading.all(value, ended.wall());
        // A clock that is being slewed gives wider bounds.
        ClockBounds one =
                ClockReading.boundsOf(readings, began.wall(), ended.wall()).widened(deviation.getAsLong());
        ClockBounds both = one;
        if (at != null) {
            ClockBounds before = new ClockBounds(lowest, highest)
                    .aged(Duration.between(at.wall(), ended.wall()))
                    .widened(ended.deviationSince(at).getAsLong());
            both = before.intersection(one)
                    .orElseThrow(
                            () -> new RefusedException(
                                    "The clock of " + database
                                            + " can't be measured: sample " + (taken + 1) + " says that it is "
                                            + one.inWords()
                                            + " ahead of this controller's, and the samples before say "
                                            + before.inWords()
                                            + ", which contradict each other. Does the block ask one server, which says what its clock is now?"));
        }
        lowest = both.lowest();
        highest = both.highest();
        at = ended;
        stepNanos = readings.stream()
                .mapToLong(reading -> reading.resolution().toNanos())
                .max()
                .orElse(0);
        tookNanos = Duration.between(began.wall(), ended.wall()).toNanos();
        taken++;
        return Optional.empty();
    }

    /**
     * Starts over: the controller's clock was set, or its machine was restarted, so the earlier samples are worthless.
     */
    private String startOver() throws RefusedException {
        if (starts >= MOST_STARTS) {
            throw new RefusedException("The clock of " + database
                    + " can't be measured: this controller's own clock was set again and again meanwhile.");
        }
        starts++;
        taken = 0;
        at = null;
        return "This controller's clock was set meanwhile, or it was started anew; measuring the clock of " + database
                + " from the beginning.";
    }

    boolean isDone() {
        return taken >= samples;
    }

    /** Returns the most informative time for the next sample; {@code now} if any time is as good. */
    Instant nextAt(Instant now) {
        Duration step = Duration.ofNanos(stepNanos);
        return at == null || step.compareTo(COARSE) < 0 || step.compareTo(Duration.ofSeconds(1)) > 0
                ? now
                // The clock is assumed to be read in the middle of the block's run.
                : new ClockBounds(lowest, highest)
                        .nextReading(now.plusNanos(tookNanos / 2), step)
                        .minusNanos(tookNanos / 2);
    }

    DatabaseClock measured() {
        return DatabaseClock.of(database, new ClockBounds(lowest, highest), at.wall(), taken);
    }

    /** Returns the time of the last sample. */
    ControllerTime at() {
        return at;
    }

    String database() {
        return database;
    }

    int taken() {
        return taken;
    }

    int samples() {
        return samples;
    }
}
