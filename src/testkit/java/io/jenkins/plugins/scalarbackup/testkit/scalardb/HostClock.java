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
 * The wall clock of the host that a server runs on: this machine's, or one that is off by so much. libfaketime answers the
 * server's own calls of the C library, so that whatever it stamps with a time is off, as on a host whose clock is.
 *
 * @param offset that clock less this machine's
 */
public record HostClock(Duration offset) {
    /** This machine's own. */
    public static final HostClock RIGHT = new HostClock(Duration.ZERO);

    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "libfaketime.so.1";

    /** Whether a server can be given another clock here. */
    public static boolean canBeOff() {
        return library().isPresent();
    }

    /** Where Debian and its kind have it, in a directory for the kind of machine. */
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

    /** What a command begins with to run under this clock; nothing under the right one. */
    List<String> prefix() {
        if (offset.isZero()) {
            return List.of();
        }
        Path library = library().orElseThrow(() -> new IllegalStateException("no " + LIBRARY + " below " + LIBRARIES));
        return List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME=" + String.format(Locale.ROOT, "%+.3f", offset.toMillis() / 1000.0),
                // Time-outs go by the monotonic clock, which is nobody's to set.
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "FAKETIME_DISABLE_SHM=1");
    }
}
