package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Adds a tab, after Jenkins' own, to jobs that have had windows. */
@Extension(ordinal = -1)
@SuppressWarnings("rawtypes")
public final class JobTabFactory extends TransientActionFactory<Job> {
    @Override
    public Class<Job> type() {
        return Job.class;
    }

    /** The exact type: {@code createFor} asks the job for another action, which must not call this factory again. */
    @Override
    public Class<? extends Action> actionType() {
        return WindowsTab.class;
    }

    @Override
    public @NonNull Collection<? extends Action> createFor(@NonNull Job target) {
        Job<?, ?> job = (Job<?, ?>) target;
        JobWindows page = job.getAction(JobWindows.class);
        return page == null ? List.of() : List.of(new WindowsTab(job, page));
    }
}
