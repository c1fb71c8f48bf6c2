package io.jenkins.plugins.scalarbackup.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The tasks and the time of one window. A window runs entirely in tasks of its loop, one at a time and in order, so the
 * protocol needs no locks. No task blocks.
 */
public interface EventLoop extends Executor {
    /** The controller's wall clock, used for record and restore point. It may step. */
    Instant now();

    /** A clock that never steps, in nanoseconds from an arbitrary origin. Durations are measured with it. */
    long nanoTime();

    /** Runs a task after a delay. */
    Timer after(Duration delay, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** Cancels it; no effect if it has already run. */
        void cancel();
    }
}
