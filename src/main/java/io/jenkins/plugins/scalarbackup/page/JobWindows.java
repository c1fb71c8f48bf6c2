package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A job's latest windows, from the records below JENKINS_HOME. Builds are only loaded for links, and only as many as
 * there are rows.
 */
@ExportedBean
public final class JobWindows implements Action {
    /** The maximum number of windows that pages show. */
    static final int SHOWN = 20;
    /** The maximum number of rows on the job's own page. */
    private static final int SHORT = 5;

    private final Job<?, ?> job;
    private final List<RecordIndexEntry> all;
    /** The latest of them, which pages show. */
    private final List<RecordIndexEntry> records;

    /**
     * @param all all records of the job, the newest first
     */
    JobWindows(Job<?, ?> job, List<RecordIndexEntry> all) {
        this.job = job;
        this.all = List.copyOf(all);
        this.records = this.all.subList(0, Math.min(SHOWN, this.all.size()));
    }

    /** Returns the job. */
    public Job<?, ?> getJob() {
        return job;
    }

    /** Returns the job, for Jenkins' layout of a job's pages. */
    public Job<?, ?> getObject() {
        return job;
    }

    /** Returns the windows, the newest first. */
    @Exported(visibility = 2)
    public List<JobWindow> getWindows() {
        return rows(SHOWN);
    }

    /** Returns the newest windows. */
    public List<JobWindow> getNewest() {
        return rows(SHORT);
    }

    private List<JobWindow> rows(int most) {
        List<JobWindow> rows = new ArrayList<>();
        records.stream()
                .limit(most)
                .forEach(record -> rows.add(new JobWindow(record, findings(record), () -> hasPage(record))));
        return rows;
    }

    private static FindingsView findings(RecordIndexEntry record) {
        return WindowKeeper.get()
                .store()
                .map(store -> FindingsView.of(store.findings().of(record.id()), Instant.now()))
                .orElse(FindingsView.NONE);
    }

    /** Returns whether the build still exists and has this window: a new job may have the same name. */
    private boolean hasPage(RecordIndexEntry record) {
        Run<?, ?> build = job.getBuildByNumber((int) record.number());
        WindowsAction windows = build == null ? null : build.getAction(WindowsAction.class);
        return windows != null && windows.artifacts().containsKey(record.id());
    }

    /** Returns the latest window that can be restored to, however many came after it; null if there is none. */
    public RecordIndexEntry getLatestRestorable() {
        return all.stream()
                .filter(record -> record.recommended() != null)
                .findFirst()
                .orElse(null);
    }

    /** Returns the findings on that window. */
    public FindingsView getLatestFindings() {
        RecordIndexEntry latest = getLatestRestorable();
        return latest == null ? FindingsView.NONE : findings(latest);
    }

    /** Returns, for administrators, why newer windows may be missing here; null if the list is known to be complete. */
    public String getTrouble() {
        return WindowKeeper.get().store().map(RecordStore::trouble).orElse(null);
    }

    /** Returns whether newer windows may be missing here, so that there may be a later restore point. */
    @Exported
    public boolean isIncomplete() {
        return getTrouble() != null;
    }

    /**
     * Returns the chart as SVG.
     *
     * @param id a valid CSS name, unique on the page
     */
    public String chart(String id) {
        return new OutageChart(records).svg(id);
    }

    public Api getApi() {
        return new Api(this);
    }

    @Override
    public String getIconFileName() {
        return WindowPage.ICON;
    }

    @Override
    public String getDisplayName() {
        return Messages.JobWindows_DisplayName();
    }

    @Override
    public String getUrlName() {
        return WindowPage.URL;
    }
}
