package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Run;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Adds a tab, after Jenkins' own, to builds that have had windows. */
@Extension(ordinal = -1)
@SuppressWarnings("rawtypes")
public final class BuildTabFactory extends TransientActionFactory<Run> {
    @Override
    public Class<Run> type() {
        return Run.class;
    }

    /** The exact type: {@code createFor} asks the build for another action, which must not call this factory again. */
    @Override
    public Class<? extends Action> actionType() {
        return WindowsTab.class;
    }

    @Override
    public @NonNull Collection<? extends Action> createFor(@NonNull Run target) {
        Run<?, ?> run = (Run<?, ?>) target;
        WindowPage page = run.getAction(WindowPage.class);
        return page == null ? List.of() : List.of(new WindowsTab(run, page));
    }
}
