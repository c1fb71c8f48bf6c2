package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/** A thread shared by many connections, and the batch in which it delivers their responses. */
record AdminThread(EventLoop eventLoop, ResponseBatch responses) {

    AdminThread(EventLoop eventLoop) {
        this(eventLoop, new ResponseBatch(eventLoop));
    }

    /** Runs an action on the thread, soon; returns false if the plugin is shutting down and the action won't run. */
    boolean run(Runnable action) {
        try {
            eventLoop.execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
