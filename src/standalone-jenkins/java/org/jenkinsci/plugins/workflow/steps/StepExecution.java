package org.jenkinsci.plugins.workflow.steps;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Behaves like the class of workflow-step-api of this name, for the embedded environment. */
public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Returns every execution of every running build, outermost first; set by the embedded controller. */
    public static volatile Supplier<List<StepExecution>> running = List::of;

    private final StepContext context;

    protected StepExecution(@NonNull StepContext context) {
        this.context = context;
    }

    public @NonNull StepContext getContext() {
        return context;
    }

    public abstract boolean start() throws Exception;

    public void stop(@NonNull Throwable cause) throws Exception {
        context.onFailure(cause);
    }

    public void onResume() {}

    public @CheckForNull String getStatus() {
        return null;
    }

    public boolean blocksRestart() {
        return false;
    }

    public static <T extends StepExecution> ListenableFuture<?> acceptAll(Class<T> type, Consumer<T> f) {
        running.get().stream().filter(type::isInstance).map(type::cast).forEach(f);
        return Futures.immediateFuture(null);
    }
}
