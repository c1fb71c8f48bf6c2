package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The known problems of the disk that holds the records. Pages ask all the time, so {@link #problem()} does not access
 * the disk, which may be a network disk that hangs.
 */
final class DiskHealth {
    /** Without a limit, every page view would try it. */
    private static final long NANOS_BETWEEN_LISTINGS = 10_000_000_000L;

    private final Path directory;
    private final LongSupplier nanoTime;
    private volatile String unwritten;
    private volatile String unlisted;
    private volatile long unlistedAt;
    private volatile String unwritable;

    DiskHealth(Path directory, LongSupplier nanoTime) {
        this.directory = directory;
        this.nanoTime = nanoTime;
    }

    /** Returns the problem; null if none is known. */
    String problem() {
        return Stream.of(unwritten, unlisted, unwritable)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    void noteWritten() {
        unwritten = null;
        unwritable = null;
    }

    void noteNotWritten(IOException why) {
        unwritten = why.toString();
    }

    void noteListed() {
        unlisted = null;
    }

    void noteNotListed(IOException why) {
        unlistedAt = nanoTime.getAsLong();
        unlisted = why.toString();
    }

    /** Returns whether listing the records failed so recently that trying again is pointless. */
    boolean isListingFutile() {
        return unlisted != null && nanoTime.getAsLong() - unlistedAt < NANOS_BETWEEN_LISTINGS;
    }

    /** Checks whether the disk is writable: a controller that has just started has not tried to write yet. */
    void check() {
        unwritable = Files.notExists(directory) || Files.isWritable(directory) ? null : directory + " is not writable";
    }
}
