package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What a database's clock was measured to be, an entry of the record's {@code clock.databases}.
 *
 * @param database whose, by its name in the parameter {@code databases}
 * @param offsetMillis that clock less the controller's
 * @param uncertaintyMillis how far from that the truth can be anywhere in the window
 * @param measuredAt when
 * @param samples of how many readings
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

    /** {@code 0.812 s ahead of the controller's, give or take 0.021 s}. */
    public String inWords() {
        return offsetInWords(offsetMillis) + ", give or take " + Times.seconds(uncertaintyMillis);
    }

    /** {@code 0.812 s ahead of the controller's}. */
    static String offsetInWords(long offsetMillis) {
        return Times.seconds(Math.abs(offsetMillis)) + (offsetMillis < 0 ? " behind" : " ahead of")
                + " the controller's";
    }
}
