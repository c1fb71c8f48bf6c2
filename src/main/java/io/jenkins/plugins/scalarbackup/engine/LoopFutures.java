package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Brings results from other threads into a loop's tasks. A future of {@link #onLoop} completes in a task, so dependent
 * actions run in a task, too.
 */
final class LoopFutures {
    private final EventLoop loop;

    LoopFutures(EventLoop loop) {
        this.loop = loop;
    }

    /** A future with the same outcome that completes in a task. */
    <T> CompletableFuture<T> onLoop(CompletionStage<T> elsewhere) {
        CompletableFuture<T> here = new CompletableFuture<>();
        elsewhere.whenComplete((value, failure) -> loop.execute(() -> {
            if (failure == null) {
                here.complete(value);
            } else {
                here.completeExceptionally(Failures.cause(failure));
            }
        }));
        return here;
    }

    /** The outcome of a call that may also throw before it answers. */
    <T> CompletableFuture<T> call(Call<T> call) {
        try {
            return onLoop(call.start());
        } catch (Exception failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Completes after a delay. */
    CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.after(delay, () -> done.complete(null));
        return done;
    }

    /** All values in order, or the first failure as soon as there is one. */
    static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
        CompletableFuture<List<T>> whole = new CompletableFuture<>();
        for (CompletableFuture<T> part : parts) {
            part.whenComplete((value, failure) -> {
                if (failure != null) {
                    whole.completeExceptionally(Failures.cause(failure));
                }
            });
        }
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenRun(() -> {
            List<T> values = new ArrayList<>(parts.size());
            parts.forEach(part -> values.add(part.join()));
            whole.complete(values);
        });
        return whole;
    }

    /** What the call answers for each, all at once: as {@link #all(List)}. */
    static <A, B> CompletableFuture<List<B>> all(List<A> items, Function<A, CompletableFuture<B>> call) {
        return all(items.stream().map(call).toList());
    }

    /** Calls for each, all at once. Completes when all have, and fails as the first that fails. */
    static <A> CompletableFuture<Void> each(List<A> items, Function<A, ? extends CompletableFuture<?>> call) {
        return all(items, item -> call.apply(item).<Void>thenApply(done -> null))
                .thenApply(all -> null);
    }

    /** A refusal in one sentence. */
    static CompletableFuture<Void> refused(String sentence) {
        return CompletableFuture.failedFuture(new RefusedException(sentence));
    }

    /** Runs the steps in sequence; stops at the first that fails. */
    static CompletableFuture<Void> inOrder(List<Supplier<CompletableFuture<Void>>> steps) {
        CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
        for (Supplier<CompletableFuture<Void>> step : steps) {
            chain = chain.thenCompose(done -> step.get());
        }
        return chain;
    }

    /** An asynchronous call. */
    interface Call<T> {
        CompletionStage<T> start() throws Exception;
    }
}
