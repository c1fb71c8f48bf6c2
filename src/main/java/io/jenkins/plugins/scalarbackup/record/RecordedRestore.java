package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The restore times of a window, and the instructions: the record's {@code restore}.
 *
 * @param recommended the restore point, a whole second; null if there is none
 * @param notBefore the start of the window; null if it is not proven
 * @param notAfter the end of the window; null as above
 * @param toleratedClockSkewMillis how far the database's clock may be off; null without {@code recommended}
 * @param databases the names of the window's databases, without duplicates
 * @param byDatabase the same by each measured clock of a database; empty if none was measured, and in older records
 * @param plans the restore steps of each database; empty if there is no restore point
 * @param instructions the same as text for people
 */
@ExportedBean(defaultVisibility = 999)
public record RecordedRestore(
        @Exported String recommended,
        @Exported String notBefore,
        @Exported String notAfter,
        @Exported Long toleratedClockSkewMillis,
        @Exported List<String> databases,
        @Exported List<RecordedPoint> byDatabase,
        @Exported(visibility = 3) List<RestorePlan> plans,
        @Exported(visibility = 3) List<RestoreInstructions> instructions) {
    static final RecordedRestore NONE = new RecordedRestore(null, null, null, null, null, null, null, null);

    public RecordedRestore {
        databases = RecordJson.copied(databases);
        byDatabase = RecordJson.copied(byDatabase);
        plans = RecordJson.copied(plans);
        instructions = RecordJson.copied(instructions);
    }

    static RecordedRestore of(WindowRecord window, List<String> databases, List<RestorePlan> plans) {
        RestorePoint point = window.restorePoint();
        return new RecordedRestore(
                Times.iso(point.recommended()),
                Times.iso(point.notBefore()),
                Times.iso(point.notAfter()),
                point.toleratedClockSkewMillis(),
                databases,
                RecordedPoint.all(window),
                plans,
                plans.stream().map(RestoreInstructions::of).toList());
    }

    /** Returns the restore times of a database, by the clock that its restore uses. */
    public RecordedPoint of(String database) {
        return byDatabase.stream()
                .filter(one -> database.equals(one.database()))
                .findFirst()
                .orElseGet(
                        () -> new RecordedPoint(database, recommended, notBefore, notAfter, toleratedClockSkewMillis));
    }

    /** Returns the time of day from which it can be restored to, {@code 10:04:58.123}, UTC; null if there is none. */
    public String validFrom() {
        return notBefore == null || notAfter == null ? null : Times.timeOfDay(notBefore);
    }

    /** Returns the time of day until which it can be restored to, UTC; null if there is none. */
    public String validUntil() {
        return validFrom() == null ? null : Times.timeOfDay(notAfter);
    }

    /** Returns {@code 4.877 s}; null if there is none. */
    public String tolerated() {
        return Times.seconds(toleratedClockSkewMillis);
    }
}
