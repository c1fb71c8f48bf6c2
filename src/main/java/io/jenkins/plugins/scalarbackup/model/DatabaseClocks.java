package io.jenkins.plugins.scalarbackup.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clocks of a window's databases, as far as they were measured.
 *
 * @param databases what the window is for
 * @param measured the measurements that hold in it, one for each database, also of others
 */
public record DatabaseClocks(List<String> databases, List<DatabaseClock> measured) {
    /** Of a window of which nothing was measured. */
    public static final DatabaseClocks NONE = new DatabaseClocks(List.of(), List.of());

    public DatabaseClocks {
        databases = databases == null ? List.of() : List.copyOf(databases);
        measured = measured == null ? List.of() : List.copyOf(measured);
    }

    /** The same with a measurement that takes the place of an earlier one of the same database. */
    public DatabaseClocks with(DatabaseClock clock) {
        List<DatabaseClock> all = new ArrayList<>(measured);
        all.removeIf(one -> one.database().equals(clock.database()));
        all.add(clock);
        return new DatabaseClocks(databases, all);
    }

    /** The same, after the controller's clock has strayed so far. */
    public DatabaseClocks strayed(long millis) {
        return new DatabaseClocks(
                databases, measured.stream().map(one -> one.strayed(millis)).toList());
    }

    /** What was measured of a database; empty where nothing was. */
    public Optional<DatabaseClock> of(String database) {
        return measured.stream().filter(one -> one.database().equals(database)).findFirst();
    }

    /** Those of the window's own databases. */
    public List<DatabaseClock> own() {
        return measured.stream()
                .filter(one -> databases.contains(one.database()))
                .toList();
    }

    /** Whether the window is for databases, all of which were measured: then no other clock matters to it. */
    public boolean areAllMeasured() {
        return !databases.isEmpty() && databases.stream().allMatch(one -> of(one).isPresent());
    }
}
