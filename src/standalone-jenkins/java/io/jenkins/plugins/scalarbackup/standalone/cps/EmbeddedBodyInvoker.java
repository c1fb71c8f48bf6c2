package io.jenkins.plugins.scalarbackup.standalone.cps;

import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;

/** Collects the settings for running a body. */
public final class EmbeddedBodyInvoker extends BodyInvoker {
    private final EmbeddedStepContext owner;
    private final Closure<?> closure;
    private final List<Object> contexts = new ArrayList<>();
    private final List<BodyExecutionCallback> callbacks = new ArrayList<>();
    private String displayName;
    private boolean started;

    EmbeddedBodyInvoker(EmbeddedStepContext owner, Closure<?> closure) {
        this.owner = owner;
        this.closure = closure;
    }

    @Override
    public EmbeddedBodyInvoker withContext(Object override) {
        if (override != null) {
            contexts.add(override);
        }
        return this;
    }

    @Override
    public EmbeddedBodyInvoker withDisplayName(String name) {
        displayName = name;
        return this;
    }

    @Override
    public EmbeddedBodyInvoker withCallback(BodyExecutionCallback callback) {
        callbacks.add(callback);
        return this;
    }

    @Override
    public BodyExecution start() {
        if (started) {
            throw new IllegalStateException("Already started");
        }
        started = true;
        Body body = new Body(owner, closure, displayName, contexts, callbacks);
        owner.started(body);
        return body;
    }
}
