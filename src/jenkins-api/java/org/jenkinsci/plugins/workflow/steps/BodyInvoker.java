package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.BodyInvoker} as in workflow-step-api 710.v3e456cc85233. */
public abstract class BodyInvoker {
    protected BodyInvoker() {}

    public abstract BodyInvoker withContext(Object override);

    public abstract BodyInvoker withDisplayName(@NonNull String name);

    public abstract BodyInvoker withCallback(BodyExecutionCallback callback);

    public abstract BodyExecution start();
}
