package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What was seen to be wrong with the disk that records are on. Pages ask for it all the time, so asking looks at no disk, which
 * may be one in the network that does not answer.
 */
final class DiskTrouble {
    /** Pages would try it all the time. */
    private static final long NANOS_BETWEEN_LISTINGS = 10_000_000_000L;

    private final Path directory;
    private final LongSupplier nanoTime;
    private volatile String unwritten;
    private volatile String unlisted;
    private volatile long unlistedAt;
    private volatile String unwritable;

    DiskTrouble(Path directory, LongSupplier nanoTime) {
        this.directory = directory;
        this.nanoTime = nanoTime;
    }

    /** Null where nothing is known to be wrong. */
    String known() {
        return Stream.of(unwritten, unlisted, unwritable)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    void written() {
        unwritten = null;
        unwritable = null;
    }

    void notWritten(IOException why) {
        unwritten = why.toString();
    }

    void listed() {
        unlisted = null;
    }

    void notListed(IOException why) {
        unlistedAt = nanoTime.getAsLong();
        unlisted = why.toString();
    }

    /** Whether the records could not be listed a moment ago. */
    boolean isListingFutile() {
        return unlisted != null && nanoTime.getAsLong() - unlistedAt < NANOS_BETWEEN_LISTINGS;
    }

    /** Looks at the disk: a controller that has just been started has not tried to write yet. */
    void look() {
        unwritable = Files.notExists(directory) || Files.isWritable(directory) ? null : directory + " is not writable";
    }
}
