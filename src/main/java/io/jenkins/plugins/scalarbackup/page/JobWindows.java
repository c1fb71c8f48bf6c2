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

/** A job's latest windows. They come from the records below JENKINS_HOME; builds are loaded for
 * links only, as many as there are rows. */
@ExportedBean
public final class JobWindows implements Action {
    /** How many windows pages show. */
    static final int SHOWN = 20;
    /** How many rows the job's own page shows. */
    private static final int SHORT = 5;

    private final Job<?, ?> job;
    private final List<RecordIndexEntry> records;

    /**
     * Latest windows.
     *
     * @param records at most {@link #SHOWN}, the newest first
     */
    JobWindows(Job<?, ?> job, List<RecordIndexEntry> records) {
        this.job = job;
        this.records = List.copyOf(records);
    }

    /** The job. */
    public Job<?, ?> getJob() {
        return job;
    }

    /** The job, for Jenkins' frame around pages of jobs. */
    public Job<?, ?> getObject() {
        return job;
    }

    /** The windows, the newest first. */
    @Exported(visibility = 2)
    public List<JobWindow> getWindows() {
        return rows(SHOWN);
    }

    /** The newest of them. */
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

    /** Whether the build is still there, and the one that had this window: a job may have been made anew. */
    private boolean hasPage(RecordIndexEntry record) {
        Run<?, ?> build = job.getBuildByNumber((int) record.number());
        WindowsAction windows = build == null ? null : build.getAction(WindowsAction.class);
        return windows != null && windows.artifacts().containsKey(record.id());
    }

    /** The latest window that can be restored to; null where there is none. */
    public RecordIndexEntry getLatestRestorable() {
        return records.stream()
                .filter(record -> record.recommended() != null)
                .findFirst()
                .orElse(null);
    }

    /** What was learned of the latest window that can be restored to. */
    public FindingsView getLatestFindings() {
        RecordIndexEntry latest = getLatestRestorable();
        return latest == null ? FindingsView.NONE : findings(latest);
    }

    /** Why newer windows may be missing here, for administrators; null where none is known to be. */
    public String getTrouble() {
        return WindowKeeper.get().store().map(RecordStore::trouble).orElse(null);
    }

    /** Whether newer windows may be missing here, so that the latest restore point may not be the latest. */
    @Exported
    public boolean isIncomplete() {
        return getTrouble() != null;
    }

    /**
     * The picture.
     *
     * @param id unique on its page, a name in CSS
     */
    public String chart(String id) {
        return new OutageChart(records).svg(id);
    }

    /** The remote API. */
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
