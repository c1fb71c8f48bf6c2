package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.io.File;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A row of the catalog. */
@ExportedBean(defaultVisibility = 3)
public final class CatalogWindow {
    private final RecordIndexEntry record;
    private final FindingsView findings;

    CatalogWindow(RecordIndexEntry record, FindingsView findings) {
        this.record = record;
        this.findings = findings;
    }

    /** The window's ID. */
    @Exported
    public String getId() {
        return record.id();
    }

    /** The job's full name; what it was called last where it was deleted. */
    @Exported
    public String getJob() {
        return record.job();
    }

    /** Whether that job was deleted. */
    @Exported
    public boolean isJobDeleted() {
        return job() == null;
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

    /** What it closed. */
    @Exported
    public List<CatalogWorkload> getWorkloads() {
        return record.workloads().stream().map(CatalogWorkload::of).toList();
    }

    /** The names of its databases. */
    @Exported
    public List<String> getDatabases() {
        return record.databases();
    }

    /** The products and their versions. */
    @Exported
    public List<String> getProducts() {
        return record.products();
    }

    /** What was learned of it since: whether it can be restored, and was. */
    @Exported
    public FindingsView getFindings() {
        return findings;
    }

    /** The restore point, which is a whole second, for people; null where there is none. */
    public String getPoint() {
        return record.recommended() == null ? null : record.recommended().replace(".000Z", "Z");
    }

    /** When its pause started, for people; null where none was sent. */
    public String getStarted() {
        return Times.toMinutes(record.pauseStarted());
    }

    /** Jenkins' symbol for the verdict. */
    public String getIcon() {
        return VerdictIcon.of(record.verdict(), record.windowProven());
    }

    /** In seconds, for people. */
    public String getOutage() {
        return Times.seconds(record.outageMillis());
    }

    private Job<?, ?> job() {
        return record.jobDeleted() ? null : ReadableRecords.find(record.job());
    }

    /** The job's address below Jenkins' own; null where it was deleted. */
    public String getJobUrl() {
        Job<?, ?> job = job();
        return job == null ? null : job.getUrl();
    }

    /** The address of the build's page of its windows; null where the build is gone. No build is loaded for it. */
    public String getWindowUrl() {
        Job<?, ?> job = job();
        return job == null || !new File(job.getBuildDir(), String.valueOf(record.number())).isDirectory()
                ? null
                : job.getUrl() + record.number() + "/" + WindowPage.URL + "/";
    }

    /**
     * A workload in the remote API.
     *
     * @param cluster the API server's URL; null where the record does not say
     * @param namespace its namespace
     * @param workload {@code Deployment/ledger}
     * @param named both in words
     */
    @ExportedBean(defaultVisibility = 3)
    public record CatalogWorkload(
            @Exported String cluster,
            @Exported String namespace,
            @Exported String workload,
            String named) {
        static CatalogWorkload of(RecordedWorkload recorded) {
            return new CatalogWorkload(recorded.cluster(), recorded.namespace(), recorded.workload(), recorded.named());
        }
    }
}
