package org.jenkinsci.plugins.workflow.flow;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Queue;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;

/** Behaves like the class of workflow-api of this name, for the embedded environment. */
public abstract class FlowExecutionOwner implements Serializable {
    private static final long serialVersionUID = 1L;

    public abstract Queue.Executable getExecutable() throws IOException;

    public abstract @NonNull TaskListener getListener() throws IOException;
}
