package io.jenkins.plugins.scalarbackup.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The turns and the time of one window. Everything a window does happens in a turn of its loop, one turn at a time and in
 * order, so the protocol needs no lock; no turn blocks.
 */
public interface EventLoop extends Executor {
    /** The controller's wall clock, which the record and the restore point speak of. It may step. */
    Instant now();

    /** A clock that never steps, in nanoseconds from an arbitrary origin. Durations are measured with it. */
    long nanoTime();

    /** Runs a turn after a delay. */
    Timer after(Duration delay, Runnable turn);

    /** A turn to come. */
    interface Timer {
        /** Takes it back; nothing happens if it ran already. */
        void cancel();
    }
}
