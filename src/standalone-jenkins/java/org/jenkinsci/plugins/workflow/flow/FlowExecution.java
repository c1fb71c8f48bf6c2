package org.jenkinsci.plugins.workflow.flow;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.security.ACL;
import org.springframework.security.core.Authentication;

/** Behaves like the class of workflow-api of this name, for the embedded environment. */
public abstract class FlowExecution {
    public abstract FlowExecutionOwner getOwner();

    public abstract boolean isComplete();

    public @NonNull Authentication getAuthentication2() {
        return ACL.SYSTEM2;
    }
}
