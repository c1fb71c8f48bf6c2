package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.MissingContextVariableException} as in workflow-step-api 724.v538c2362b_dfb_. */
public class MissingContextVariableException extends Exception {
    private static final long serialVersionUID = 1L;

    public MissingContextVariableException(@NonNull Class<?> type, @CheckForNull StepDescriptor descriptor) {}

    public Class<?> getType() {
        throw new UnsupportedOperationException("declaration only");
    }
}
