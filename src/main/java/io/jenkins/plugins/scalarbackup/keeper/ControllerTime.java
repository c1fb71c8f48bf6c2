package io.jenkins.plugins.scalarbackup.keeper;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A moment by both of the controller's clocks. Comparing two moments shows whether the wall clock was set in between,
 * because the monotonic clock can't be set. Monotonic times can be compared with those of an earlier process until the
 * machine is rebooted (on Linux, by its boot ID); elsewhere only within one process.
 *
 * <p>A plain class, because Pipeline stores it in {@code program.dat} and builds in {@code build.xml}.
 */
public final class ControllerTime implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String ORIGIN = origin();
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** A larger difference between the two clocks is a step, as in a window. */
    static final long STEP_MILLIS = 500;

    private final long wallNanos;
    private final long monotonicNanos;
    private final String origin;

    /**
     * Creates a moment.
     *
     * @param monotonicNanos the reading of the monotonic clock
     * @param origin the origin of the monotonic clock: only times with the same origin can be compared
     */
    ControllerTime(Instant wall, long monotonicNanos, String origin) {
        this.wallNanos = Math.addExact(Math.multiplyExact(wall.getEpochSecond(), 1_000_000_000L), wall.getNano());
        this.monotonicNanos = monotonicNanos;
        this.origin = origin;
    }

    /** Returns the current moment. */
    public static ControllerTime now() {
        return new ControllerTime(Instant.now(), System.nanoTime(), ORIGIN);
    }

    private static String origin() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException | RuntimeException notLinux) {
            return UUID.randomUUID().toString();
        }
    }

    /** Returns the time by the wall clock. */
    public Instant wall() {
        return Instant.EPOCH.plusNanos(wallNanos);
    }

    /**
     * Returns by how many nanoseconds the wall clock has deviated from the monotonic one since then, in either
     * direction; empty if unknown.
     */
    public OptionalLong deviationSince(ControllerTime then) {
        if (then == null || !Objects.equals(origin, then.origin)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.abs((wallNanos - monotonicNanos) - (then.wallNanos - then.monotonicNanos)));
    }

    /** Returns whether a measurement made then is void: the wall clock was set since, or that can't be ruled out. */
    public boolean isAfterStepSince(ControllerTime then) {
        OptionalLong deviation = deviationSince(then);
        return deviation.isEmpty() || deviation.getAsLong() > STEP_MILLIS * NANOS_PER_MILLI;
    }
}
