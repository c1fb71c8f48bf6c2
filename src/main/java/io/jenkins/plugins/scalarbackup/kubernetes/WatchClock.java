package io.jenkins.plugins.scalarbackup.kubernetes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The time that watches live in. */
interface WatchClock {
    /** The machine's. */
    WatchClock SYSTEM = new WatchClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            return new CompletableFuture<Void>().completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    };

    /** Nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Completes after a delay, unless it is cancelled before. */
    CompletableFuture<Void> after(Duration delay);
}
