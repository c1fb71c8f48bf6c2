package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Hands answers on when the event loop has read all that has come, and not one by one: to wake the thread that waits for
 * them costs as much as an answer, and three hundred pods answer within a few milliseconds.
 */
final class ResponseBatch {
    private final EventLoop eventLoop;
    /** Touched on the event loop only. */
    private final Queue<Runnable> responses = new ArrayDeque<>();

    ResponseBatch(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** Runs it soon; at once where there is no event loop to run it any more, or the caller is not on it. */
    void add(Runnable response) {
        if (!eventLoop.inEventLoop() || eventLoop.isShuttingDown()) {
            response.run();
            return;
        }
        responses.add(response);
        if (responses.size() == 1) {
            // Tasks run after what the sockets had to say.
            eventLoop.execute(this::handOn);
        }
    }

    private void handOn() {
        for (Runnable response = responses.poll(); response != null; response = responses.poll()) {
            response.run();
        }
    }
}
