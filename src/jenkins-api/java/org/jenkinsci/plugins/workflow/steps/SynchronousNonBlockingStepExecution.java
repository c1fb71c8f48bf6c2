package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution} as in workflow-step-api 710.v3e456cc85233. */
public abstract class SynchronousNonBlockingStepExecution<T> extends StepExecution {
    private static final long serialVersionUID = 1L;

    protected SynchronousNonBlockingStepExecution(@NonNull StepContext context) {
        super(context);
    }

    protected abstract T run() throws Exception;

    @Override
    public final boolean start() throws Exception {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void onResume() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public @NonNull String getStatus() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public boolean blocksRestart() {
        throw new UnsupportedOperationException("declaration only");
    }
}
