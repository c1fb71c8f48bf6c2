package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.scalarbackup.backup.AdminCallException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One request and its answer.
 *
 * <p>Whether a request that failed may have arrived is told by gRPC's tracer: {@link ClientStreamTracer#streamCreated} is
 * called before a request is handed to a connection that is established (the pod's HTTP/2 settings have come), and never
 * without one. Later signs, such as that the headers were written, come after the fact, so their absence proves nothing.
 */
final class AdminCall<Q, A> implements StreamObserver<A> {
    private final AdminFailures failures;
    private final Runnable onUnanswered;
    private final AnswerBatch answers;
    private final CompletableFuture<A> result = new CompletableFuture<>();
    private volatile boolean mayHaveArrived;
    private volatile A answer;

    /**
     * @param onUnanswered what to do when the pod gave no answer, before the result says so
     * @param answers hands the result on
     */
    AdminCall(AdminFailures failures, Runnable onUnanswered, AnswerBatch answers) {
        this.failures = failures;
        this.onUnanswered = onUnanswered;
        this.answers = answers;
    }

    CompletableFuture<A> result() {
        return result;
    }

    void start(Channel channel, MethodDescriptor<Q, A> method, Q request) {
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(failures.deadline().toNanos(), TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(new Tracers());
        try {
            ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, this);
        } catch (RuntimeException e) {
            onError(e);
        }
    }

    @Override
    public void onNext(A value) {
        answer = value;
    }

    @Override
    public void onCompleted() {
        if (answer == null) {
            onError(Status.INTERNAL
                    .withDescription("an answer without a message")
                    .asRuntimeException());
        } else {
            answers.add(() -> result.complete(answer));
        }
    }

    @Override
    public void onError(Throwable error) {
        AdminCallException failure = failures.of(error, mayHaveArrived);
        switch (failure.outcome()) {
            case UNREACHABLE, UNKNOWN -> onUnanswered.run();
            default -> {
                // The pod answered, so the connection is good.
            }
        }
        answers.add(() -> result.completeExceptionally(failure));
    }

    private final class Tracers extends ClientStreamTracer.Factory {
        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(Attributes transport, Metadata sent) {
                    mayHaveArrived = true;
                }
            };
        }
    }
}
