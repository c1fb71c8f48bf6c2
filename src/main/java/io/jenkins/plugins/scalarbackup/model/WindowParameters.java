package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.Set;

/**
 * How long a window may take in each of its parts.
 *
 * @param skewWindow how long the window lasts at least, to swallow the clocks' skew
 * @param maxPauseWait how long a pod may drain
 * @param maxOutage how long production may be paused in all, from the first Pause to the first Unpause
 * @param lockTimeout how long to wait for another window on the same pods
 * @param acceptedAdvisories the IDs of {@link Advisories} that its author accepts
 * @param watchdog what its author expects of a watchdog in the cluster; null for the default
 */
public record WindowParameters(
        Duration skewWindow,
        Duration maxPauseWait,
        Duration maxOutage,
        Duration lockTimeout,
        Set<String> acceptedAdvisories,
        WatchdogMode watchdog) {
    /** Seconds; enough for the skew of clocks that NTP keeps. */
    public static final int DEFAULT_SKEW_WINDOW = 10;
    /** Seconds; longer than an abandoned transaction lives in ScalarDB (60 s), which the product's own 30 s are not. */
    public static final int DEFAULT_MAX_PAUSE_WAIT = 75;
    /** Seconds. */
    public static final int DEFAULT_MAX_OUTAGE = 300;
    /** Seconds. */
    public static final int DEFAULT_LOCK_TIMEOUT = 600;
    /** Seconds: a day. Longer is a slip of the keyboard; a database must not be paused by one. */
    public static final int LONGEST = 86_400;

    public WindowParameters {
        acceptedAdvisories = Set.copyOf(acceptedAdvisories);
    }

    /** Parameters of an author who accepts no advisory. */
    public WindowParameters(Duration skewWindow, Duration maxPauseWait, Duration maxOutage, Duration lockTimeout) {
        this(skewWindow, maxPauseWait, maxOutage, lockTimeout, Set.of(), null);
    }

    /** The same, of an author who accepts these advisories. */
    public WindowParameters accepting(Set<String> advisories) {
        return new WindowParameters(skewWindow, maxPauseWait, maxOutage, lockTimeout, advisories, watchdog);
    }

    /** The same, of an author who expects this of a watchdog. */
    public WindowParameters expecting(WatchdogMode mode) {
        return new WindowParameters(skewWindow, maxPauseWait, maxOutage, lockTimeout, acceptedAdvisories, mode);
    }

    /** What is expected of a watchdog. */
    public WatchdogMode watchdogMode() {
        return watchdog == null ? WatchdogMode.AUTO : watchdog;
    }

    /**
     * Checks what an author wrote.
     *
     * @param skewWindow seconds
     * @param maxPauseWait seconds
     * @param maxOutage seconds
     * @param lockTimeout seconds
     * @throws RefusedException naming the parameter and what would be right
     */
    public static WindowParameters ofSeconds(int skewWindow, int maxPauseWait, int maxOutage, int lockTimeout)
            throws RefusedException {
        between("skewWindow", skewWindow, 0);
        between("maxPauseWait", maxPauseWait, 1);
        between("maxOutage", maxOutage, 1);
        between("lockTimeout", lockTimeout, 0);
        longEnough(skewWindow, maxPauseWait, maxOutage);
        return new WindowParameters(
                Duration.ofSeconds(skewWindow),
                Duration.ofSeconds(maxPauseWait),
                Duration.ofSeconds(maxOutage),
                Duration.ofSeconds(lockTimeout));
    }

    /**
     * Checks that a window can end before it is cut. All in seconds.
     *
     * @throws RefusedException when {@code maxOutage} leaves no time for the others
     */
    public static void longEnough(int skewWindow, int maxPauseWait, int maxOutage) throws RefusedException {
        if (maxOutage <= maxPauseWait + skewWindow) {
            throw new RefusedException("maxOutage is " + maxOutage + " s, but must be greater than maxPauseWait + "
                    + "skewWindow (" + maxPauseWait + " + " + skewWindow + " s): else the window is cut before it is "
                    + "over. Raise maxOutage or lower one of the others.");
        }
    }

    /**
     * Checks a number of seconds.
     *
     * @throws RefusedException when it is below {@code least} or above a day
     */
    public static void between(String parameter, int seconds, int least) throws RefusedException {
        if (seconds < least || seconds > LONGEST) {
            throw new RefusedException(parameter + " is " + seconds + ", but must be a whole number of seconds from "
                    + least + " to " + LONGEST + ".");
        }
    }
}
