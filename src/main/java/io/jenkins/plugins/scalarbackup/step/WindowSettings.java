package io.jenkins.plugins.scalarbackup.step;

import hudson.Util;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.model.WatchdogMode;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.io.Serializable;
import java.util.ArrayList;

/**
 * A window's timings in seconds, accepted advisories, watchdog, and how often a backup is expected, as an author wrote
 * them; null for the default. A plain class, since Pipeline saves it in {@code program.dat}.
 */
final class WindowSettings implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Stands for the length that the measured clocks of the databases require. */
    private static final String MEASURED = "measured";

    Integer skewWindow;
    /** The value of {@link #skewWindow} if it is not a number; else null. */
    String skewWindowText;

    Integer maxPauseWait;
    Integer maxOutage;
    Integer lockTimeout;
    /** Null if none was given, as in a build that an older version started. */
    ArrayList<String> acceptAdvisories;
    /** Null for the default, and in a build that an older version started. */
    String watchdog;
    /** Hours; null if nothing is expected, as in a build that an older version started. */
    Integer expectEveryHours;

    Integer expectRestorableEveryHours;
    Integer expectRestoreTestEveryHours;

    /**
     * Checks the settings, and fills in the defaults.
     *
     * @param keepsWindow whether the step itself keeps the skew window open
     */
    WindowParameters check(boolean keepsWindow) throws RefusedException {
        checkSkewWindow(skewWindowText);
        expectation().check();
        // At least that long; the actual length depends on the clocks.
        int measured = (int) DatabaseClock.secondsNeededFor(0);
        return withSkewWindow(
                keepsWindow ? isMeasured() ? measured : or(skewWindow, WindowParameters.DEFAULT_SKEW_WINDOW) : 0);
    }

    /** Does the same for a window that is as long as clocks of at most this uncertainty require. */
    WindowParameters checkMeasured(long largestUncertaintyMillis) throws RefusedException {
        return withSkewWindow(
                (int) Math.min(DatabaseClock.secondsNeededFor(largestUncertaintyMillis), Integer.MAX_VALUE));
    }

    private WindowParameters withSkewWindow(int seconds) throws RefusedException {
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        return WindowParameters.ofSeconds(
                        seconds,
                        or(maxPauseWait, defaults.getMaxPauseWait()),
                        or(maxOutage, defaults.getMaxOutage()),
                        or(lockTimeout, defaults.getLockTimeout()))
                .accepting(Advisories.checked(acceptAdvisories))
                .withWatchdog(WatchdogMode.of(watchdog == null ? defaults.getWatchdog() : watchdog));
    }

    /** Returns how often which kind of window is expected of the workloads. */
    Expectation expectation() {
        return new Expectation(expectEveryHours, expectRestorableEveryHours, expectRestoreTestEveryHours);
    }

    /** Returns whether the window should be as long as the measured clocks require. */
    boolean isMeasured() {
        return MEASURED.equals(skewWindowText);
    }

    /** Returns the value as an author wrote it: a number, or {@code "measured"}; null for the default. */
    Object skewWindow() {
        return skewWindowText == null ? skewWindow : skewWindowText;
    }

    /** Sets the value. Forms, and scripts with a string, give numbers as text. */
    void setSkewWindow(Object written) {
        skewWindow = null;
        skewWindowText = null;
        if (written instanceof Number seconds) {
            // Any other kind of number is one of seconds, as Pipeline treats every other parameter.
            skewWindow = (int) seconds.doubleValue();
        } else if (written != null) {
            fromText(Util.fixEmptyAndTrim(written.toString()));
        }
    }

    private void fromText(String text) {
        try {
            skewWindow = text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException none) {
            // Kept unchanged: it is refused when the step begins.
            skewWindowText = text;
        }
    }

    /** Refuses anything but a number or {@code "measured"}. */
    static void checkSkewWindow(String text) throws RefusedException {
        if (text != null && !MEASURED.equals(text)) {
            throw new RefusedException("skewWindow is \"" + Sentences.within(text)
                    + "\", but must be a whole number of seconds from 0 to " + WindowParameters.LONGEST + ", or '"
                    + MEASURED + "'.");
        }
    }

    private static int or(Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }
}
