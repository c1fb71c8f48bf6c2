package io.jenkins.plugins.scalarbackup.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The machine of a controller: a wall clock that may be wrong and may step, and a monotonic one that may stand still. */
final class Host {
    /** The true wall-clock time at which every world begins; no whole second. */
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00.250Z");

    private final VirtualTime time;
    private long wallOffset;
    private long monotonicLag;
    private boolean stoodStillUnseen;
    /** When which reading of the wall clock was taken: a record's times are found again by it. */
    private final List<Reading> readings = new ArrayList<>();

    private record Reading(Instant wall, long trueTime) {}

    Host(VirtualTime time, long wallOffset) {
        this.time = time;
        this.wallOffset = wallOffset;
    }

    /** What the true time is on a clock that is right. */
    static Instant onTrueClock(long trueTime) {
        return BEGIN.plusNanos(trueTime);
    }

    Instant wall() {
        Instant wall = BEGIN.plusNanos(time.now() + wallOffset);
        if (readings.isEmpty() || !readings.get(readings.size() - 1).wall().equals(wall)) {
            readings.add(new Reading(wall, time.now()));
        }
        return wall;
    }

    long wallOffset() {
        return wallOffset;
    }

    long monotonic() {
        return time.now() - monotonicLag + 7 * VirtualTime.SECOND;
    }

    void stepWall(long by) {
        wallOffset += by;
    }

    /** It stood still, and none of its clocks shows it: nothing in it can know how old anything is. */
    void stoodStillUnseen() {
        stoodStillUnseen = true;
    }

    boolean hasStoodStillUnseen() {
        return stoodStillUnseen;
    }

    /** A virtual machine that stood still does not know it by its monotonic clock. */
    void monotonicStoodStill(long nanos) {
        monotonicLag += nanos;
    }

    /** The true time at which the wall clock was read as this; the last such, or null when it never was. */
    Long trueTimeOf(Instant wall) {
        for (int i = readings.size() - 1; i >= 0; i--) {
            if (readings.get(i).wall().equals(wall)) {
                return readings.get(i).trueTime();
            }
        }
        return null;
    }
}
