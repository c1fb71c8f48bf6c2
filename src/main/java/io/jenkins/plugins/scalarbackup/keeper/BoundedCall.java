package io.jenkins.plugins.scalarbackup.keeper;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs foreign code (a credentials provider, an artifact manager, the disk) on a thread of its own, because it may take
 * long, hang for ever or throw anything. The caller waits for a bounded time.
 */
final class BoundedCall {
    private final Executor threads;

    BoundedCall(Executor threads) {
        this.threads = threads;
    }

    /** Thrown if a call does not return in time. */
    static final class TimedOutException extends Exception {
        private static final long serialVersionUID = 1L;

        TimedOutException(String message) {
            super(message);
        }
    }

    /** Returns the result of a call if it arrives in time. */
    <T> T within(Duration patience, Callable<T> call) throws TimedOutException, ExecutionException {
        return within(patience, new CompletableFuture<>(), call);
    }

    /**
     * Returns the result of a call. A call that takes too long is interrupted and abandoned.
     *
     * @param patience the time limit
     * @param enough completes when nobody wants to wait any longer
     * @throws TimedOutException if there is no result in time
     * @throws ExecutionException with the exception that the call threw
     */
    <T> T within(Duration patience, CompletionStage<?> enough, Callable<T> call)
            throws TimedOutException, ExecutionException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        FutureTask<T> task = new FutureTask<>(call) {
            @Override
            protected void done() {
                if (!isCancelled()) {
                    try {
                        answer.complete(get());
                    } catch (ExecutionException failure) {
                        answer.completeExceptionally(failure.getCause());
                    } catch (InterruptedException never) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        };
        threads.execute(task);
        enough.whenComplete((done, failure) ->
                answer.completeExceptionally(new TimedOutException("it was not waited for any longer")));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            task.cancel(true);
            throw new TimedOutException("it took longer than " + patience.toSeconds() + " s");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TimedOutException stopped) {
                task.cancel(true);
                throw stopped;
            }
            throw failure;
        } catch (InterruptedException stopped) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new TimedOutException("the wait for it was interrupted");
        }
    }
}
