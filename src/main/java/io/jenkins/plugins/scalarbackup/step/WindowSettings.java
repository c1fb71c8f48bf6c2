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
 * How long a window may take, in seconds, and how often one is expected, as an author wrote it; null for the default. A plain class,
 * since Pipeline keeps it in {@code program.dat}.
 */
final class WindowSettings implements Serializable {
    private static final long serialVersionUID = 1L;
    /** As long as the measured clocks of the databases need it. */
    private static final String MEASURED = "measured";

    Integer skewWindow;
    /** What was written for {@link #skewWindow} and is no number; null where it is one, or was not given. */
    String skewWindowText;

    Integer maxPauseWait;
    Integer maxOutage;
    Integer lockTimeout;
    /** Null where none was given, as in a build that an older version began. */
    ArrayList<String> acceptAdvisories;
    /** Null for the default, and in a build that an older version began. */
    String watchdog;
    /** Hours; null where nothing is expected, as in a build that an older version began. */
    Integer expectEveryHours;

    Integer expectRestorableEveryHours;
    Integer expectRestoreTestEveryHours;

    /**
     * With the defaults filled in, checked.
     *
     * @param keepsWindow whether the step keeps the skew window itself
     */
    WindowParameters check(boolean keepsWindow) throws RefusedException {
        checkSkewWindow(skewWindowText);
        expectation().check();
        // At least that long; how long, is known when the clocks are.
        int measured = (int) DatabaseClock.windowFor(0);
        return with(keepsWindow ? isMeasured() ? measured : or(skewWindow, WindowParameters.DEFAULT_SKEW_WINDOW) : 0);
    }

    /** The same for a window that is as long as it must be where no clock is less certain than this. */
    WindowParameters checkMeasured(long largestUncertaintyMillis) throws RefusedException {
        return with((int) Math.min(DatabaseClock.windowFor(largestUncertaintyMillis), Integer.MAX_VALUE));
    }

    private WindowParameters with(int seconds) throws RefusedException {
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        return WindowParameters.ofSeconds(
                        seconds,
                        or(maxPauseWait, defaults.getMaxPauseWait()),
                        or(maxOutage, defaults.getMaxOutage()),
                        or(lockTimeout, defaults.getLockTimeout()))
                .accepting(Advisories.checked(acceptAdvisories))
                .expecting(WatchdogMode.of(watchdog == null ? defaults.getWatchdog() : watchdog));
    }

    /** How often what is to happen to the workloads. */
    Expectation expectation() {
        return new Expectation(expectEveryHours, expectRestorableEveryHours, expectRestoreTestEveryHours);
    }

    /** Whether the window is to be as long as the measured clocks need it. */
    boolean isMeasured() {
        return MEASURED.equals(skewWindowText);
    }

    /** As an author wrote it: a number, or what stands for one; null for the default. */
    Object skewWindow() {
        return skewWindowText == null ? skewWindow : skewWindowText;
    }

    /** A form, and a script's string, have a number as text, too. */
    void skewWindow(Object written) {
        skewWindow = null;
        skewWindowText = null;
        if (written instanceof Number seconds) {
            // A script's number of another kind is one of seconds, as Pipeline has it with every other parameter.
            skewWindow = (int) seconds.doubleValue();
        } else if (written != null) {
            fromText(Util.fixEmptyAndTrim(written.toString()));
        }
    }

    private void fromText(String text) {
        try {
            skewWindow = text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException none) {
            // It is kept as it is; what is wrong with it is said when the step begins.
            skewWindowText = text;
        }
    }

    /** Refuses what is neither a number nor stands for one. */
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
