package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.Set;

/**
 * The time limits of a window, and what its author accepts.
 *
 * @param skewWindow minimum duration of the window, to cover the clocks' skew
 * @param maxPauseWait how long a pod may drain
 * @param maxOutage how long production may be paused in total, from the first Pause to the first Unpause
 * @param lockTimeout how long to wait for another window on the same pods
 * @param acceptedAdvisories the IDs of {@link Advisories} that its author accepts
 * @param watchdog how it uses a watchdog in the cluster; null for the default
 */
public record WindowParameters(
        Duration skewWindow,
        Duration maxPauseWait,
        Duration maxOutage,
        Duration lockTimeout,
        Set<String> acceptedAdvisories,
        WatchdogMode watchdog) {
    /** Seconds; enough for the skew of clocks synchronized by NTP. */
    public static final int DEFAULT_SKEW_WINDOW = 10;
    /** Seconds; longer than an abandoned transaction lives in ScalarDB (60 s), which the product's own 30 s are not. */
    public static final int DEFAULT_MAX_PAUSE_WAIT = 75;
    /** Seconds. */
    public static final int DEFAULT_MAX_OUTAGE = 300;
    /** Seconds. */
    public static final int DEFAULT_LOCK_TIMEOUT = 600;
    /** Seconds: a day. A longer time is a typing error, which must not pause a database. */
    public static final int LONGEST = 86_400;

    public WindowParameters {
        acceptedAdvisories = Set.copyOf(acceptedAdvisories);
    }

    /** Parameters that accept no advisory. */
    public WindowParameters(Duration skewWindow, Duration maxPauseWait, Duration maxOutage, Duration lockTimeout) {
        this(skewWindow, maxPauseWait, maxOutage, lockTimeout, Set.of(), null);
    }

    /** The parameters with these accepted advisories. */
    public WindowParameters accepting(Set<String> advisories) {
        return new WindowParameters(skewWindow, maxPauseWait, maxOutage, lockTimeout, advisories, watchdog);
    }

    /** The parameters with this use of a watchdog. */
    public WindowParameters withWatchdog(WatchdogMode mode) {
        return new WindowParameters(skewWindow, maxPauseWait, maxOutage, lockTimeout, acceptedAdvisories, mode);
    }

    /** How a watchdog is used. */
    public WatchdogMode watchdogMode() {
        return watchdog == null ? WatchdogMode.AUTO : watchdog;
    }

    /**
     * Validates the parameters.
     *
     * @param skewWindow seconds
     * @param maxPauseWait seconds
     * @param maxOutage seconds
     * @param lockTimeout seconds
     * @throws RefusedException naming the parameter and the valid values
     */
    public static WindowParameters ofSeconds(int skewWindow, int maxPauseWait, int maxOutage, int lockTimeout)
            throws RefusedException {
        checkSeconds("skewWindow", skewWindow, 0);
        checkSeconds("maxPauseWait", maxPauseWait, 1);
        checkSeconds("maxOutage", maxOutage, 1);
        checkSeconds("lockTimeout", lockTimeout, 0);
        checkMaxOutage(skewWindow, maxPauseWait, maxOutage);
        return new WindowParameters(
                Duration.ofSeconds(skewWindow),
                Duration.ofSeconds(maxPauseWait),
                Duration.ofSeconds(maxOutage),
                Duration.ofSeconds(lockTimeout));
    }

    /**
     * Checks that the window can end before the limit. All in seconds.
     *
     * @throws RefusedException if {@code maxOutage} leaves no time for the others
     */
    public static void checkMaxOutage(int skewWindow, int maxPauseWait, int maxOutage) throws RefusedException {
        if (maxOutage <= maxPauseWait + skewWindow) {
            throw new RefusedException("maxOutage is " + maxOutage + " s, but must be greater than maxPauseWait + "
                    + "skewWindow (" + maxPauseWait + " + " + skewWindow + " s): else the window is cut before it is "
                    + "over. Raise maxOutage or lower one of the others.");
        }
    }

    /**
     * Checks a number of seconds.
     *
     * @throws RefusedException if it is below {@code least} or above a day
     */
    public static void checkSeconds(String parameter, int seconds, int least) throws RefusedException {
        if (seconds < least || seconds > LONGEST) {
            throw new RefusedException(parameter + " is " + seconds + ", but must be a whole number of seconds from "
                    + least + " to " + LONGEST + ".");
        }
    }
}
