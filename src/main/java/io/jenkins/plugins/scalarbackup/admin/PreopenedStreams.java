package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Streams to one pod that are open before their requests are known, in the order in which these are expected. To be used on
 * the event loop.
 */
final class PreopenedStreams {
    private final EventLoop eventLoop;
    private final Queue<Preopened> streams = new ArrayDeque<>();

    private record Preopened(AdminChannel channel, MethodDescriptor<?, ?> method, AdminStream<?, ?> stream) {}

    PreopenedStreams(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** Opens one for each method; those that were open are not expected any more. */
    void open(AdminChannel channel, List<MethodDescriptor<?, ?>> methods) {
        cancel();
        for (MethodDescriptor<?, ?> method : methods) {
            streams.add(new Preopened(channel, method, AdminStream.openEarly(channel, eventLoop, method)));
        }
    }

    /**
     * The one that is open, or a new one. Those expected before it are given back: a server that handles one request after
     * the other would wait for theirs.
     */
    @SuppressWarnings("unchecked")
    <Q, A> AdminStream<Q, A> take(AdminChannel channel, MethodDescriptor<Q, A> method) {
        for (Preopened next = streams.poll(); next != null; next = streams.poll()) {
            // A connection that broke is known to its channel a moment before its streams have ended.
            if (next.channel == channel && next.method == method && channel.isConnected() && next.stream.isOpen()) {
                return (AdminStream<Q, A>) next.stream;
            }
            next.stream.cancel();
        }
        return AdminStream.open(channel, eventLoop, method);
    }

    /** Gives all back: a channel that takes no more calls ends with its last one. */
    void cancel() {
        streams.forEach(early -> early.stream.cancel());
        streams.clear();
    }
}
