package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Run;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Gives builds that have had windows their tab, after Jenkins' own. */
@Extension(ordinal = -1)
@SuppressWarnings("rawtypes")
public final class BuildTabFactory extends TransientActionFactory<Run> {
    @Override
    public Class<Run> type() {
        return Run.class;
    }

    /** Said exactly: below, it asks for another action, which must not end up here again. */
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
