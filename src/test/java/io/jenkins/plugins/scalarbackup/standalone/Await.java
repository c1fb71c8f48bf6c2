package io.jenkins.plugins.scalarbackup.standalone;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a time limit. */
final class Await {
    private Await() {}

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + EmbeddedTest.SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + EmbeddedTest.SOON);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
