package io.jenkins.plugins.scalarbackup.page;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.util.function.BooleanSupplier;
import org.kohsuke.stapler.export.ExportedBean;

/** A row of a job's windows. */
@ExportedBean(defaultVisibility = 3)
public final class JobWindow extends IndexedWindow {
    private final BooleanSupplier page;

    /**
     * A row.
     *
     * @param findings what was learned of the window since
     * @param page whether there is a build's page to go to; asked by those who show links only
     */
    JobWindow(RecordIndexEntry record, FindingsView findings, BooleanSupplier page) {
        super(record, findings);
        this.page = page;
    }

    /** In seconds, for people. */
    public String getDuration() {
        return Times.seconds(record.durationMillis());
    }

    /** Whether the build has a page of this window. */
    public boolean isPage() {
        return page.getAsBoolean();
    }
}
