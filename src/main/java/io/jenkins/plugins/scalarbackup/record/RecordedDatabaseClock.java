package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The measured clock of a database, an entry of the record's {@code clock.databases}.
 *
 * @param database the database's name in the parameter {@code databases}
 * @param offsetMillis the database's clock minus the controller's
 * @param uncertaintyMillis the maximum error of that anywhere in the window
 * @param measuredAt the time of the measurement
 * @param samples the number of readings
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedDatabaseClock(
        @Exported String database,
        @Exported long offsetMillis,
        @Exported long uncertaintyMillis,
        @Exported String measuredAt,
        @Exported long samples) {
    static RecordedDatabaseClock of(DatabaseClock clock, WindowTimes times) {
        boolean isWindow = times.pauseCompleted() != null && times.verifiedUntil() != null;
        return new RecordedDatabaseClock(
                clock.database(),
                clock.offsetMillis(),
                isWindow ? clock.uncertaintyIn(times) : clock.uncertaintyMillis(),
                Times.iso(clock.measuredAt()),
                clock.samples());
    }

    /** Returns {@code 0.812 s ahead of the controller's, give or take 0.021 s}. */
    public String inWords() {
        return offsetInWords(offsetMillis) + ", give or take " + Times.seconds(uncertaintyMillis);
    }

    /** Returns {@code 0.812 s ahead of the controller's}. */
    static String offsetInWords(long offsetMillis) {
        return Times.seconds(Math.abs(offsetMillis)) + (offsetMillis < 0 ? " behind" : " ahead of")
                + " the controller's";
    }
}
