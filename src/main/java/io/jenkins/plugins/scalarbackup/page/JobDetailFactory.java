package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import java.util.List;
import jenkins.model.details.Detail;
import jenkins.model.details.DetailFactory;

/** Shows a job's latest restore point below its name. */
@Extension
@SuppressWarnings("rawtypes")
public final class JobDetailFactory extends DetailFactory<Job> {
    @Override
    public Class<Job> type() {
        return Job.class;
    }

    @Override
    public @NonNull List<? extends Detail> createFor(@NonNull Job target) {
        Job<?, ?> job = (Job<?, ?>) target;
        JobWindows windows = job.getAction(JobWindows.class);
        return windows == null
                ? List.of()
                : List.of(new WindowsDetail(job, text(windows), job.getUrl() + WindowPage.URL + "/"));
    }

    private static String text(JobWindows windows) {
        RecordIndexEntry latest = windows.getLatestRestorable();
        if (latest == null) {
            return Messages.WindowsDetail_NoRestorePoint();
        }
        return windows.isIncomplete()
                ? Messages.WindowsDetail_LatestKnown(latest.recommended())
                : Messages.WindowsDetail_Latest(latest.recommended());
    }
}
