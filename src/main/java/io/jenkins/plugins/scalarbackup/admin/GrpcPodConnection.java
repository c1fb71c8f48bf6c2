package io.jenkins.plugins.scalarbackup.admin;

import com.google.protobuf.Empty;
import com.scalar.admin.rpc.AdminGrpc;
import com.scalar.admin.rpc.CheckPausedResponse;
import com.scalar.admin.rpc.PauseRequest;
import io.grpc.MethodDescriptor;
import io.jenkins.plugins.scalarbackup.model.PodConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A connection to one pod's Admin service, which all calls share.
 *
 * <p>After a call without an answer, the next one opens a new connection: gRPC itself would let it wait for, or fail
 * with, a connection that may stay dead for a long time, while production waits for an Unpause.
 */
final class GrpcPodConnection implements PodConnection {
    private final AdminEndpoint endpoint;
    private final AdminThread thread;
    private final Consumer<GrpcPodConnection> onClose;
    /** Channels that accept no more calls but still have some in flight. */
    private final List<AdminChannel> retired = new ArrayList<>();

    private final PreopenedStreams early;
    /** Null before the first call, and after a call without an answer. */
    private AdminChannel current;
    /** The channel over which our last Pause was sent; null before the first. */
    private volatile AdminChannel pausedOver;

    private boolean closed;

    GrpcPodConnection(AdminEndpoint endpoint, AdminThread thread, Consumer<GrpcPodConnection> onClose) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.onClose = onClose;
        this.early = new PreopenedStreams(thread.eventLoop());
    }

    @Override
    public String address() {
        return endpoint.shownAs();
    }

    @Override
    public CompletionStage<Void> pause(Duration maxPauseWait, Duration deadline) {
        PauseRequest request = PauseRequest.newBuilder()
                .setWaitOutstanding(true)
                // 0 would mean the product's default of 30 s.
                .setMaxPauseWaitTime(Math.max(1, maxPauseWait.toMillis()))
                .build();
        AdminFailures failures = new AdminFailures(endpoint, AdminFailures.Request.PAUSE, deadline, maxPauseWait);
        return call(AdminGrpc.getPauseMethod(), request, failures, over -> pausedOver = over)
                .thenApply(empty -> null);
    }

    @Override
    public CompletionStage<Boolean> checkPaused(Duration deadline) {
        AdminFailures failures = new AdminFailures(endpoint, AdminFailures.Request.CHECK_PAUSED, deadline, null);
        return call(AdminGrpc.getCheckPausedMethod(), Empty.getDefaultInstance(), failures)
                .thenApply(CheckPausedResponse::getPaused);
    }

    @Override
    public CompletionStage<Void> unpause(Duration deadline) {
        AdminFailures failures = new AdminFailures(endpoint, AdminFailures.Request.UNPAUSE, deadline, null);
        return call(AdminGrpc.getUnpauseMethod(), Empty.getDefaultInstance(), failures)
                .thenApply(empty -> null);
    }

    @Override
    public void expect(Request... next) {
        AdminChannel channel;
        synchronized (this) {
            channel = current;
        }
        if (channel != null) {
            List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
            for (Request request : next) {
                methods.add(method(request));
            }
            thread.run(() -> early.open(channel, methods));
        }
    }

    private static MethodDescriptor<?, ?> method(Request request) {
        return switch (request) {
            case PAUSE -> AdminGrpc.getPauseMethod();
            case CHECK_PAUSED -> AdminGrpc.getCheckPausedMethod();
            case UNPAUSE -> AdminGrpc.getUnpauseMethod();
        };
    }

    @Override
    public boolean wasLostSincePause() {
        AdminChannel over = pausedOver;
        return over != null && over.wasLost();
    }

    private <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request, AdminFailures failures) {
        return call(method, request, failures, over -> {});
    }

    /** @param carrier called with the channel, before the request is sent over it */
    private <Q, A> CompletableFuture<A> call(
            MethodDescriptor<Q, A> method, Q request, AdminFailures failures, Consumer<AdminChannel> carrier) {
        AtomicReference<AdminChannel> used = new AtomicReference<>();
        AdminCall<A> call = new AdminCall<>(failures, () -> retire(used.get()), thread.responses());
        // On that thread, so that a request leaves in one piece, and the first pod's not before the last pod's is
        // ready. The channel is chosen there as well, because a call without an answer may have retired the current one
        // by then.
        boolean isSent = thread.run(() -> {
            try {
                AdminChannel channel = channel();
                if (channel == null) {
                    call.result().completeExceptionally(failures.closedBefore());
                    return;
                }
                used.set(channel);
                carrier.accept(channel);
                early.take(channel, method).send(request, failures.deadline(), call);
            } catch (RuntimeException e) {
                // gRPC rejects the host name.
                call.result().completeExceptionally(failures.of(e, false));
            }
        });
        return isSent ? call.result() : CompletableFuture.failedFuture(failures.closedBefore());
    }

    /** Returns the current channel, after creating one if necessary; null if the connection is closed. */
    synchronized AdminChannel channel() {
        if (current == null && !closed) {
            current = new AdminChannel(endpoint, thread.eventLoop());
        }
        return current;
    }

    void retire(AdminChannel channel) {
        synchronized (this) {
            if (current != channel) {
                return;
            }
            current = null;
            retired.removeIf(AdminChannel::isEnded);
            retired.add(channel);
        }
        channel.retire();
        thread.run(() -> early.cancel());
    }

    @Override
    public void close() {
        List<AdminChannel> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = new ArrayList<>(retired);
            if (current != null) {
                all.add(current);
            }
            retired.clear();
            current = null;
        }
        all.forEach(AdminChannel::close);
        onClose.accept(this);
    }
}
