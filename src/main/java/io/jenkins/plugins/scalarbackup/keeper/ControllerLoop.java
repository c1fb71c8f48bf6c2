package io.jenkins.plugins.scalarbackup.keeper;

import com.google.common.util.concurrent.MoreExecutors;
import io.jenkins.plugins.scalarbackup.engine.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A window's event loop outside of tests: one task at a time, on threads that all windows share. */
final class ControllerLoop implements EventLoop {
    private final Executor tasks;
    private final ScheduledExecutorService timer;

    /**
     * Creates a loop.
     *
     * @param threads runs the tasks
     * @param timer only submits tasks when they are due: all of Jenkins shares it
     */
    ControllerLoop(Executor threads, ScheduledExecutorService timer) {
        this.tasks = MoreExecutors.newSequentialExecutor(threads);
        this.timer = timer;
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Future<?> due = timer.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }
}
