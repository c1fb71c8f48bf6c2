package io.jenkins.plugins.scalarbackup.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are either as they were or as they shall be, also when the power fails in between. */
final class DurableFile {
    /** How a file is called that was not finished. */
    static final String UNFINISHED = ".tmp";

    private DurableFile() {}

    static void write(Path directory, String name, String content) throws IOException {
        Path unfinished = Files.createTempFile(directory, name, UNFINISHED);
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            move(unfinished, directory.resolve(name));
        } finally {
            Files.deleteIfExists(unfinished);
        }
        syncNames(directory);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            // Some network file systems; the content is on disk by now.
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A file's new name is in its directory, which is written on its own. */
    private static void syncNames(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no directories, and journals their changes by itself.
            return;
        }
    }
}
