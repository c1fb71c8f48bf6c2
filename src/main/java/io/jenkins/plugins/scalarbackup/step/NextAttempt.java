package io.jenkins.plugins.scalarbackup.step;

import jenkins.model.Jenkins;

/**
 * A future attempt. It does not begin while Jenkins is quieting down, but waits until Jenkins is restarted, or the
 * shutdown is cancelled.
 */
final class NextAttempt {
    private static final long QUIET_POLL_MILLIS = 1_000;

    private final BackgroundExecution step;
    private final int number;
    private final BackgroundExecution.Work begin;
    private boolean cancelled;
    private boolean loggedQuietingDown;

    /**
     * Creates an attempt without scheduling it.
     *
     * @param begin begins the attempt, or ends the step if that was stopped
     */
    NextAttempt(BackgroundExecution step, int number, BackgroundExecution.Work begin) {
        this.step = step;
        this.number = number;
        this.begin = begin;
    }

    /** Schedules it for a time, in milliseconds since 1970. */
    synchronized void schedule(long at) {
        step.schedule(at, this::due);
    }

    /** Cancels it. Returns whether that was in time; if not, the attempt begins now. */
    synchronized boolean cancel() {
        cancelled = true;
        return step.cancelScheduled();
    }

    private void due() throws Exception {
        if (!postponeIfQuietingDown()) {
            begin.run();
        }
    }

    private synchronized boolean postponeIfQuietingDown() {
        if (cancelled || !Jenkins.get().isQuietingDown()) {
            return false;
        }
        if (!loggedQuietingDown) {
            loggedQuietingDown = true;
            step.log("Jenkins is shutting down, so attempt " + number + " waits until it is up again.");
        }
        schedule(System.currentTimeMillis() + QUIET_POLL_MILLIS);
        return true;
    }
}
