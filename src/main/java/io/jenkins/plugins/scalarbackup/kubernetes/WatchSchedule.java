package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RightDenials;
import java.time.Duration;

/**
 * Decides how long each request of a watch lasts, when a failed one is retried, and which refusals don't end the watch.
 * Guarded by the watch's lock.
 */
final class WatchSchedule {
    /** Usual duration of a request. A connection that died unnoticed is replaced shortly after it. */
    static final int USUAL_SECONDS = 30;
    /**
     * Durations of successive requests while somebody waits; the last one repeats. Each is long enough for the bookmark
     * that comes two seconds before the end. Up to Kubernetes 1.30, a pod may have to change before that, during the
     * request, so a server that has reported nothing gets longer requests.
     */
    private static final int[] SHORT_SECONDS = {3, 3, 3, 5, 8, 13};

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final WatchClock clock;
    /** Failures in a row. */
    private int failures;
    /** Short requests in a row. */
    private int shortOnes;
    /** True once the server has accepted a request. */
    private boolean admitted;

    private final RightDenials refusals = new RightDenials();

    WatchSchedule(WatchClock clock) {
        this.clock = clock;
    }

    /** Returns the duration of the next request, in seconds. */
    int seconds(boolean isWaitedFor) {
        return isWaitedFor ? SHORT_SECONDS[Math.min(shortOnes++, SHORT_SECONDS.length - 1)] : USUAL_SECONDS;
    }

    /** Notes that the watch has reported something or lasted its whole time. */
    void noteSuccess() {
        failures = 0;
    }

    /** Notes that somebody waits from now on. */
    void restart() {
        failures = 0;
        shortOnes = 0;
    }

    boolean hasFailed() {
        return failures > 0;
    }

    void noteAdmitted() {
        admitted = true;
        refusals.noteNone();
    }

    /**
     * Notes a failure and returns the delay before the next request.
     *
     * @param wanted the delay that the server asks for; zero if it asks for none
     */
    Duration next(Duration wanted) {
        long backoff = Math.min(LONGEST_BACKOFF.toMillis(), FIRST_BACKOFF.toMillis() << Math.min(failures, 8));
        failures++;
        shortOnes = 0;
        return Duration.ofMillis(Math.max(backoff, Math.min(wanted.toMillis(), LONGEST_BACKOFF.toMillis())));
    }

    /**
     * Returns whether a refusal may come from a server that is still starting: the right existed before, and has not
     * been refused for long.
     */
    boolean mayPass(ApiResponse refusal) {
        return admitted && refusal.isDenied() && !refusals.noteDenial(clock.nanoTime());
    }
}
