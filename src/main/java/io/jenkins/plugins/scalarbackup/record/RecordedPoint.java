package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The restore times of one database by its own, measured clock: an entry of the record's {@code restore.byDatabase}.
 *
 * @param database the database's name in the parameter {@code databases}
 * @param recommended the restore point, a whole second; null if the clock's uncertainty is too large for the window
 * @param notBefore the start of the window
 * @param notAfter the end of the window
 * @param toleratedClockSkewMillis the time from {@code recommended} to the nearer end; null without that
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedPoint(
        @Exported String database,
        @Exported String recommended,
        @Exported String notBefore,
        @Exported String notAfter,
        @Exported Long toleratedClockSkewMillis) {
    /** Returns one for each database whose clock was measured; none if nothing is proven. */
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
