package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.StepExecution} as in workflow-step-api 710.v3e456cc85233. */
public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;

    protected StepExecution(@NonNull StepContext context) {}

    public @NonNull StepContext getContext() {
        throw new UnsupportedOperationException("declaration only");
    }

    public abstract boolean start() throws Exception;

    public void stop(@NonNull Throwable cause) throws Exception {
        throw new UnsupportedOperationException("declaration only");
    }

    public void onResume() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull String getStatus() {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean blocksRestart() {
        throw new UnsupportedOperationException("declaration only");
    }
}
