package io.jenkins.plugins.scalarbackup.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a window uses a watchdog in the cluster; see {@code docs/watchdog.md}. */
public enum WatchdogMode {
    /** A watchdog that is alive covers the window; log and record say whether one does. */
    AUTO,
    /** Nothing is paused unless a watchdog is alive and reaches the pods. */
    REQUIRED,
    /** No watchdog is searched for, and none may unpause the window's pods. */
    OFF;

    /** The name in a Pipeline. */
    public String named() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Parses a Pipeline parameter.
     *
     * @param written null or empty for {@link #AUTO}
     * @throws RefusedException if it is none of them
     */
    public static WatchdogMode of(String written) throws RefusedException {
        if (written == null || written.isEmpty()) {
            return AUTO;
        }
        return Arrays.stream(values())
                .filter(mode -> mode.named().equals(written))
                .findFirst()
                .orElseThrow(() -> new RefusedException("watchdog is \"" + written + "\", but must be one of "
                        + Arrays.stream(values())
                                .map(mode -> "\"" + mode.named() + "\"")
                                .collect(Collectors.joining(", "))
                        + "."));
    }
}
