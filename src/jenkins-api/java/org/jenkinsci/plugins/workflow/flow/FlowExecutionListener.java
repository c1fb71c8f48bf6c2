package org.jenkinsci.plugins.workflow.flow;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.flow.FlowExecutionListener} as in workflow-api 1413.v2ff1a_5e720fa_. */
public abstract class FlowExecutionListener implements ExtensionPoint {
    protected FlowExecutionListener() {}

    public void onRunning(@NonNull FlowExecution execution) {
        throw new UnsupportedOperationException("declaration only");
    }

    public void onResumed(@NonNull FlowExecution execution) {
        throw new UnsupportedOperationException("declaration only");
    }
}
