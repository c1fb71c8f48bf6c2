package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Behaves like the class of workflow-step-api of this name: runs on a thread of a pool, which stop interrupts. */
public abstract class SynchronousNonBlockingStepExecution<T> extends StepExecution {
    private static final long serialVersionUID = 1L;

    private static final ExecutorService POOL = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "SynchronousNonBlockingStepExecution");
        thread.setDaemon(true);
        return thread;
    });

    private transient volatile Future<?> task;
    private transient volatile Throwable stopCause;

    protected SynchronousNonBlockingStepExecution(@NonNull StepContext context) {
        super(context);
    }

    protected abstract T run() throws Exception;

    @Override
    public final boolean start() throws Exception {
        task = POOL.submit(() -> {
            try {
                getContext().onSuccess(run());
            } catch (Throwable t) {
                // After a stop the interrupt that we caused is not the news, its cause is.
                Throwable cause = stopCause;
                if (cause == null) {
                    getContext().onFailure(t);
                } else {
                    cause.addSuppressed(t);
                    getContext().onFailure(cause);
                }
            }
        });
        return false;
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        Future<?> running = task;
        if (running == null) {
            getContext().onFailure(cause);
        } else {
            stopCause = cause;
            running.cancel(true);
        }
    }

    @Override
    public void onResume() {
        getContext()
                .onFailure(new Exception("Resume after a restart not supported for non-blocking synchronous steps"));
    }

    @Override
    public @NonNull String getStatus() {
        return "running in a background thread";
    }

    @Override
    public boolean blocksRestart() {
        return true;
    }
}
