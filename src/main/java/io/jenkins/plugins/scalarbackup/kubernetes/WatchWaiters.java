package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The callers that wait until a watch has reported everything up to a resource version. */
final class WatchWaiters {
    private final Executor executor;
    private final WatchClock clock;
    private final List<Waiter> waiting = new ArrayList<>();

    private record Waiter(String version, CompletableFuture<Void> reached) {}

    /**
     * Creates an empty list of waiters.
     *
     * @param executor completes their futures
     */
    WatchWaiters(Executor executor, WatchClock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Returns a future that completes when the version has been reached. It fails if that takes too long, or if the
     * watch is lost.
     *
     * @param within the time limit
     * @param target the watched target, for the message
     * @param soFar the progress of the watch, as the rest of a sentence
     */
    CompletionStage<Void> add(String version, Duration within, String target, Supplier<String> soFar) {
        Waiter waiter = new Waiter(version, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(waiter);
        }
        CompletableFuture<Void> due = clock.after(within);
        due.thenRun(() -> {
            synchronized (this) {
                waiting.remove(waiter);
            }
            waiter.reached()
                    .completeExceptionally(new ClusterException(
                            Kind.UNAVAILABLE,
                            "The watch on the pods of " + target + " did not reach resource version " + version
                                    + " within " + within.toSeconds() + " s; " + soFar.get()));
        });
        waiter.reached().whenComplete((reached, failure) -> due.cancel(false));
        return waiter.reached().copy();
    }

    /** Completes the waiters whose version has been reached. */
    synchronized void settle(Predicate<String> hasTold) {
        List<Waiter> reached = waiting.stream()
                .filter(waiter -> hasTold.test(waiter.version()))
                .toList();
        waiting.removeAll(reached);
        reached.forEach(waiter -> executor.execute(() -> waiter.reached().complete(null)));
    }

    /** Fails all waiters: the watch reports nothing any more. */
    synchronized void fail(String reason) {
        List<Waiter> left = List.copyOf(waiting);
        waiting.clear();
        ClusterException failure = new ClusterException(Kind.UNAVAILABLE, reason);
        left.forEach(waiter -> executor.execute(() -> waiter.reached().completeExceptionally(failure)));
    }
}
