package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * How far other clocks were from the controller's.
 *
 * @param source whose clock the record's times are
 * @param apiServerOffsetMillis the API server's less the controller's; null where it could not be measured
 * @param apiServerOffsetUncertaintyMillis how far from that the truth can be; null as above
 * @param databases the databases' clocks that were measured; none in older records
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
