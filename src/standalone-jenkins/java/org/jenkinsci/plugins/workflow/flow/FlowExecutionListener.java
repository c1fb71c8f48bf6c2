package org.jenkinsci.plugins.workflow.flow;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;

/** Behaves like the class of workflow-api of this name, for the embedded environment. */
public abstract class FlowExecutionListener implements ExtensionPoint {
    public void onRunning(@NonNull FlowExecution execution) {}

    public void onResumed(@NonNull FlowExecution execution) {}

    public void onCompleted(@NonNull FlowExecution execution) {}
}
