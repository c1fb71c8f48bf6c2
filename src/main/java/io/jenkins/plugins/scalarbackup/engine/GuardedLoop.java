package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Failures;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The event loop as a window's phases use it: an internal error in one of their tasks is reported, and leaves no pod
 * paused.
 */
final class GuardedLoop {
    private final EventLoop loop;
    private final Consumer<Throwable> failed;

    /** @param failed called with an error, in the task in which it occurred */
    GuardedLoop(EventLoop loop, Consumer<Throwable> failed) {
        this.loop = loop;
        this.failed = failed;
    }

    /** Queues a task. */
    void execute(Runnable task) {
        loop.execute(() -> guard(task));
    }

    /** Queues a task after a delay, behind the tasks that are queued by then. */
    void executeAfter(Duration delay, Runnable task) {
        loop.after(delay, () -> execute(task));
    }

    /** Runs an action in the current task. */
    void guard(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error bug) {
            failed.accept(bug);
        }
    }

    /** A consumer of a future's outcome that runs in the task in which the future completes. */
    <T> BiConsumer<T, Throwable> guarded(BiConsumer<T, Throwable> outcome) {
        return (value, failure) -> guard(() -> outcome.accept(value, Failures.cause(failure)));
    }
}
