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
 * The measuring of one database's clock: what its samples so far prove together. Kept in {@code program.dat}, so plain
 * fields.
 */
final class ClockMeasurement implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int SAMPLES = 5;
    static final int MOST_SAMPLES = 100;
    /** A clock of finer steps is read as it comes: waiting for its next step gains nothing. */
    private static final Duration COARSE = Duration.ofMillis(100);
    /** A controller's clock that is set again and again measures nothing. */
    private static final int MOST_STARTS = 3;

    private final String database;
    private final int samples;
    private int taken;
    private int starts = 1;
    /** What the samples prove together, in nanoseconds, at the time of the last one; nothing before the first. */
    private long lowest;

    private long highest;
    /** When the last sample was taken; null before the first. */
    private ControllerTime at;
    /** How large the steps of the database's clock are, as far as was seen, and how long a reading took. */
    private long stepNanos;

    private long tookNanos;

    ClockMeasurement(String database, int samples) {
        this.database = database;
        this.samples = samples;
    }

    /** Refuses what is wrong by itself. */
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
     * The block returned something.
     *
     * @return what there is to say of it, a sentence; empty for a sample like any other
     * @throws RefusedException where that is no time, or contradicts the samples before
     */
    Optional<String> returned(Object value, ControllerTime began, ControllerTime ended) throws RefusedException {
        OptionalLong strayed = ended.strayedSince(began);
        if (ended.isAfterStepSince(began) || at != null && ended.isAfterStepSince(at)) {
            return Optional.of(again());
        }
        List<ClockReading> readings = ClockReading.all(value, ended.wall());
        // A clock that is being slewed bounds less exactly.
        ClockBounds one =
                ClockReading.boundsOf(readings, began.wall(), ended.wall()).widened(strayed.getAsLong());
        ClockBounds both = one;
        if (at != null) {
            ClockBounds before = new ClockBounds(lowest, highest)
                    .aged(Duration.between(at.wall(), ended.wall()))
                    .widened(ended.strayedSince(at).getAsLong());
            both = before.and(one)
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

    /** The controller's clock was set, or its machine started anew: what was learned before says nothing any more. */
    private String again() throws RefusedException {
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

    /** When to take the next sample, so that it tells most; at once where any time is as good. */
    Instant nextAt(Instant now) {
        Duration step = Duration.ofNanos(stepNanos);
        return at == null || step.compareTo(COARSE) < 0 || step.compareTo(Duration.ofSeconds(1)) > 0
                ? now
                // It is read in the middle of the block's run, as far as anybody knows.
                : new ClockBounds(lowest, highest)
                        .nextReading(now.plusNanos(tookNanos / 2), step)
                        .minusNanos(tookNanos / 2);
    }

    DatabaseClock measured() {
        return DatabaseClock.of(database, new ClockBounds(lowest, highest), at.wall(), taken);
    }

    /** When the last sample was taken. */
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
