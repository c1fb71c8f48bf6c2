package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.keeper.Jobs;
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

    /** Returns the job's full name; its last one if it was deleted. */
    @Exported
    public String getJob() {
        return record.job();
    }

    /** Returns whether the job was deleted. */
    @Exported
    public boolean isJobDeleted() {
        return job() == null;
    }

    /** Returns the workloads that the window paused. */
    @Exported
    public List<CatalogWorkload> getWorkloads() {
        return record.workloads().stream().map(CatalogWorkload::of).toList();
    }

    /** Returns the names of its databases. */
    @Exported
    public List<String> getDatabases() {
        return record.databases();
    }

    /** Returns the products and their versions. */
    @Exported
    public List<String> getProducts() {
        return record.products();
    }

    private Job<?, ?> job() {
        return record.jobDeleted() ? null : Jobs.named(record.job());
    }

    /** Returns the job's address relative to Jenkins' root URL; null if it was deleted. */
    public String getJobUrl() {
        Job<?, ?> job = job();
        return job == null ? null : job.getUrl();
    }

    /** Returns the address of the build's page of windows; null if the build is gone. Loads no build. */
    public String getWindowUrl() {
        Job<?, ?> job = job();
        return job == null || !new File(job.getBuildDir(), String.valueOf(record.number())).isDirectory()
                ? null
                : job.getUrl() + record.number() + "/" + WindowPage.URL + "/";
    }

    /**
     * A workload in the remote API.
     *
     * @param cluster the API server's URL; null if the record lacks it
     * @param namespace its namespace
     * @param workload {@code Deployment/ledger}
     * @param named workload and namespace as text
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
