package org.jenkinsci.plugins.workflow.graph;

import hudson.model.Actionable;
import hudson.model.Saveable;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.graph.FlowNode} as in workflow-api 1413.v2ff1a_5e720fa_. */
public abstract class FlowNode extends Actionable implements Saveable {
    protected FlowNode(FlowExecution exec, String id, FlowNode... parents) {}

    public String getId() {
        throw new UnsupportedOperationException("declaration only");
    }
}
