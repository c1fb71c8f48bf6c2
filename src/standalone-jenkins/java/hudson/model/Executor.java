package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.CauseOfInterruption;
import jenkins.model.InterruptedBuildAction;

/**
 * Behaves like the class of jenkins-core of this name as far as a Pipeline's build knows it: remembers why it was
 * interrupted, until that is in the build.
 */
public class Executor extends Thread implements ModelObject {
    private final List<CauseOfInterruption> causes = new CopyOnWriteArrayList<>();

    /** Somebody wants the build to end. */
    public void interrupted(CauseOfInterruption cause) {
        causes.add(cause);
    }

    public @NonNull Collection<CauseOfInterruption> getCausesOfInterruption() {
        return List.copyOf(causes);
    }

    /** As in Jenkins: what the build knows already and what is new become one action. */
    public void recordCauseOfInterruption(Run<?, ?> build, TaskListener listener) {
        List<CauseOfInterruption> news = List.copyOf(causes);
        causes.clear();
        if (news.isEmpty()) {
            return;
        }
        List<CauseOfInterruption> all = new ArrayList<>();
        InterruptedBuildAction known = build.getAction(InterruptedBuildAction.class);
        if (known != null) {
            all.addAll(known.getCauses());
        }
        news.stream().filter(cause -> !all.contains(cause)).forEach(all::add);
        build.replaceAction(new InterruptedBuildAction(all));
        news.forEach(cause -> cause.print(listener));
    }

    @Override
    public String getDisplayName() {
        return getName();
    }
}
