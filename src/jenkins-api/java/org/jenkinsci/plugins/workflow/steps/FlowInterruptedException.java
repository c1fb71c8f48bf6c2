package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Result;
import java.util.List;
import jenkins.model.CauseOfInterruption;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.FlowInterruptedException} as in workflow-step-api 710.v3e456cc85233. */
public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    public FlowInterruptedException(
            @NonNull Result result, boolean actualInterruption, @NonNull CauseOfInterruption... causes) {}

    public @NonNull Result getResult() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull List<CauseOfInterruption> getCauses() {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isActualInterruption() {
        throw new UnsupportedOperationException("declaration only");
    }
}
