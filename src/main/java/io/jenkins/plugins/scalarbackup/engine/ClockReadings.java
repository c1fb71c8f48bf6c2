package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import java.util.List;

/** The measured clocks of a window: the API server's and the databases' against ours, and how far ours has drifted since. */
final class ClockReadings {
    private ClockOffset offset;
    private DatabaseClocks databases = DatabaseClocks.NONE;
    private long deviationMillis;

    /** Restores them from the journal; each is null if the journal has none. */
    void remember(ClockOffset journalledOffset, DatabaseClocks journalledDatabases) {
        offset = journalledOffset;
        databases = journalledDatabases == null ? DatabaseClocks.NONE : journalledDatabases;
    }

    /** The offset from the API server's clock when it was measured; null if it was not. */
    ClockOffset offset() {
        return offset;
    }

    void setOffset(ClockOffset measured) {
        offset = measured;
    }

    /** Notes that our clock has drifted in the window, by less than a step. */
    void noteDeviation(long millis) {
        deviationMillis = Math.max(deviationMillis, millis);
    }

    /** See {@link ProgressView#worstClockOffset()}. */
    ClockOffset worstOffset() {
        return offset == null ? null : new ClockOffset(offset.millis(), offset.uncertaintyMillis() + deviationMillis);
    }

    /** See {@link ProgressView#databaseClocks()}. */
    DatabaseClocks databases() {
        return databases.withDeviation(deviationMillis);
    }

    /** Notes measurements of databases' clocks, which replace earlier ones. */
    void measured(List<String> ofWindow, List<DatabaseClock> clocks) {
        databases = new DatabaseClocks(ofWindow, databases.measured());
        clocks.forEach(clock -> databases = databases.with(clock));
    }
}
