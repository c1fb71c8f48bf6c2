package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/** A thread that many connections share, and how it hands their answers on. */
record AdminThread(EventLoop eventLoop, ResponseBatch responses) {

    AdminThread(EventLoop eventLoop) {
        this(eventLoop, new ResponseBatch(eventLoop));
    }

    /** Runs it there, soon; answers whether it will, which it won't when the plugin is shutting down. */
    boolean run(Runnable action) {
        try {
            eventLoop.execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
