package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The databases' clocks that a build has measured. Stored in {@code build.xml}, hence plain values only. The list is
 * replaced and never modified, because builds are saved at any time.
 */
public final class MeasuredClocks extends InvisibleAction {
    private volatile ArrayList<Entry> entries = new ArrayList<>();

    /** One measurement, as stored in {@code build.xml}. */
    static final class Entry {
        private final String database;
        private final long offsetMillis;
        private final long uncertaintyMillis;
        private final long measuredAtMillis;
        private final int samples;
        private final ControllerTime at;

        Entry(DatabaseClock clock, ControllerTime at) {
            database = clock.database();
            offsetMillis = clock.offsetMillis();
            uncertaintyMillis = clock.uncertaintyMillis();
            measuredAtMillis = clock.measuredAt().toEpochMilli();
            samples = clock.samples();
            this.at = at;
        }

        private DatabaseClock clock() {
            return new DatabaseClock(
                    database, offsetMillis, uncertaintyMillis, Instant.ofEpochMilli(measuredAtMillis), samples);
        }

        /**
         * Returns the clock at a moment, less certain by the deviation of the controller's clock since; empty if the
         * measurement is void.
         */
        private Optional<DatabaseClock> heldAt(ControllerTime now, Instant moment) {
            return now.isAfterStepSince(at) || !clock().holdsAt(moment)
                    ? Optional.empty()
                    : Optional.of(clock().withDeviation(now.deviationSince(at).orElse(0) / 1_000_000));
        }
    }

    /**
     * Stores a measurement with its build, in place of an earlier one of the same database. May block.
     *
     * @param at when it was made
     * @throws RefusedException if it contradicts an earlier one that is still valid; both are then removed
     */
    public static void store(Run<?, ?> run, DatabaseClock clock, ControllerTime at)
            throws IOException, RefusedException {
        Optional<DatabaseClock> earlier;
        synchronized (MeasuredClocks.class) {
            MeasuredClocks kept = run.getAction(MeasuredClocks.class);
            if (kept == null) {
                kept = new MeasuredClocks();
                run.addAction(kept);
            }
            earlier = kept.replace(clock, at);
        }
        run.save();
        if (earlier.isPresent()) {
            throw new RefusedException("database: the clock of " + clock.database() + " is " + inWords(clock)
                    + " of this controller's, and was " + inWords(earlier.get()) + " of it at "
                    + earlier.get().measuredAt()
                    + ": it was set meanwhile, or these are two servers. Measure several servers in one measureClock"
                    + " whose block returns a list, one value for each. Both measurements are forgotten.");
        }
    }

    private static String inWords(DatabaseClock clock) {
        return Math.abs(clock.offsetMillis()) + " ms " + (clock.offsetMillis() < 0 ? "behind" : "ahead") + " (± "
                + clock.uncertaintyMillis() + " ms)";
    }

    private synchronized Optional<DatabaseClock> replace(DatabaseClock clock, ControllerTime at) {
        ArrayList<Entry> others = new ArrayList<>(entries);
        Optional<DatabaseClock> earlier = others.stream()
                .filter(one -> one.database.equals(clock.database()))
                .findFirst()
                .flatMap(one -> one.heldAt(at, at.wall()))
                .filter(one -> Math.abs(one.offsetMillis() - clock.offsetMillis())
                        > one.uncertaintyAt(at.wall()) + clock.uncertaintyMillis());
        others.removeIf(one -> one.database.equals(clock.database()));
        if (earlier.isEmpty()) {
            others.add(new Entry(clock, at));
        }
        entries = others;
        return earlier;
    }

    /** Returns a build's measurements that are valid now. Does not block. */
    public static List<DatabaseClock> of(Run<?, ?> run) {
        return of(run, ControllerTime.now());
    }

    /** Returns a build's measurements that were valid at an earlier moment, such as the beginning of a pause. */
    static List<DatabaseClock> of(Run<?, ?> run, Instant moment) {
        return of(run, ControllerTime.now(), moment);
    }

    static List<DatabaseClock> of(Run<?, ?> run, ControllerTime now) {
        return of(run, now, now.wall());
    }

    private static List<DatabaseClock> of(Run<?, ?> run, ControllerTime now, Instant moment) {
        MeasuredClocks kept = run.getAction(MeasuredClocks.class);
        return kept == null ? List.of() : kept.at(now, moment);
    }

    /** Returns the measurements that are valid at a moment. */
    List<DatabaseClock> at(ControllerTime now, Instant moment) {
        return entries.stream()
                .map(one -> one.heldAt(now, moment))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns why a window can't rely on measured clocks of these databases; empty if it can. Does not block. */
    public static Optional<String> missing(Run<?, ?> run, List<String> databases) {
        List<String> measured = of(run).stream().map(DatabaseClock::database).toList();
        List<String> missing = databases.stream()
                .distinct()
                .filter(one -> !measured.contains(one))
                .toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String named = String.join(", ", missing);
        return Optional.of("skewWindow is 'measured', but the clock of " + named
                + " was not measured by this build within "
                + DatabaseClock.HOLDS.toMinutes() + " minutes"
                + (wasMeasured(run, missing)
                        ? " (or this controller's clock was set since, which makes a measurement void)"
                        : "")
                + ". Run measureClock(database: '" + missing.get(0) + "') { … } shortly before consistentBackup.");
    }

    private static boolean wasMeasured(Run<?, ?> run, List<String> databases) {
        MeasuredClocks kept = run.getAction(MeasuredClocks.class);
        return kept != null && kept.entries.stream().anyMatch(one -> databases.contains(one.database));
    }
}
