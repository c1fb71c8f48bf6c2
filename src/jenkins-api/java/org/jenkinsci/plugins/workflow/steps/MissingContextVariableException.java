package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.MissingContextVariableException} as in workflow-step-api 710.v3e456cc85233. */
public class MissingContextVariableException extends Exception {
    private static final long serialVersionUID = 1L;

    public MissingContextVariableException(@NonNull Class<?> type, @CheckForNull StepDescriptor descriptor) {}

    public Class<?> getType() {
        throw new UnsupportedOperationException("declaration only");
    }
}
