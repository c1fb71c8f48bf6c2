package org.jenkinsci.plugins.workflow.flow;

import edu.umd.cs.findbugs.annotations.NonNull;
import org.springframework.security.core.Authentication;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.flow.FlowExecution} as in workflow-api 1413.v2ff1a_5e720fa_. */
public abstract class FlowExecution {
    protected FlowExecution() {}

    public abstract FlowExecutionOwner getOwner();

    public boolean isComplete() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull Authentication getAuthentication2() {
        throw new UnsupportedOperationException("declaration only");
    }
}
