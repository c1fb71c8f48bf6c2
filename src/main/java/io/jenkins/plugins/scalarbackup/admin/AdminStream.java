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
 * What carries one request to a pod, and its answer. It can be opened before the request is known: a server begins with a
 * request when it has all of it. To be used on the event loop.
 *
 * <p>Whether a request that failed may have arrived is told by gRPC's tracer: {@link ClientStreamTracer#streamCreated} is
 * called before a request is handed to a connection that is established (the pod's HTTP/2 settings have come), and never
 * without one. Later signs, such as that the headers were written, come after the fact, so their absence proves nothing.
 */
final class AdminStream<Q, A> extends ClientCall.Listener<A> {
    private final EventLoop eventLoop;
    private final ClientCall<Q, A> stream;
    private volatile AdminCall<A> call;
    private volatile boolean mayHaveArrived;
    private volatile boolean expired;
    /** Null while it has not ended. */
    private volatile End end;

    private Future<?> deadline;

    private record End(Status status, Metadata trailers) {}

    private AdminStream(AdminChannel channel, EventLoop eventLoop, MethodDescriptor<Q, A> method) {
        this.eventLoop = eventLoop;
        this.stream = channel.channel().newCall(method, CallOptions.DEFAULT.withStreamTracerFactory(new Tracers()));
    }

    private AdminStream<Q, A> start() {
        stream.start(this, new Metadata());
        // One answer, and a second one to see that there is none.
        stream.request(2);
        return this;
    }

    /** One whose request follows at once. */
    static <Q, A> AdminStream<Q, A> open(AdminChannel channel, EventLoop eventLoop, MethodDescriptor<Q, A> method) {
        return new AdminStream<>(channel, eventLoop, method).start();
    }

    /** One whose request may take its time. */
    static <Q, A> AdminStream<Q, A> openEarly(
            AdminChannel channel, EventLoop eventLoop, MethodDescriptor<Q, A> method) {
        // gRPC keeps a unary method's headers back until the message comes. On the wire the two types are the same.
        MethodDescriptor<Q, A> eager = method.toBuilder()
                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                .build();
        return new AdminStream<>(channel, eventLoop, eager).start();
    }

    /** Whether a request can still be sent on it. */
    boolean isOpen() {
        return end == null;
    }

    /** Sends the one request. Its answer is waited for so long, a connection included. */
    void send(Q request, Duration within, AdminCall<A> callback) {
        call = callback;
        if (end != null) {
            // It ended when nobody listened, and nothing was sent.
            tell(false);
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

    /** Gives it back unused. */
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
        tell(arrived);
    }

    private void tell(boolean arrived) {
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
