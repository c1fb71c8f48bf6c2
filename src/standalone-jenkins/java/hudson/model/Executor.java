package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.CauseOfInterruption;
import jenkins.model.InterruptedBuildAction;

/**
 * Behaves like the class of jenkins-core of this name, as far as a Pipeline's build uses it: stores the cause of an
 * interruption until it is added to the build.
 */
public class Executor extends Thread implements ModelObject {
    private final List<CauseOfInterruption> causes = new CopyOnWriteArrayList<>();

    /** Called when somebody interrupts the build. */
    public void interrupted(CauseOfInterruption cause) {
        causes.add(cause);
    }

    public @NonNull Collection<CauseOfInterruption> getCausesOfInterruption() {
        return List.copyOf(causes);
    }

    /** Adds the new causes; as in Jenkins, they and the build's earlier ones become one action. */
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
