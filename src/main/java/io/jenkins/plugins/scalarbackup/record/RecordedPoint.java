package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * To when one database can be restored, by its own clock, which was measured: an entry of the record's {@code
 * restore.byDatabase}.
 *
 * @param database its name in the parameter {@code databases}
 * @param recommended the restore point, a whole second; null where the clock is not known well enough for the window
 * @param notBefore the beginning of the window
 * @param notAfter its end
 * @param toleratedClockSkewMillis from {@code recommended} to the nearer end; null without that
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedPoint(
        @Exported String database,
        @Exported String recommended,
        @Exported String notBefore,
        @Exported String notAfter,
        @Exported Long toleratedClockSkewMillis) {
    /** Of each database whose clock was measured; none where nothing is proven. */
    static List<RecordedPoint> all(WindowRecord window) {
        return window.windowProven()
                ? window.databaseClocks().measured().stream()
                        .map(clock -> of(clock.database(), window.restorePoint(clock.database())))
                        .toList()
                : List.of();
    }

    private static RecordedPoint of(String database, RestorePoint point) {
        return new RecordedPoint(
                database,
                Times.iso(point.recommended()),
                Times.iso(point.notBefore()),
                Times.iso(point.notAfter()),
                point.toleratedClockSkewMillis());
    }
}
