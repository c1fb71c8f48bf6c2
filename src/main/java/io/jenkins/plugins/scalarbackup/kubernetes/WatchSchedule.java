package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RightRefusals;
import java.time.Duration;

/**
 * How long each request of a watch lasts, when the next one is made after one that failed, and which refusals do not end the
 * watch. Its lock is the watch's.
 */
final class WatchSchedule {
    /** How long one request lasts: a connection that died unnoticed is replaced after this and a little. */
    static final int USUAL_SECONDS = 30;
    /**
     * How long when somebody waits, one after the other, the last again and again: long enough for the bookmark that comes
     * two seconds before the end. Up to Kubernetes 1.30 it may take a pod that changes before that, while the request
     * stands, so a server that told nothing soon is listened to for longer.
     */
    private static final int[] SHORT_SECONDS = {3, 3, 3, 5, 8, 13};

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

    private final WatchClock clock;
    /** In a row. */
    private int failures;
    /** How many short requests there were in a row. */
    private int shortOnes;
    /** Whether the last request but those that were refused was let in. */
    private boolean admitted;

    private final RightRefusals refusals = new RightRefusals();

    WatchSchedule(WatchClock clock) {
        this.clock = clock;
    }

    /** How long the next request is to last. */
    int seconds(boolean isWaitedFor) {
        return isWaitedFor ? SHORT_SECONDS[Math.min(shortOnes++, SHORT_SECONDS.length - 1)] : USUAL_SECONDS;
    }

    /** The watch told something, or lasted as long as it was to. */
    void succeeded() {
        failures = 0;
    }

    /** Somebody waits from now on. */
    void restart() {
        failures = 0;
        shortOnes = 0;
    }

    boolean hasFailed() {
        return failures > 0;
    }

    void admitted() {
        admitted = true;
        refusals.none();
    }

    /**
     * How long to wait after one more failure.
     *
     * @param wanted what the server asks for; zero where it asks for nothing
     */
    Duration next(Duration wanted) {
        long backoff = Math.min(LONGEST_BACKOFF.toMillis(), FIRST_BACKOFF.toMillis() << Math.min(failures, 8));
        failures++;
        shortOnes = 0;
        return Duration.ofMillis(Math.max(backoff, Math.min(wanted.toMillis(), LONGEST_BACKOFF.toMillis())));
    }

    /**
     * Whether it may be the refusal of a server that starts: of a right that was there a moment ago, and has not been
     * refused for long.
     */
    boolean mayPass(ApiResponse refusal) {
        return admitted && refusal.isDenied() && !refusals.isMeant(clock.nanoTime());
    }
}
