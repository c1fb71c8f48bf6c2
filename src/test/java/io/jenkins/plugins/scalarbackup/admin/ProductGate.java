package io.jenkins.plugins.scalarbackup.admin;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.rpc.ErrorInfo;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.CheckPausedResponse;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The Admin service of a product with its real behaviour: a Pause closes the gate first and then waits for what is in
 * flight; Pauses are served one after the other, each waiting within its own time limit; an Unpause waits for nothing;
 * a failure gives its reason in {@code google.rpc.ErrorInfo}, or only as a status code.
 */
public final class ProductGate extends AdminGrpc.AdminImplBase {
    public static final String CLUSTER = "com.scalar.db.cluster.admin";
    public static final String LEDGER = "com.scalar.dl.admin";

    private static final long USUAL_WAIT = 30_000;

    private final ScheduledExecutorService timer;
    private final String domain;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Waiting draining;
    private boolean closed;
    private long inFlight;
    private int pauses;
    private int unpauses;

    private final class Waiting {
        final long wait;
        final StreamObserver<Empty> answer;
        boolean heldBefore;
        boolean done;

        Waiting(long wait, StreamObserver<Empty> answer) {
            this.wait = wait;
            this.answer = answer;
        }

        void ok() {
            done = true;
            answer.onNext(Empty.getDefaultInstance());
            answer.onCompleted();
        }

        void fails(Status.Code code, String reason) {
            done = true;
            answer.onError(failure(code, reason));
        }
    }

    /**
     * Creates an open gate.
     *
     * @param domain the domain of the reasons; null for a generation that gives none
     */
    public ProductGate(ScheduledExecutorService timer, String domain) {
        this.timer = timer;
        this.domain = domain;
    }

    private RuntimeException failure(Status.Code code, String reason) {
        if (domain == null) {
            return Status.fromCode(code).withDescription("the pause failed").asRuntimeException();
        }
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage("the pause failed")
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(domain)
                        .setReason(reason)
                        .build()))
                .build());
    }

    // --- what a test does with it -----------------------------------------------------------------------------------

    /** Sets the duration of the next drain. */
    public synchronized ProductGate drainsFor(long millis) {
        inFlight = millis;
        return this;
    }

    /** Closes the gate for somebody else, without a drain: what is in flight goes on. */
    public synchronized void closeFromOutside() {
        closed = true;
    }

    /** Opens the gate for somebody else. */
    public synchronized void openFromOutside() {
        open();
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Returns the number of Pauses received over the network. */
    public synchronized int pauses() {
        return pauses;
    }

    /** Returns the number of Unpauses received over the network. */
    public synchronized int unpauses() {
        return unpauses;
    }

    /** Begins somebody else's Pause with this limit for its drain. */
    public synchronized void pauseFromOutside(long maxWait) {
        enter(new Waiting(maxWait, new StreamObserver<>() {
            @Override
            public void onNext(Empty empty) {
                // Nobody waits for it.
            }

            @Override
            public void onError(Throwable failure) {
                // Nobody waits for it.
            }

            @Override
            public void onCompleted() {
                // Nobody waits for it.
            }
        }));
    }

    // --- the service ------------------------------------------------------------------------------------------------

    @Override
    public synchronized void pause(PauseRequest request, StreamObserver<Empty> answer) {
        pauses++;
        if (request.getWaitOutstanding() && request.hasMaxPauseWaitTime() && request.getMaxPauseWaitTime() < 0) {
            answer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
            return;
        }
        enter(new Waiting(request.getMaxPauseWaitTime() == 0 ? USUAL_WAIT : request.getMaxPauseWaitTime(), answer));
    }

    private void enter(Waiting pause) {
        if (draining == null) {
            serve(pause);
            return;
        }
        waiting.add(pause);
        after(pause.wait, () -> {
            if (waiting.remove(pause)) {
                pause.fails(Status.Code.ABORTED, "PAUSE_IN_PROGRESS");
            }
        });
    }

    private void serve(Waiting pause) {
        pause.heldBefore = closed;
        closed = true;
        draining = pause;
        boolean drains = inFlight <= pause.wait;
        after(drains ? inFlight : pause.wait, () -> {
            if (pause.done) {
                return;
            }
            draining = null;
            if (drains) {
                inFlight = 0;
                pause.ok();
            } else if (pause.heldBefore) {
                pause.fails(Status.Code.FAILED_PRECONDITION, "TIMED_OUT_STILL_PAUSED");
            } else {
                closed = false;
                pause.fails(Status.Code.FAILED_PRECONDITION, "TIMED_OUT");
            }
            next();
        });
    }

    private void next() {
        Waiting next = waiting.poll();
        if (next != null) {
            serve(next);
        }
    }

    private void after(long millis, Runnable action) {
        timer.schedule(
                () -> {
                    synchronized (this) {
                        action.run();
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void unpause(Empty request, StreamObserver<Empty> answer) {
        unpauses++;
        open();
        answer.onNext(Empty.getDefaultInstance());
        answer.onCompleted();
    }

    private void open() {
        boolean wasClosed = closed;
        closed = false;
        Waiting interrupted = draining;
        draining = null;
        if (wasClosed && interrupted != null) {
            interrupted.fails(Status.Code.ABORTED, "GATE_OPEN");
        }
        next();
    }

    @Override
    public synchronized void checkPaused(Empty request, StreamObserver<CheckPausedResponse> answer) {
        answer.onNext(CheckPausedResponse.newBuilder().setPaused(closed).build());
        answer.onCompleted();
    }
}
