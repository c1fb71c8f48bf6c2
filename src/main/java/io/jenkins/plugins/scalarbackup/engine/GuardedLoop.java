package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The event loop as a window's phases use it: an error of ours in one of their tasks is heard of, and leaves no pod paused. */
final class GuardedLoop {
    private final EventLoop loop;
    private final Consumer<Throwable> failed;

    /** @param failed hears of an error, in the task in which it came */
    GuardedLoop(EventLoop loop, Consumer<Throwable> failed) {
        this.loop = loop;
        this.failed = failed;
    }

    /** Queues a task. */
    void execute(Runnable task) {
        loop.execute(() -> guard(task));
    }

    /** Queues a task when a delay is over: it comes after what is queued then. */
    void executeAfter(Duration delay, Runnable task) {
        loop.after(delay, () -> execute(task));
    }

    /** Runs something in the task that is going on. */
    void guard(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error bug) {
            failed.accept(bug);
        }
    }

    /** What a future's outcome is handed to, in the task in which it comes. */
    <T> BiConsumer<T, Throwable> guarded(BiConsumer<T, Throwable> outcome) {
        return (value, failure) -> guard(() -> outcome.accept(value, Failures.cause(failure)));
    }
}
