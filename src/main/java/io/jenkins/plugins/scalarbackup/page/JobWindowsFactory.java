package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/**
 * Adds the page of their windows to jobs that have had any. It is called often, for every job, so it only uses memory.
 */
@Extension
@SuppressWarnings("rawtypes")
public final class JobWindowsFactory extends TransientActionFactory<Job> {
    @Override
    public Class<Job> type() {
        return Job.class;
    }

    @Override
    public Class<? extends Action> actionType() {
        return JobWindows.class;
    }

    @Override
    public @NonNull Collection<? extends Action> createFor(@NonNull Job target) {
        Job<?, ?> job = (Job<?, ?>) target;
        List<RecordIndexEntry> records = WindowKeeper.get()
                .store()
                .map(store -> store.ofJob(job.getFullName(), Integer.MAX_VALUE))
                .orElse(List.of());
        return records.isEmpty() ? List.of() : List.of(new JobWindows(job, records));
    }
}
