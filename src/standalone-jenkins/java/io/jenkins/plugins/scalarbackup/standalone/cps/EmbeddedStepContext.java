package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.cloudbees.groovy.cps.Outcome;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import groovy.lang.Closure;
import hudson.EnvVars;
import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.CauseOfInterruption;
import org.codehaus.groovy.runtime.InvokerInvocationException;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** The context of one call of a step. */
@SuppressWarnings("serial")
public final class EmbeddedStepContext extends StepContext implements ProgramThread.Suspension {
    private final Program program;
    private final ProgramThread thread;
    private final StepDescriptor descriptor;
    private final String name;
    private final Execution.Node node;
    private final Closure<?> body;
    private final List<Body> startedBodies = new ArrayList<>();
    private StepLog listener;
    private boolean synchronous = true;
    private boolean hadBodies;
    private Outcome outcome;

    EmbeddedStepContext(ProgramThread thread, StepDescriptor descriptor, String name, Closure<?> body) {
        this.program = thread.program;
        this.thread = thread;
        this.descriptor = descriptor;
        this.name = name;
        this.body = body;
        this.node = new Execution.Node(program, name);
    }

    Program program() {
        return program;
    }

    ProgramThread thread() {
        return thread;
    }

    String functionName() {
        return name;
    }

    @Override
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        return get(key, node);
    }

    <T> T get(Class<T> key, FlowNode at) throws IOException, InterruptedException {
        if (program.isDropped()) {
            throw new IOException(program.host().build() + " has no execution any more");
        }
        Object known = known(key, at);
        if (key.isInstance(known)) {
            return key.cast(known);
        }
        if (!program.isRunning(thread)) {
            throw new IOException("cannot find current thread in " + this);
        }
        T value = thread.context == null ? null : thread.context.get(key);
        if (key == EnvVars.class) {
            return key.cast(effectiveEnvironment(program.host().environment(), thread.context));
        }
        if (value == null && key == TaskListener.class) {
            return key.cast(listener(at));
        }
        return value;
    }

    private Object known(Class<?> key, FlowNode at) {
        if (Run.class.isAssignableFrom(key)) {
            return program.host().build();
        } else if (Job.class.isAssignableFrom(key)) {
            return program.host().build().getParent();
        } else if (FlowExecution.class.isAssignableFrom(key)) {
            return program.execution();
        } else if (FlowNode.class.isAssignableFrom(key)) {
            return at;
        } else if (StepDescriptor.class.isAssignableFrom(key)) {
            return descriptor;
        }
        return null;
    }

    private synchronized TaskListener listener(FlowNode at) throws IOException {
        if (listener == null) {
            if (!at.isActive()) {
                throw new IOException("cannot start writing logs to a finished node " + at.getId() + " " + name);
            }
            listener = new StepLog(program.host().log());
        }
        return listener;
    }

    static EnvVars effectiveEnvironment(EnvVars ofBuild, ContextVariables context)
            throws IOException, InterruptedException {
        EnvVars ofNode = context == null ? null : context.get(EnvVars.class);
        EnvVars env = ofNode == null ? new EnvVars() : new EnvVars(ofNode);
        env.putAll(ofBuild);
        EnvironmentExpander expander = context == null ? null : context.get(EnvironmentExpander.class);
        if (expander != null) {
            expander.expand(env);
        }
        return env;
    }

    @Override
    public boolean hasBody() {
        return body != null;
    }

    @Override
    public EmbeddedBodyInvoker newBodyInvoker() {
        if (body == null) {
            throw new IllegalStateException("There is no body to invoke");
        }
        return new EmbeddedBodyInvoker(this, body);
    }

    /** For {@code parallel}, which has its own bodies. */
    public EmbeddedBodyInvoker newBodyInvoker(Closure<?> other) {
        return new EmbeddedBodyInvoker(this, other);
    }

    /** Launches the body now, or once the step's {@code start} has returned. */
    void started(Body started) {
        synchronized (this) {
            if (outcome != null) {
                throw new IllegalStateException("The " + name + " step has already completed.");
            }
            if (synchronous) {
                startedBodies.add(started);
                return;
            }
        }
        program.execute(() -> {
            if (program.isRunning(thread)) {
                started.launch(thread.head);
            }
        });
    }

    @Override
    public Outcome suspended(ProgramThread current) {
        List<Body> toLaunch;
        synchronized (this) {
            toLaunch = List.copyOf(startedBodies);
            startedBodies.clear();
        }
        // The first body continues the step's branch; each further one is a new branch.
        for (int i = 0; i < toLaunch.size(); i++) {
            toLaunch.get(i).launch(i == 0 ? current.head : new BlockHead());
        }
        synchronized (this) {
            if (outcome == null) {
                synchronous = false;
                return null;
            }
        }
        if (program.inner(thread) != null) {
            synchronized (this) {
                synchronous = false;
            }
            program.execute(this::deliver);
            return null;
        }
        ended();
        return outcome;
    }

    @Override
    public void onSuccess(Object result) {
        complete(new Outcome(result, null));
    }

    @Override
    public void onFailure(Throwable t) {
        if (t == null) {
            throw new IllegalArgumentException("a failure without a throwable");
        }
        complete(new Outcome(null, t));
    }

    private synchronized void complete(Outcome news) {
        if (outcome == null) {
            outcome = news;
            if (!synchronous) {
                program.execute(this::deliver);
            }
        } else if (news.isFailure() && outcome.isFailure() && news.getAbnormal() != outcome.getAbnormal()) {
            outcome.getAbnormal().addSuppressed(news.getAbnormal());
        }
    }

    synchronized boolean isCompleted() {
        return outcome != null;
    }

    private void deliver() {
        if (!program.isRunning(thread)) {
            return;
        }
        ProgramThread inner = program.inner(thread);
        if (inner != null) {
            // The step has ended only once its body has.
            inner.whenDone(() -> program.execute(this::deliver));
            StepExecution running = inner.step();
            if (outcome.isFailure() && running != null) {
                stopOrphan(running);
            }
            return;
        }
        ended();
        thread.resume(outcome);
    }

    private void stopOrphan(StepExecution running) {
        FlowInterruptedException cause = new FlowInterruptedException(Result.FAILURE, true, new BodyFailed());
        cause.initCause(outcome.getAbnormal());
        try {
            running.stop(cause);
        } catch (Exception e) {
            outcome.getAbnormal().addSuppressed(e);
        }
    }

    private void ended() {
        node.end();
        synchronized (this) {
            if (listener != null) {
                listener.close();
            }
        }
        thread.step(null);
        if (body != null || hadBodies) {
            program.print("// " + name);
        }
    }

    void hadBody() {
        hadBodies = true;
    }

    /** Returns the outcome of a step that ended within its {@code start}. */
    Object replay() {
        if (outcome == null) {
            onFailure(new AssertionError("Step " + name + " claimed to have ended synchronously, but didn't set the "
                    + "result via StepContext.onSuccess/onFailure"));
        }
        ended();
        if (outcome.isFailure()) {
            throw new InvokerInvocationException(outcome.getAbnormal());
        }
        return outcome.getNormal();
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return Futures.immediateFuture(null);
    }

    @Override
    public void setResult(Result r) {
        program.setResult(r);
    }

    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "StepContext[" + node.getId() + ":" + name + "]";
    }

    private static final class BodyFailed extends CauseOfInterruption {
        @Override
        public String getShortDescription() {
            return "Body of block-scoped step failed";
        }
    }
}
