package io.jenkins.plugins.scalarbackup.keeper;

import java.time.Instant;

/** Moments of a controller whose clocks a test controls. */
public final class ControllerTimes {
    private ControllerTimes() {}

    public static ControllerTime at(Instant wall, long monotonicNanos, String origin) {
        return new ControllerTime(wall, monotonicNanos, origin);
    }
}
