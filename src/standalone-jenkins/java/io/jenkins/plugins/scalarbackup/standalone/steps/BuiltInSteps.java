package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.model.TaskListener;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** The list of the steps that every embedded controller has. */
public final class BuiltInSteps {
    private BuiltInSteps() {}

    public static List<StepDescriptor> all() {
        List<StepDescriptor> all = new ArrayList<>(BasicSteps.all());
        all.addAll(BlockSteps.all());
        all.addAll(FileSteps.all());
        all.add(BuiltIn.block(TimeoutStep.class, "timeout", TaskListener.class));
        all.add(NodeStep.descriptor());
        all.add(ShStep.descriptor());
        all.add(ParallelStep.descriptor());
        all.add(InputStep.descriptor());
        all.add(PropertiesStep.descriptor());
        all.add(WithCredentialsStep.descriptor());
        return all;
    }
}
