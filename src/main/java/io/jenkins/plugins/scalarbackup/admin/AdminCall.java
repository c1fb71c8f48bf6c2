package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.Metadata;
import io.grpc.Status;
import io.jenkins.plugins.scalarbackup.model.AdminCallException;
import java.util.concurrent.CompletableFuture;

/** Completes the future of one request with its response or its failure. */
final class AdminCall<A> {
    private final AdminFailures failures;
    private final Runnable onUnanswered;
    private final ResponseBatch batch;
    private final CompletableFuture<A> result = new CompletableFuture<>();
    private A response;
    private int responses;

    /**
     * @param onUnanswered called before the result completes, if the pod did not answer
     * @param batch completes the result
     */
    AdminCall(AdminFailures failures, Runnable onUnanswered, ResponseBatch batch) {
        this.failures = failures;
        this.onUnanswered = onUnanswered;
        this.batch = batch;
    }

    CompletableFuture<A> result() {
        return result;
    }

    void answered(A message) {
        response = message;
        responses++;
    }

    /** @param mayHaveArrived false only if the request can't have reached the pod */
    void ended(Status status, Metadata trailers, boolean mayHaveArrived) {
        if (!status.isOk()) {
            failed(status.asRuntimeException(trailers), mayHaveArrived);
        } else if (responses != 1) {
            failed(
                    Status.INTERNAL
                            .withDescription(responses + " answers instead of one")
                            .asRuntimeException(),
                    mayHaveArrived);
        } else {
            batch.add(() -> result.complete(response));
        }
    }

    private void failed(Throwable error, boolean mayHaveArrived) {
        AdminCallException failure = failures.of(error, mayHaveArrived);
        switch (failure.outcome()) {
            case UNREACHABLE, UNKNOWN -> onUnanswered.run();
            default -> {
                // The pod answered, so the connection is good.
            }
        }
        batch.add(() -> result.completeExceptionally(failure));
    }
}
