package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback} as in workflow-step-api 710.v3e456cc85233. */
public abstract class BodyExecutionCallback implements Serializable {
    private static final long serialVersionUID = 1L;

    protected BodyExecutionCallback() {}

    public void onStart(StepContext context) {
        throw new UnsupportedOperationException("declaration only");
    }

    public abstract void onSuccess(StepContext context, Object result);

    public abstract void onFailure(StepContext context, Throwable t);

    public abstract static class TailCall extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        protected TailCall() {}

        protected abstract void finished(StepContext context) throws Exception;

        @Override
        public final void onSuccess(StepContext context, Object result) {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            throw new UnsupportedOperationException("declaration only");
        }
    }
}
