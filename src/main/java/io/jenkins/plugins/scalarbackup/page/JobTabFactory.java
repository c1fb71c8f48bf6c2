package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Gives jobs that have had windows their tab, after Jenkins' own. */
@Extension(ordinal = -1)
@SuppressWarnings("rawtypes")
public final class JobTabFactory extends TransientActionFactory<Job> {
    @Override
    public Class<Job> type() {
        return Job.class;
    }

    /** Said exactly: below, it asks for another action, which must not end up here again. */
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
