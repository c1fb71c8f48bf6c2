package io.jenkins.plugins.scalarbackup.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clocks of a window's databases, as far as they were measured.
 *
 * @param databases the window's databases
 * @param measured the measurements that are valid in it, one per database; may include other databases
 */
public record DatabaseClocks(List<String> databases, List<DatabaseClock> measured) {
    /** No databases, no measurements. */
    public static final DatabaseClocks NONE = new DatabaseClocks(List.of(), List.of());

    public DatabaseClocks {
        databases = databases == null ? List.of() : List.copyOf(databases);
        measured = measured == null ? List.of() : List.copyOf(measured);
    }

    /** Adds a measurement; it replaces an earlier one of the same database. */
    public DatabaseClocks with(DatabaseClock clock) {
        List<DatabaseClock> all = new ArrayList<>(measured);
        all.removeIf(one -> one.database().equals(clock.database()));
        all.add(clock);
        return new DatabaseClocks(databases, all);
    }

    /** The measurements after the controller's clock has drifted by this much. */
    public DatabaseClocks withDeviation(long millis) {
        return new DatabaseClocks(
                databases,
                measured.stream().map(one -> one.withDeviation(millis)).toList());
    }

    /** The measurement of a database; empty if there is none. */
    public Optional<DatabaseClock> of(String database) {
        return measured.stream().filter(one -> one.database().equals(database)).findFirst();
    }

    /** The measurements of the window's own databases. */
    public List<DatabaseClock> own() {
        return measured.stream()
                .filter(one -> databases.contains(one.database()))
                .toList();
    }

    /** Returns whether the window names databases and the clock of each was measured: then no other clock matters. */
    public boolean areAllMeasured() {
        return !databases.isEmpty() && databases.stream().allMatch(one -> of(one).isPresent());
    }
}
