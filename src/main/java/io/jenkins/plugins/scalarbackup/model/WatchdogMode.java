package io.jenkins.plugins.scalarbackup.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a window's author expects of a watchdog in the cluster: {@code docs/watchdog.md}. */
public enum WatchdogMode {
    /** One that lives stands behind the window, and log and record say whether one does. */
    AUTO,
    /** Without one that lives and reaches the pods nothing is paused. */
    REQUIRED,
    /** None is looked for, and none is to open the window's pods. */
    OFF;

    /** As it is written in a Pipeline. */
    public String named() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what an author wrote.
     *
     * @param written null or empty for {@link #AUTO}
     * @throws RefusedException when it is none of them
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
