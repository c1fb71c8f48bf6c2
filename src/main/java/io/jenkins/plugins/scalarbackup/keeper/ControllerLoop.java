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

/** A window's turns in the real world: one at a time, on threads that all windows share. */
final class ControllerLoop implements EventLoop {
    private final Executor turns;
    private final ScheduledExecutorService timer;

    /**
     * A loop.
     *
     * @param threads runs the turns
     * @param timer tells when a turn is due, and does nothing else: the controller has one for everybody
     */
    ControllerLoop(Executor threads, ScheduledExecutorService timer) {
        this.turns = MoreExecutors.newSequentialExecutor(threads);
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
    public void execute(Runnable turn) {
        turns.execute(turn);
    }

    @Override
    public Timer after(Duration delay, Runnable turn) {
        Future<?> due = timer.schedule(() -> execute(turn), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }
}
