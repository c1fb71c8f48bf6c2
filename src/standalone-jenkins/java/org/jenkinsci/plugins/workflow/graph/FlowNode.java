package org.jenkinsci.plugins.workflow.graph;

import hudson.model.Actionable;
import hudson.model.Saveable;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;

/** Behaves like the class of workflow-api of this name, for the embedded environment. */
public abstract class FlowNode extends Actionable implements Saveable {
    private final FlowExecution execution;
    private final String id;
    private volatile boolean active = true;

    protected FlowNode(FlowExecution execution, String id, FlowNode... parents) {
        this.execution = execution;
        this.id = id;
    }

    public String getId() {
        return id;
    }

    public FlowExecution getExecution() {
        return execution;
    }

    public final boolean isActive() {
        return active;
    }

    /** Marks the node's step as ended. */
    public final void end() {
        active = false;
    }

    @Override
    public void save() {}
}
