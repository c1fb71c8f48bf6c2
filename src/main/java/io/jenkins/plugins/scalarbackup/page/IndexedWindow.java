package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.Times;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A window in a row of a table, from its entry in the store's index. */
@ExportedBean(defaultVisibility = 3)
public abstract class IndexedWindow {
    final RecordIndexEntry record;
    private final FindingsView findings;

    IndexedWindow(RecordIndexEntry record, FindingsView findings) {
        this.record = record;
        this.findings = findings;
    }

    /** Returns the window's ID. */
    @Exported
    public String getId() {
        return record.id();
    }

    /** Returns the build's number. */
    @Exported
    public long getNumber() {
        return record.number();
    }

    /** Returns the number of the step's attempt, from 1. */
    @Exported
    public long getAttempt() {
        return record.attempt();
    }

    /** Returns the verdict's name. */
    @Exported
    public String getVerdict() {
        return record.verdict();
    }

    /** Returns whether databases can be restored to it. */
    @Exported
    public boolean isWindowProven() {
        return record.windowProven();
    }

    /** Returns the restore point; null if there is none. */
    @Exported
    public String getRecommended() {
        return record.recommended();
    }

    /** Returns the time before the first Pause; null if none was sent. */
    @Exported
    public String getPauseStarted() {
        return record.pauseStarted();
    }

    /** Returns the window's length in milliseconds; null if there was no window. */
    @Exported
    public Long getDurationMillis() {
        return record.durationMillis();
    }

    /** Returns how long production was paused, in milliseconds; null if unknown. */
    @Exported
    public Long getOutageMillis() {
        return record.outageMillis();
    }

    /** Returns the findings: whether it can be restored, and whether that was tested. */
    @Exported
    public FindingsView getFindings() {
        return findings;
    }

    /** Returns the name of Jenkins' symbol for the verdict. */
    public String getIcon() {
        return VerdictIcon.of(record.verdict(), record.windowProven());
    }

    /** Returns the outage in seconds, as text. */
    public String getOutage() {
        return Times.seconds(record.outageMillis());
    }

    /** Returns the restore point, a whole second, as text; null if there is none. */
    public String getPoint() {
        return record.recommended() == null ? null : record.recommended().replace(".000Z", "Z");
    }

    /** Returns the time before the first Pause, to the minute, as text; null if none was sent. */
    public String getStarted() {
        return Times.toMinutes(record.pauseStarted());
    }
}
