package io.jenkins.plugins.scalarbackup.step;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Result;
import hudson.model.TaskListener;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Receives the outcome of a step that a test resumed by hand. */
class StepOutcome extends StepContext {
    private static final long serialVersionUID = 1L;
    final transient CompletableFuture<Object> ended = new CompletableFuture<>();
    final transient CompletableFuture<Void> saved = new CompletableFuture<>();

    /** Sets a field that a step had in {@code program.dat}. */
    static void set(Object of, String field, Object value) throws ReflectiveOperationException {
        Field found = of.getClass().getDeclaredField(field);
        found.setAccessible(true);
        found.set(of, value);
    }

    Map<?, ?> returned() throws Exception {
        return (Map<?, ?>) ended.get(60, TimeUnit.SECONDS);
    }

    String failure() throws Exception {
        try {
            throw new AssertionError("it returned " + ended.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return String.valueOf(failed.getCause().getMessage());
        }
    }

    @Override
    public <T> T get(Class<T> key) {
        return key == TaskListener.class ? key.cast(TaskListener.NULL) : null;
    }

    @Override
    public void onSuccess(Object result) {
        ended.complete(result);
    }

    @Override
    public void onFailure(Throwable failure) {
        ended.completeExceptionally(failure);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        saved.complete(null);
        return Futures.immediateFuture(null);
    }

    @Override
    public void setResult(Result result) {
        // Never called.
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        throw new IllegalStateException("no body");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
