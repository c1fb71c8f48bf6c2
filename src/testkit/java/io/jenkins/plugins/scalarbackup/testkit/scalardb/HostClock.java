package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The wall clock of a server's host: this machine's, or one with an offset. libfaketime answers the server's own calls
 * of the C library, so all its timestamps are off, as on a host whose clock is wrong.
 *
 * @param offset that clock minus this machine's
 */
public record HostClock(Duration offset) {
    /** This machine's own clock. */
    public static final HostClock RIGHT = new HostClock(Duration.ZERO);

    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "libfaketime.so.1";

    /** Returns whether a server can be given another clock here. */
    public static boolean canBeOff() {
        return library().isPresent();
    }

    /** Returns the library's path in Debian and related systems, which have it in a directory per architecture. */
    private static Optional<Path> library() {
        if (!Files.isDirectory(LIBRARIES)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(LIBRARIES)) {
            for (Path directory : found) {
                Path library = directory.resolve("faketime").resolve(LIBRARY);
                if (Files.isRegularFile(library)) {
                    return Optional.of(library);
                }
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns the beginning of a command that runs under this clock; empty for the correct one. */
    List<String> prefix() {
        if (offset.isZero()) {
            return List.of();
        }
        Path library = library().orElseThrow(() -> new IllegalStateException("no " + LIBRARY + " below " + LIBRARIES));
        return List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME=" + String.format(Locale.ROOT, "%+.3f", offset.toMillis() / 1000.0),
                // Timeouts use the monotonic clock, which nobody can set.
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "FAKETIME_DISABLE_SHM=1");
    }
}
