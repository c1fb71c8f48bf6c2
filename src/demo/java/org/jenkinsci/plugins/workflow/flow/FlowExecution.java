package org.jenkinsci.plugins.workflow.flow;

/** Behaves like the class of workflow-api of this name, for the embedded environment. */
public abstract class FlowExecution {
    public abstract FlowExecutionOwner getOwner();

    public abstract boolean isComplete();
}
