package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The times of a window's events, by the controller's clock; null if the event did not happen.
 *
 * @param pauseStarted before the first Pause was sent
 * @param pauseCompleted after every pod had drained and confirmed that it is paused
 * @param verifiedUntil before the closing check was sent: the pods are known to have been paused up to here
 * @param unpauseStarted before the first Unpause was sent
 * @param unpauseCompleted when the last pod had confirmed that it is unpaused
 * @param requestedMillis the requested duration of the window
 */
public record WindowTimes(
        Instant pauseStarted,
        Instant pauseCompleted,
        Instant verifiedUntil,
        Instant unpauseStarted,
        Instant unpauseCompleted,
        long requestedMillis) {

    /** The window itself, from {@code pauseCompleted} to {@code verifiedUntil}, in milliseconds; null without both. */
    public Long durationMillis() {
        return between(pauseCompleted, verifiedUntil);
    }

    /**
     * The outage for the users of the database, from {@code pauseStarted} to {@code unpauseCompleted}; null without both.
     */
    public Long outageMillis() {
        return between(pauseStarted, unpauseCompleted);
    }

    private static Long between(Instant from, Instant until) {
        return from == null || until == null
                ? null
                : Duration.between(from, until).toMillis();
    }
}
