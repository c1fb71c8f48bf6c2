package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;
import java.util.Collection;
import java.util.concurrent.Future;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.BodyExecution} as in workflow-step-api 710.v3e456cc85233. */
public abstract class BodyExecution implements Future<Object>, Serializable {
    private static final long serialVersionUID = 1L;

    protected BodyExecution() {}

    public abstract Collection<StepExecution> getCurrentExecutions();

    public boolean cancel(Throwable t) {
        throw new UnsupportedOperationException("declaration only");
    }
}
