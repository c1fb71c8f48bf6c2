package io.jenkins.plugins.scalarbackup.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A controller's machine, with a wall clock that may be wrong and may step, and a monotonic clock that may stand still.
 */
final class Host {
    /** The true wall-clock time at which every world begins; not a whole second. */
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00.250Z");

    private final VirtualTime time;
    private long wallOffset;
    private long monotonicLag;
    private boolean stoodStillUnseen;
    /** The readings of the wall clock with their true times, by which a record's times are looked up. */
    private final List<Reading> readings = new ArrayList<>();

    private record Reading(Instant wall, long trueTime) {}

    Host(VirtualTime time, long wallOffset) {
        this.time = time;
        this.wallOffset = wallOffset;
    }

    /** Converts a true time to the reading of a correct clock. */
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

    /**
     * Notes that the machine stood still and that none of its clocks shows it, so no age of anything is known in it.
     */
    void stoodStillUnseen() {
        stoodStillUnseen = true;
    }

    boolean hasStoodStillUnseen() {
        return stoodStillUnseen;
    }

    /** Holds the monotonic clock back: it does not show that a virtual machine stood still. */
    void monotonicStoodStill(long nanos) {
        monotonicLag += nanos;
    }

    /**
     * Returns the true time at which the wall clock had this reading, the last one if there are several; null if it
     * never had.
     */
    Long trueTimeOf(Instant wall) {
        for (int i = readings.size() - 1; i >= 0; i--) {
            if (readings.get(i).wall().equals(wall)) {
                return readings.get(i).trueTime();
            }
        }
        return null;
    }
}
