package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import java.io.File;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A row of the catalog. */
@ExportedBean(defaultVisibility = 3)
public final class CatalogWindow extends IndexedWindow {
    CatalogWindow(RecordIndexEntry record, FindingsView findings) {
        super(record, findings);
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
