package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.Times;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What the store's index has of a window, for rows of tables. */
@ExportedBean(defaultVisibility = 3)
public abstract class IndexedWindow {
    final RecordIndexEntry record;
    private final FindingsView findings;

    IndexedWindow(RecordIndexEntry record, FindingsView findings) {
        this.record = record;
        this.findings = findings;
    }

    /** The window's ID. */
    @Exported
    public String getId() {
        return record.id();
    }

    /** The build's number. */
    @Exported
    public long getNumber() {
        return record.number();
    }

    /** Which attempt of its step it was, from 1. */
    @Exported
    public long getAttempt() {
        return record.attempt();
    }

    /** The verdict's name. */
    @Exported
    public String getVerdict() {
        return record.verdict();
    }

    /** Whether it can be restored to. */
    @Exported
    public boolean isWindowProven() {
        return record.windowProven();
    }

    /** The restore point; null where there is none. */
    @Exported
    public String getRecommended() {
        return record.recommended();
    }

    /** When its pause started; null where none was sent. */
    @Exported
    public String getPauseStarted() {
        return record.pauseStarted();
    }

    /** How long the window lasted; null where there was none. */
    @Exported
    public Long getDurationMillis() {
        return record.durationMillis();
    }

    /** How long production was paused; null where that is not known. */
    @Exported
    public Long getOutageMillis() {
        return record.outageMillis();
    }

    /** What was learned of it since: whether it can be restored, and was. */
    @Exported
    public FindingsView getFindings() {
        return findings;
    }

    /** Jenkins' symbol for the verdict. */
    public String getIcon() {
        return VerdictIcon.of(record.verdict(), record.windowProven());
    }

    /** In seconds, for people. */
    public String getOutage() {
        return Times.seconds(record.outageMillis());
    }

    /** The restore point, which is a whole second, for people; null where there is none. */
    public String getPoint() {
        return record.recommended() == null ? null : record.recommended().replace(".000Z", "Z");
    }

    /** When its pause started, for people; null where none was sent. */
    public String getStarted() {
        return Times.toMinutes(record.pauseStarted());
    }
}
