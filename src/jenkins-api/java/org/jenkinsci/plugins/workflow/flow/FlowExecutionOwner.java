package org.jenkinsci.plugins.workflow.flow;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Queue;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner} as in workflow-api 1413.v2ff1a_5e720fa_. */
public abstract class FlowExecutionOwner implements Serializable {
    private static final long serialVersionUID = 1L;

    protected FlowExecutionOwner() {}

    public abstract Queue.Executable getExecutable() throws IOException;

    public @NonNull TaskListener getListener() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }
}
