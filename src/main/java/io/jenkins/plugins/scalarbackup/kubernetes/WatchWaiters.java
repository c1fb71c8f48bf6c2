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

/** Those who wait until a watch has told everything up to a resource version. */
final class WatchWaiters {
    private final Executor executor;
    private final WatchClock clock;
    private final List<Waiter> waiting = new ArrayList<>();

    private record Waiter(String version, CompletableFuture<Void> reached) {}

    /**
     * Nobody yet.
     *
     * @param executor runs what waits
     */
    WatchWaiters(Executor executor, WatchClock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Completes when the version was told; fails when it was not within a time, or the watch is lost.
     *
     * @param target whose pods are watched, for the message
     * @param soFar how far the watch has come, the rest of a sentence
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

    /** The watch has told more. */
    synchronized void settle(Predicate<String> hasTold) {
        List<Waiter> reached = waiting.stream()
                .filter(waiter -> hasTold.test(waiter.version()))
                .toList();
        waiting.removeAll(reached);
        reached.forEach(waiter -> executor.execute(() -> waiter.reached().complete(null)));
    }

    /** The watch tells nothing any more. */
    synchronized void fail(String reason) {
        List<Waiter> left = List.copyOf(waiting);
        waiting.clear();
        ClusterException failure = new ClusterException(Kind.UNAVAILABLE, reason);
        left.forEach(waiter -> executor.execute(() -> waiter.reached().completeExceptionally(failure)));
    }
}
