package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import java.time.Duration;
import java.util.List;

/** States of windows, for tests to which their contents don't matter. */
public final class WindowStates {
    private WindowStates() {}

    /** Returns a state without targets. */
    public static WindowState bare(String window, WindowState.Phase phase) {
        return new WindowState(
                new Holder("jenkins-1", "nonce", window, "build"),
                phase,
                new WindowParameters(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                false,
                false,
                new WindowTimes(null, null, null, null, null, 0),
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null);
    }
}
