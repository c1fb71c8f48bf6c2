package io.jenkins.plugins.scalarbackup.benchmark;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What this process holds while pods are paused.
 *
 * @param pods how many are paused
 * @param threads threads of the whole process
 * @param heapBytes heap in use after a collection
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
