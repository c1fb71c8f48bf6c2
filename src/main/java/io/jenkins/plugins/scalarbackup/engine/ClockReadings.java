package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import java.util.List;

/** What is known of clocks in a window: the API server's and the databases' against ours, and how far ours strayed since. */
final class ClockReadings {
    private ClockOffset offset;
    private DatabaseClocks databases = DatabaseClocks.NONE;
    private long strayedMillis;

    /** What a journal says of them; each null where it says nothing. */
    void remember(ClockOffset journalledOffset, DatabaseClocks journalledDatabases) {
        offset = journalledOffset;
        databases = journalledDatabases == null ? DatabaseClocks.NONE : journalledDatabases;
    }

    /** The offset against the API server when it was measured; null if it was not. */
    ClockOffset offset() {
        return offset;
    }

    void offset(ClockOffset measured) {
        offset = measured;
    }

    /** Our clock has strayed in the window, too little to be a step. */
    void strayed(long millis) {
        strayedMillis = Math.max(strayedMillis, millis);
    }

    /** See {@link ProgressView#worstClockOffset()}. */
    ClockOffset worstOffset() {
        return offset == null ? null : new ClockOffset(offset.millis(), offset.uncertaintyMillis() + strayedMillis);
    }

    /** See {@link ProgressView#databaseClocks()}. */
    DatabaseClocks databases() {
        return databases.strayed(strayedMillis);
    }

    /** Clocks of databases were measured, which take the place of earlier measurements. */
    void measured(List<String> ofWindow, List<DatabaseClock> clocks) {
        databases = new DatabaseClocks(ofWindow, databases.measured());
        clocks.forEach(clock -> databases = databases.with(clock));
    }
}
