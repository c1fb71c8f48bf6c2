package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Adds the page of their windows to builds that have any, recorded or open. */
@Extension
@SuppressWarnings("rawtypes")
public final class WindowPageFactory extends TransientActionFactory<Run> {
    @Override
    public Class<Run> type() {
        return Run.class;
    }

    /** The exact type: {@code createFor} asks the build for another action, which must not call this factory again. */
    @Override
    public Class<? extends Action> actionType() {
        return WindowPage.class;
    }

    @Override
    public @NonNull Collection<? extends Action> createFor(@NonNull Run target) {
        Run<?, ?> run = (Run<?, ?>) target;
        boolean has = run.getAction(WindowsAction.class) != null || BuildWindows.isOpen(run);
        return has ? List.of(new WindowPage(run)) : List.of();
    }
}
