package jenkins.model;

import hudson.model.InvisibleAction;
import java.util.Collection;
import java.util.List;

/** Compile-only declaration of {@code jenkins.model.InterruptedBuildAction} as in jenkins-core 2.541.3. */
public class InterruptedBuildAction extends InvisibleAction {
    public InterruptedBuildAction(Collection<? extends CauseOfInterruption> causes) {}

    public List<CauseOfInterruption> getCauses() {
        throw new UnsupportedOperationException("declaration only");
    }
}
