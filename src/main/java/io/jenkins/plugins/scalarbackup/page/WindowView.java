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
 * A window as pages and the remote API show it: its {@link BuildRecord} (less what is about the file and its writer) beside
 * what no record has. What a build's API shows without being asked for more is its visibility 3, what the page's own shows,
 * 2.
 */
@ExportedBean(defaultVisibility = 3)
public record WindowView(
        BuildRecord record,
        @Exported String artifact,
        @Exported OpenWindow live,
        @Exported FindingsView findings) {
    /**
     * A window that is over.
     *
     * @param artifact the names of the record's artifacts, without extension; null where there are none
     */
    static WindowView of(BuildRecord record, String artifact) {
        return new WindowView(record, artifact, null, FindingsView.NONE);
    }

    /**
     * A window that is not over.
     *
     * @param now when it was in this state
     */
    static WindowView of(WindowState state, BuildFacts build, Instant now) {
        return of(BuildRecord.of(state, build, now), OpenWindow.of(state, now));
    }

    static WindowView of(BuildRecord record, OpenWindow live) {
        return new WindowView(record, null, live, FindingsView.NONE);
    }

    /** The same, with what was learned of it since. */
    WindowView learned(FindingsView since) {
        return new WindowView(record, artifact, live, since);
    }

    /** The window's ID. */
    @Exported
    public String id() {
        return record.id();
    }

    /** The verdict's name; null while the window is open. */
    @Exported
    public String verdict() {
        return isCutShort() ? "UNKNOWN" : record.verdict();
    }

    /** Whether it can be restored to. */
    @Exported
    public boolean windowProven() {
        return record.windowProven() && !isCutShort();
    }

    /** A record always has a verdict; a page must stand one that was cut short, and trust nothing else in it. */
    private boolean isCutShort() {
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

    /** {@code 7.000 s}: how much shorter the window was asked to be for measured clocks; null where it was not. */
    public String shorter() {
        return Times.seconds(record.shorterByMillis());
    }

    /** Whether a watchdog in the cluster stands behind it; null where that is not known. */
    public RecordedWatchdog watchdog() {
        return record.watchdog();
    }

    @Exported(visibility = 2)
    public RecordedClock clock() {
        return record.clock();
    }

    /** Drift of the window as a whole. */
    @Exported(visibility = 2)
    public List<RecordedDrift> drift() {
        return record.drift();
    }

    @Exported(visibility = 2)
    public List<RecordedTarget> targets() {
        return record.targets();
    }

    /** The names of the record's artifacts, without extension; null where there are none. */
    @Exported
    public String artifact() {
        return artifact;
    }

    /** How far it is; null when it is over. */
    @Exported
    public OpenWindow live() {
        return live;
    }

    /** What was learned of it since. */
    @Exported
    public FindingsView findings() {
        return findings;
    }

    /** Whether the window is not over. */
    public boolean isOpen() {
        return live != null;
    }

    /** The verdict, or that it is open. */
    public String heading() {
        return isOpen() ? live.phaseInWords() : verdict();
    }

    /** What that means for whoever wants to restore. */
    public String sentence() {
        String text = isOpen() ? live.inWords() : VerdictExplanation.of(record, LocaleProvider.getLocale());
        return Sentences.capitalized(text);
    }

    /** Jenkins' symbol for it. */
    public String icon() {
        return isOpen() ? "symbol-status-nobuilt-anime" : VerdictIcon.of(verdict(), windowProven());
    }

    /** How it looks: open, good, partly good, bad. */
    public String tone() {
        if (isOpen()) {
            return "open";
        }
        return verdict().equals("CONSISTENT") ? "good" : windowProven() ? "partly" : "bad";
    }

    /** How long the pods have been closed; null where they were not yet, or the window is over. */
    public String elapsed() {
        return isOpen() ? Times.between(window().pauseStarted(), live.now()) : null;
    }

    /** All that drifted, the window as a whole first; its place in the list is its number on the page. */
    public List<RecordedDrift> allDrift() {
        List<RecordedDrift> all = new ArrayList<>(drift());
        targets().forEach(target -> all.addAll(target.drift()));
        return all;
    }

    /** {@code container restarted (app-1), and 2 more}; empty where nothing drifted. */
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

    /** The pods of a target before and after, side by side. */
    public List<PodRow> rows(RecordedTarget target) {
        return PodRow.of(target);
    }

    /** Picture of the window. */
    public Timeline timeline() {
        return Timeline.of(this);
    }

    /** Which attempt of its step it was, from 1. */
    public int attempt() {
        return build() == null ? 1 : build().attempt();
    }

    @Override
    public String toString() {
        return heading() + " " + id();
    }
}
