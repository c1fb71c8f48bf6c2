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
     * @param findings the findings on the window
     * @param page tells whether there is a page of the build to link to; only called by pages, because it loads the
     *     build
     */
    JobWindow(RecordIndexEntry record, FindingsView findings, BooleanSupplier page) {
        super(record, findings);
        this.page = page;
    }

    /** Returns the window's length in seconds, as text. */
    public String getDuration() {
        return Times.seconds(record.durationMillis());
    }

    /** Returns whether the build has a page of this window. */
    public boolean isPage() {
        return page.getAsBoolean();
    }
}
