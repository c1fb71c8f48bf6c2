package io.jenkins.plugins.scalarbackup.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.details.Detail;
import jenkins.model.details.DetailFactory;

/** Shows the state of a build's windows beside its time and duration. */
@Extension
@SuppressWarnings("rawtypes")
public final class BuildDetailFactory extends DetailFactory<Run> {
    @Override
    public Class<Run> type() {
        return Run.class;
    }

    @Override
    public @NonNull List<? extends Detail> createFor(@NonNull Run target) {
        Run<?, ?> run = (Run<?, ?>) target;
        WindowPage page = run.getAction(WindowPage.class);
        List<Detail> details = new ArrayList<>();
        if (page != null) {
            for (WindowView window : page.getWindows()) {
                details.add(new WindowsDetail(run, text(window), run.getUrl() + WindowPage.URL + "/"));
            }
        }
        return details;
    }

    static String text(WindowView window) {
        String point = window.restore().recommended();
        return point == null ? window.heading() : Messages.WindowsDetail_RestoreTo(window.heading(), point);
    }
}
