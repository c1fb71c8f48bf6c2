package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs blocking calls on threads that may block. Each failure becomes a {@link RefusedException} or a {@link
 * ClusterException}.
 */
final class BlockingCalls {
    private final Executor blockingCalls;

    BlockingCalls(Executor blockingCalls) {
        this.blockingCalls = blockingCalls;
    }

    <T> CompletionStage<T> run(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            blockingCalls.execute(() -> complete(result, call));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new ClusterException(
                    ClusterException.Kind.UNAVAILABLE, "The controller accepts no more work: it is shutting down.", e));
        }
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> call) {
        try {
            result.complete(call.call());
        } catch (RefusedException | ClusterException e) {
            result.completeExceptionally(e);
        } catch (Throwable e) {
            // Throwable, because an unnoticed Error would leave a build waiting for ever.
            result.completeExceptionally(new ClusterException(
                    ClusterException.Kind.INVALID, "Unexpected failure while asking the cluster: " + e, e));
        }
    }
}
