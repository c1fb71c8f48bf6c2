package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Streams to one pod that were opened before their requests, in the order in which these are expected. To be used on
 * the event loop only.
 */
final class PreopenedStreams {
    private final EventLoop eventLoop;
    private final Queue<Preopened> streams = new ArrayDeque<>();

    private record Preopened(AdminChannel channel, MethodDescriptor<?, ?> method, AdminStream<?, ?> stream) {}

    PreopenedStreams(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** Opens a stream for each method, after cancelling those that are open. */
    void open(AdminChannel channel, List<MethodDescriptor<?, ?>> methods) {
        cancel();
        for (MethodDescriptor<?, ?> method : methods) {
            streams.add(new Preopened(channel, method, AdminStream.openEarly(channel, eventLoop, method)));
        }
    }

    /**
     * Returns the open stream of a method, or a new one. Streams expected before it are cancelled: a server that
     * handles requests one after the other would wait for theirs.
     */
    @SuppressWarnings("unchecked")
    <Q, A> AdminStream<Q, A> take(AdminChannel channel, MethodDescriptor<Q, A> method) {
        for (Preopened next = streams.poll(); next != null; next = streams.poll()) {
            // A channel knows of a broken connection slightly before its streams end.
            if (next.channel == channel && next.method == method && channel.isConnected() && next.stream.isOpen()) {
                return (AdminStream<Q, A>) next.stream;
            }
            next.stream.cancel();
        }
        return AdminStream.open(channel, eventLoop, method);
    }

    /** Cancels all streams, because a retired channel ends only after its last call. */
    void cancel() {
        streams.forEach(early -> early.stream.cancel());
        streams.clear();
    }
}
