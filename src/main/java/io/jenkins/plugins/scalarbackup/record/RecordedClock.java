package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The offsets of other clocks from the controller's.
 *
 * @param source the clock of the record's times
 * @param apiServerOffsetMillis the API server's clock minus the controller's; null if it could not be measured
 * @param apiServerOffsetUncertaintyMillis the maximum error of that; null as above
 * @param databases the measured clocks of databases; empty in older records
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedClock(
        @Exported String source,
        @Exported Long apiServerOffsetMillis,
        @Exported Long apiServerOffsetUncertaintyMillis,
        @Exported List<RecordedDatabaseClock> databases) {
    public RecordedClock {
        databases = RecordJson.copied(databases);
    }

    static RecordedClock of(WindowRecord window) {
        ClockOffset offset = window.clockOffset();
        return new RecordedClock(
                "jenkins-controller",
                offset == null ? null : offset.millis(),
                offset == null ? null : offset.uncertaintyMillis(),
                window.databaseClocks().measured().stream()
                        .map(clock -> RecordedDatabaseClock.of(clock, window.times()))
                        .toList());
    }
}
