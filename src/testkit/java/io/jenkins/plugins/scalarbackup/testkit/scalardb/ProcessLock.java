package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A lock between test processes: what they share below {@code target} is prepared and written by one at a time. */
public final class ProcessLock {
    private ProcessLock() {}

    /** The work done under the lock. */
    @FunctionalInterface
    public interface Work<T> {
        T call() throws IOException;
    }

    /**
     * Runs work while neither another process nor another thread of this one does.
     *
     * @param shared what is shared; the lock is a file beside it
     */
    public static synchronized <T> T whileHeld(Path shared, Work<T> work) throws IOException {
        Path lock = shared.toAbsolutePath().resolveSibling(shared.getFileName() + ".lock");
        Files.createDirectories(lock.getParent());
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            return work.call();
        }
    }
}
