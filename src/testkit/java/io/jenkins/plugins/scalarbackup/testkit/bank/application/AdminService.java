package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.CheckPausedResponse;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/**
 * The Admin service for a {@link Gate}. Like ScalarDB Cluster, it gives the reason for a failed pause in a {@code
 * google.rpc.ErrorInfo}: from that, the caller knows whether the gate is open, and whether it may open it.
 */
public final class AdminService extends AdminGrpc.AdminImplBase {
    private static final String DOMAIN = "com.scalar.db.cluster.admin";
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    private final Gate gate;
    private volatile boolean lying;
    private volatile boolean pretending;

    public AdminService(Gate gate) {
        this.gate = gate;
    }

    /**
     * Makes it report a pause as in force and let everything through: a proof by restore must be able to detect that.
     */
    void lie(boolean whether) {
        lying = whether;
        pretending = false;
    }

    @Override
    public void pause(PauseRequest request, StreamObserver<Empty> answer) {
        boolean drain = request.getWaitOutstanding();
        Duration limit =
                request.hasMaxPauseWaitTime() ? Duration.ofMillis(request.getMaxPauseWaitTime()) : DEFAULT_LIMIT;
        if (drain && (limit.isZero() || limit.isNegative())) {
            answer.onError(io.grpc.Status.INVALID_ARGUMENT
                    .withDescription("max_pause_wait_time must be more than 0 ms")
                    .asRuntimeException());
            return;
        }
        try {
            pretending = lying;
            Gate.Outcome outcome = lying ? Gate.Outcome.PAUSED : gate.pause(drain, limit);
            if (outcome == Gate.Outcome.PAUSED) {
                answer.onNext(Empty.getDefaultInstance());
                answer.onCompleted();
            } else {
                answer.onError(StatusProto.toStatusRuntimeException(failure(outcome)));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            answer.onError(io.grpc.Status.UNAVAILABLE
                    .withDescription("The application stops")
                    .asRuntimeException());
        }
    }

    private static Status failure(Gate.Outcome outcome) {
        boolean timedOut = outcome == Gate.Outcome.TIMED_OUT || outcome == Gate.Outcome.TIMED_OUT_STILL_PAUSED;
        Code code = timedOut ? Code.FAILED_PRECONDITION : Code.ABORTED;
        ErrorInfo info = ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(outcome.name())
                .build();
        return Status.newBuilder()
                .setCode(code.value())
                .setMessage("The pause failed: " + outcome)
                .addDetails(Any.pack(info))
                .build();
    }

    @Override
    public void unpause(Empty request, StreamObserver<Empty> answer) {
        gate.open();
        pretending = false;
        answer.onNext(Empty.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void checkPaused(Empty request, StreamObserver<CheckPausedResponse> answer) {
        answer.onNext(CheckPausedResponse.newBuilder()
                .setPaused(pretending || gate.isClosed())
                .build());
        answer.onCompleted();
    }
}
