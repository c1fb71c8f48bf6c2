package jenkins.tasks;

import hudson.model.Action;
import java.util.Collection;

/** Compile-only declaration of {@code jenkins.tasks.SimpleBuildStep} as in jenkins-core 2.541.3. */
public interface SimpleBuildStep {
    interface LastBuildAction extends Action {
        Collection<? extends Action> getProjectActions();
    }
}
