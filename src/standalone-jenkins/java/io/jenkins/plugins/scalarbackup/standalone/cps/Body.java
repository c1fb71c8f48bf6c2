package io.jenkins.plugins.scalarbackup.standalone.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Next;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import com.cloudbees.groovy.cps.impl.FunctionCallEnv;
import com.cloudbees.groovy.cps.impl.TryBlockEnv;
import com.cloudbees.groovy.cps.sandbox.DefaultInvoker;
import groovy.lang.Closure;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** One run of a step's block, on its own green thread. */
@SuppressWarnings("serial")
final class Body extends BodyExecution {
    private final EmbeddedStepContext owner;
    private final Closure<?> closure;
    private final String displayName;
    private final List<Object> contexts;
    private final List<BodyExecutionCallback> callbacks;
    private final CompletableFuture<Object> outcome = new CompletableFuture<>();
    private boolean launched;
    private Throwable stopped;

    Body(
            EmbeddedStepContext owner,
            Closure<?> closure,
            String displayName,
            List<Object> contexts,
            List<BodyExecutionCallback> callbacks) {
        this.owner = owner;
        this.closure = closure;
        this.displayName = displayName;
        this.contexts = List.copyOf(contexts);
        this.callbacks = List.copyOf(callbacks);
    }

    /** Returns the body in which this one's step was called; null at the top level. */
    Body around() {
        return owner.thread().body;
    }

    void launch(BlockHead head) {
        Program program = owner.program();
        owner.hadBody();
        program.print(displayName == null ? "{" : "{ (" + displayName + ")");
        BodyContext context = new BodyContext(owner, new Execution.Node(program, owner.functionName()));
        callbacks.forEach(c -> c.onStart(context));
        ContextVariables variables = new ContextVariables(owner.thread().context, contexts);
        Object value;
        try {
            value = closure.call();
        } catch (CpsCallableInvocation invocation) {
            ProgramThread thread = program.addThread(code(invocation), head, variables, this);
            synchronized (this) {
                launched = true;
                thread.resume(new Outcome(null, stopped));
            }
            return;
        } catch (Throwable t) {
            failed(t);
            return;
        }
        succeeded(value);
    }

    private Continuable code(CpsCallableInvocation invocation) {
        FunctionCallEnv caller = new FunctionCallEnv(null, this::succeeded, null, null);
        caller.setInvoker(new DefaultInvoker());
        TryBlockEnv guarded = new TryBlockEnv(caller, null);
        guarded.addHandler(Throwable.class, t -> failed((Throwable) t));
        return new Continuable(invocation.invoke(guarded, null, this::succeeded));
    }

    private Next succeeded(Object value) {
        BodyContext context = ended();
        outcome.complete(value);
        for (BodyExecutionCallback callback : callbacks) {
            try {
                callback.onSuccess(context, value);
            } catch (Exception e) {
                context.onFailure(e);
            }
        }
        return Next.terminate(null);
    }

    private Next failed(Throwable t) {
        BodyContext context = ended();
        outcome.completeExceptionally(t);
        for (BodyExecutionCallback callback : callbacks) {
            try {
                callback.onFailure(context, t);
            } catch (Exception e) {
                t.addSuppressed(e);
                context.onFailure(t);
            }
        }
        return Next.terminate(null);
    }

    private BodyContext ended() {
        owner.program().print("}");
        return new BodyContext(owner, new Execution.Node(owner.program(), owner.functionName()));
    }

    @Override
    public Collection<StepExecution> getCurrentExecutions() {
        return owner.program().executions(this);
    }

    @Override
    public boolean cancel(Throwable error) {
        synchronized (this) {
            if (outcome.isDone()) {
                return false;
            }
            stopped = error;
            if (!launched) {
                return true;
            }
        }
        Program program = owner.program();
        program.execute(() -> program.innermost(this).forEach(t -> t.stop(error)));
        return true;
    }

    @Override
    public synchronized boolean isCancelled() {
        return stopped != null && isDone();
    }

    @Override
    public boolean isDone() {
        return outcome.isDone();
    }

    @Override
    public Object get() throws InterruptedException, ExecutionException {
        return outcome.get();
    }

    @Override
    public Object get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return outcome.get(timeout, unit);
    }
}
