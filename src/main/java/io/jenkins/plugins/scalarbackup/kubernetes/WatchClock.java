package io.jenkins.plugins.scalarbackup.kubernetes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The clock and timer of watches; replaced in tests. */
interface WatchClock {
    /** The machine's clock and timer. */
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

    /** Returns nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Returns a future that completes after a delay; cancelling it cancels the timer. */
    CompletableFuture<Void> after(Duration delay);
}
