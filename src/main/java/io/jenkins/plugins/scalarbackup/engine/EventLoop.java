package io.jenkins.plugins.scalarbackup.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The tasks and the time of one window. Everything a window does happens in a task of its loop, one task at a time and in
 * order, so the protocol needs no lock; no task blocks.
 */
public interface EventLoop extends Executor {
    /** The controller's wall clock, which the record and the restore point speak of. It may step. */
    Instant now();

    /** A clock that never steps, in nanoseconds from an arbitrary origin. Durations are measured with it. */
    long nanoTime();

    /** Runs a task after a delay. */
    Timer after(Duration delay, Runnable task);

    /** A task to come. */
    interface Timer {
        /** Takes it back; nothing happens if it ran already. */
        void cancel();
    }
}
