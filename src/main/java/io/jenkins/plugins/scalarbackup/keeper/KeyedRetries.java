package io.jenkins.plugins.scalarbackup.keeper;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import jenkins.util.Timer;

/** Schedules retries, at most one at a time for each key, even if it is scheduled repeatedly. */
final class KeyedRetries {
    private final BiConsumer<Runnable, Duration> scheduler;
    private final Duration delay;
    private final Set<String> planned = ConcurrentHashMap.newKeySet();

    /**
     * Creates an empty schedule.
     *
     * @param delay the delay before each retry
     */
    KeyedRetries(Duration delay) {
        this((next, wait) -> Timer.get().schedule(next, wait.toMillis(), TimeUnit.MILLISECONDS), delay);
    }

    KeyedRetries(BiConsumer<Runnable, Duration> scheduler, Duration delay) {
        this.scheduler = scheduler;
        this.delay = delay;
    }

    /** Schedules a retry after the delay, unless one is scheduled already. */
    void schedule(String what, Runnable next) {
        if (planned.add(what)) {
            scheduler.accept(
                    () -> {
                        planned.remove(what);
                        next.run();
                    },
                    delay);
        }
    }
}
