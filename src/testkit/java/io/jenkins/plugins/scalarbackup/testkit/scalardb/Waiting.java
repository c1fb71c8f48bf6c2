package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, with a time limit. */
public final class Waiting {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Waiting() {}

    /**
     * A condition that can't always be evaluated yet: an exception means "not yet" and is reported when the time is up.
     */
    @FunctionalInterface
    public interface Condition {
        boolean met() throws Exception;
    }

    /** Returns as soon as the condition is met; throws IllegalStateException naming {@code what} if the time is up. */
    public static void until(String what, Duration limit, Condition condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Exception last = null;
            try {
                if (condition.met()) {
                    return;
                }
            } catch (IllegalStateException fatal) {
                throw fatal;
            } catch (Exception notYet) {
                last = notYet;
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(what + " did not happen within " + limit.toSeconds() + " s", last);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while waiting: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
