package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC stream of one request to a pod and its response. It can be opened before the request is known, because a
 * server handles a request only when it is complete. To be used on the event loop only.
 *
 * <p>gRPC's tracer tells whether a failed request may have arrived: {@link ClientStreamTracer#streamCreated} is called
 * before a request is handed to an established connection (the pod's HTTP/2 settings have arrived), and never without
 * one. Later events, such as that the headers were written, are reported after the fact, so their absence proves
 * nothing.
 */
final class AdminStream<Q, A> extends ClientCall.Listener<A> {
    private final EventLoop eventLoop;
    private final ClientCall<Q, A> stream;
    private volatile AdminCall<A> call;
    private volatile boolean mayHaveArrived;
    private volatile boolean expired;
    /** Null until the stream has ended. */
    private volatile End end;

    private Future<?> deadline;

    private record End(Status status, Metadata trailers) {}

    private AdminStream(AdminChannel channel, EventLoop eventLoop, MethodDescriptor<Q, A> method) {
        this.eventLoop = eventLoop;
        this.stream = channel.channel().newCall(method, CallOptions.DEFAULT.withStreamTracerFactory(new Tracers()));
    }

    private AdminStream<Q, A> start() {
        stream.start(this, new Metadata());
        // Two messages, so that a second response is noticed.
        stream.request(2);
        return this;
    }

    /** Opens a stream whose request follows at once. */
    static <Q, A> AdminStream<Q, A> open(AdminChannel channel, EventLoop eventLoop, MethodDescriptor<Q, A> method) {
        return new AdminStream<>(channel, eventLoop, method).start();
    }

    /** Opens a stream whose request follows later. */
    static <Q, A> AdminStream<Q, A> openEarly(
            AdminChannel channel, EventLoop eventLoop, MethodDescriptor<Q, A> method) {
        // gRPC holds back a unary method's headers until the message is sent. On the wire, the two types are the same.
        MethodDescriptor<Q, A> eager = method.toBuilder()
                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                .build();
        return new AdminStream<>(channel, eventLoop, eager).start();
    }

    /** Returns whether a request can still be sent. */
    boolean isOpen() {
        return end == null;
    }

    /**
     * Sends the request.
     *
     * @param within the time limit for the response, including the time to connect
     */
    void send(Q request, Duration within, AdminCall<A> callback) {
        call = callback;
        if (end != null) {
            // The stream ended before the request, so nothing was sent.
            complete(false);
            return;
        }
        try {
            deadline = eventLoop.schedule(this::expire, within.toNanos(), TimeUnit.NANOSECONDS);
            stream.sendMessage(request);
            stream.halfClose();
        } catch (RuntimeException failure) {
            ended(Status.fromThrowable(failure), new Metadata(), true);
        }
    }

    /** Cancels the unused stream. */
    void cancel() {
        stream.cancel("not needed", null);
    }

    private void expire() {
        expired = true;
        stream.cancel("no answer in time", null);
    }

    @Override
    public void onMessage(A response) {
        if (call != null) {
            call.answered(response);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        ended(expired ? Status.DEADLINE_EXCEEDED : status, trailers, mayHaveArrived);
    }

    private void ended(Status status, Metadata trailers, boolean arrived) {
        end = new End(status, trailers);
        complete(arrived);
    }

    private void complete(boolean arrived) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (call != null) {
            call.ended(end.status, end.trailers, arrived);
        }
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
