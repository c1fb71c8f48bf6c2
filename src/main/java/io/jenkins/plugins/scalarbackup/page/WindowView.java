package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordedClock;
import io.jenkins.plugins.scalarbackup.record.RecordedDrift;
import io.jenkins.plugins.scalarbackup.record.RecordedRestore;
import io.jenkins.plugins.scalarbackup.record.RecordedTarget;
import io.jenkins.plugins.scalarbackup.record.RecordedTimes;
import io.jenkins.plugins.scalarbackup.record.RecordedWatchdog;
import io.jenkins.plugins.scalarbackup.record.Times;
import io.jenkins.plugins.scalarbackup.record.VerdictExplanation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A window, as pages and the remote API show it: its {@link BuildRecord}, without the keys about the file and its
 * writer, and what is not in a record. Visibility 3 is shown by a build's API at its default depth, visibility 2 by the
 * page's own.
 */
@ExportedBean(defaultVisibility = 3)
public record WindowView(
        BuildRecord record,
        @Exported String artifact,
        @Exported OpenWindow live,
        @Exported FindingsView findings) {
    /**
     * Creates the view of a window that has ended.
     *
     * @param artifact the name of the record's artifacts, without extension; null if there are none
     */
    static WindowView of(BuildRecord record, String artifact) {
        return new WindowView(record, artifact, null, FindingsView.NONE);
    }

    /**
     * Creates the view of a window that has not ended.
     *
     * @param now the time of this state
     */
    static WindowView of(WindowState state, BuildFacts build, Instant now) {
        return of(BuildRecord.of(state, build, now), OpenWindow.of(state, now));
    }

    static WindowView of(BuildRecord record, OpenWindow live) {
        return new WindowView(record, null, live, FindingsView.NONE);
    }

    /** Returns a copy with the window's findings. */
    WindowView withFindings(FindingsView findings) {
        return new WindowView(record, artifact, live, findings);
    }

    /** Returns the window's ID. */
    @Exported
    public String id() {
        return record.id();
    }

    /** Returns the verdict's name; null while the window is open. */
    @Exported
    public String verdict() {
        return isTruncated() ? "UNKNOWN" : record.verdict();
    }

    /** Returns whether databases can be restored to it. */
    @Exported
    public boolean windowProven() {
        return record.windowProven() && !isTruncated();
    }

    /**
     * Returns whether the record was truncated. A complete record of an ended window has a verdict; without one,
     * nothing in it is trusted.
     */
    private boolean isTruncated() {
        return record.verdict() == null && !isOpen();
    }

    @Exported
    public Boolean bodyCompleted() {
        return record.bodyCompleted();
    }

    @Exported
    public List<String> reasons() {
        return record.reasons();
    }

    @Exported
    public List<String> warnings() {
        return record.warnings();
    }

    @Exported(visibility = 2)
    public BuildFacts build() {
        return record.build();
    }

    @Exported
    public RecordedTimes window() {
        return record.window();
    }

    @Exported
    public RecordedRestore restore() {
        return record.restore();
    }

    /**
     * Returns {@code 7.000 s}: how much shorter the requested window was because clocks were measured; null if it was
     * not.
     */
    public String shorter() {
        return Times.seconds(record.shorterByMillis());
    }

    /** Returns the state of the watchdogs in the cluster; null if unknown. */
    public RecordedWatchdog watchdog() {
        return record.watchdog();
    }

    @Exported(visibility = 2)
    public RecordedClock clock() {
        return record.clock();
    }

    /** Returns the drift of the window as a whole. */
    @Exported(visibility = 2)
    public List<RecordedDrift> drift() {
        return record.drift();
    }

    @Exported(visibility = 2)
    public List<RecordedTarget> targets() {
        return record.targets();
    }

    /** Returns the name of the record's artifacts, without extension; null if there are none. */
    @Exported
    public String artifact() {
        return artifact;
    }

    /** Returns the window's progress; null if it has ended. */
    @Exported
    public OpenWindow live() {
        return live;
    }

    /** Returns the window's findings. */
    @Exported
    public FindingsView findings() {
        return findings;
    }

    /** Returns whether the window has not ended. */
    public boolean isOpen() {
        return live != null;
    }

    /** Returns the verdict, or the phase of an open window. */
    public String heading() {
        return isOpen() ? live.phaseInWords() : verdict();
    }

    /** Returns what that means for a restore. */
    public String sentence() {
        String text = isOpen() ? live.inWords() : VerdictExplanation.of(record, LocaleProvider.getLocale());
        return Sentences.capitalized(text);
    }

    /** Returns the name of Jenkins' symbol for it. */
    public String icon() {
        return isOpen() ? "symbol-status-nobuilt-anime" : VerdictIcon.of(verdict(), windowProven());
    }

    /** Returns how it looks: open, good, partly or bad. */
    public String tone() {
        if (isOpen()) {
            return "open";
        }
        return verdict().equals("CONSISTENT") ? "good" : windowProven() ? "partly" : "bad";
    }

    /** Returns the time since the pause started; null before that, or if the window has ended. */
    public String elapsed() {
        return isOpen() ? Times.between(window().pauseStarted(), live.now()) : null;
    }

    /** Returns all drift, that of the window as a whole first; the position in the list is the number on the page. */
    public List<RecordedDrift> allDrift() {
        List<RecordedDrift> all = new ArrayList<>(drift());
        targets().forEach(target -> all.addAll(target.drift()));
        return all;
    }

    /** Returns {@code container restarted (app-1), and 2 more}; empty if there was no drift. */
    public String driftInWords() {
        List<RecordedDrift> all = allDrift();
        if (all.isEmpty()) {
            return "";
        }
        RecordedDrift first = all.get(0);
        return first.what()
                + (first.pod() == null ? "" : " (" + first.pod() + ")")
                + (all.size() == 1 ? "" : ", and " + (all.size() - 1) + " more");
    }

    /** Returns the pods of a target before and after, side by side. */
    public List<PodRow> rows(RecordedTarget target) {
        return PodRow.of(target);
    }

    /** Returns the content of the window's picture. */
    public Timeline timeline() {
        return Timeline.of(this);
    }

    /** Returns the number of the step's attempt, from 1. */
    public int attempt() {
        return build() == null ? 1 : build().attempt();
    }

    @Override
    public String toString() {
        return heading() + " " + id();
    }
}
