package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import java.io.Serializable;
import java.util.ArrayList;

/**
 * How long a window may take, in seconds, as an author wrote it; null for the default. A plain class, since Pipeline keeps
 * it in {@code program.dat}.
 */
final class WindowSettings implements Serializable {
    private static final long serialVersionUID = 1L;

    Integer skewWindow;
    Integer maxPauseWait;
    Integer maxOutage;
    Integer lockTimeout;
    /** Null where none was given, as in a build that an older version began. */
    ArrayList<String> acceptAdvisories;

    /**
     * With the defaults filled in, checked.
     *
     * @param keepsWindow whether the step keeps the skew window itself
     */
    WindowParameters check(boolean keepsWindow) throws RefusedException {
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        return WindowParameters.ofSeconds(
                        keepsWindow ? or(skewWindow, WindowParameters.DEFAULT_SKEW_WINDOW) : 0,
                        or(maxPauseWait, defaults.getMaxPauseWait()),
                        or(maxOutage, defaults.getMaxOutage()),
                        or(lockTimeout, defaults.getLockTimeout()))
                .accepting(Advisories.checked(acceptAdvisories));
    }

    private static int or(Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }
}
