package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.StaplerRequest2;

/** The descriptor of a step that selects pods. */
public abstract class TargetStepDescriptor extends StepDescriptor implements TargetForm {
    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class);
    }

    @Override
    public Step newInstance(StaplerRequest2 request, @NonNull JSONObject form) throws FormException {
        return super.newInstance(request, TargetForm.withoutEmptyChoices(form));
    }
}
