package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Delivers responses after the event loop has read all that have arrived, and not one by one: waking the thread that
 * waits for them costs as much as a response, and three hundred pods answer within a few milliseconds.
 */
final class ResponseBatch {
    private final EventLoop eventLoop;
    /** Used on the event loop only. */
    private final Queue<Runnable> responses = new ArrayDeque<>();

    ResponseBatch(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** Runs an action soon; at once if the event loop is shutting down or the caller is not on it. */
    void add(Runnable response) {
        if (!eventLoop.inEventLoop() || eventLoop.isShuttingDown()) {
            response.run();
            return;
        }
        responses.add(response);
        if (responses.size() == 1) {
            // Tasks run after the sockets have been read.
            eventLoop.execute(this::deliver);
        }
    }

    private void deliver() {
        for (Runnable response = responses.poll(); response != null; response = responses.poll()) {
            response.run();
        }
    }
}
