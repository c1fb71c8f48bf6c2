package io.jenkins.plugins.scalarbackup.engine;

import dev.failsafe.spi.Scheduler;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Lets the retry library wait and run in the tasks of a loop, and so use the loop's time. */
final class LoopScheduler implements Scheduler {
    private final EventLoop loop;

    LoopScheduler(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public ScheduledFuture<?> schedule(Callable<?> task, long delay, TimeUnit unit) {
        ScheduledTask scheduled = new ScheduledTask(loop.nanoTime() + unit.toNanos(delay));
        scheduled.timer = loop.after(Duration.ofNanos(unit.toNanos(delay)), () -> {
            try {
                scheduled.complete(task.call());
            } catch (Exception failure) {
                scheduled.completeExceptionally(failure);
            }
        });
        return scheduled;
    }

    @SuppressFBWarnings(
            value = "EQ_COMPARETO_USE_OBJECT_EQUALS",
            justification = "Delayed wants an order by what is due; a task is equal to itself only")
    private final class ScheduledTask extends CompletableFuture<Object> implements ScheduledFuture<Object> {
        private final long due;
        private EventLoop.Timer timer;

        ScheduledTask(long due) {
            this.due = due;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            if (timer != null) {
                timer.cancel();
            }
            return super.cancel(mayInterrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - loop.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
