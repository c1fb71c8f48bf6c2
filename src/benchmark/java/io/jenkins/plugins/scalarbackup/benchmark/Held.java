package io.jenkins.plugins.scalarbackup.benchmark;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The resources of this process while pods are paused.
 *
 * @param pods the number of paused pods
 * @param threads the threads of the whole process
 * @param heapBytes the heap in use after a garbage collection
 */
record Held(int pods, int threads, long heapBytes) {
    /** Longer than the measurement takes. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    static Held measure(Pods pods, OurWindow window, int count) throws Exception {
        pods.expect(count, 0);
        window.prepare(pods.addresses(count), LONG_ENOUGH);
        try (window) {
            window.hold();
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            Held held = new Held(
                    count,
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            window.release();
            return held;
        }
    }
}
