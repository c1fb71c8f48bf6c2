package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.time.Instant;

/**
 * When what happened, by the controller's clock; null what did not happen.
 *
 * @param pauseStarted before the first Pause was sent
 * @param pauseCompleted after every pod had drained and said that it is paused
 * @param verifiedUntil before the closing check was sent: until here the pods are known to have been closed
 * @param unpauseStarted before the first Unpause was sent
 * @param unpauseCompleted when the last pod had said that it is open
 * @param requestedMillis how long the window was asked to last
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

    /** What the users of the database felt, from {@code pauseStarted} to {@code unpauseCompleted}; null without both. */
    public Long outageMillis() {
        return between(pauseStarted, unpauseCompleted);
    }

    private static Long between(Instant from, Instant until) {
        return from == null || until == null
                ? null
                : Duration.between(from, until).toMillis();
    }
}
