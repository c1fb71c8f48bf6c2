package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes a file that must survive a crash, a power failure or a full disk: the file has either its old content or the
 * new one. All such files of this plugin are written by this class. The new content is written beside the old file,
 * checked and synced; only then does it replace the old file, and the directory is synced, too. After a power failure
 * the new content may still be under its temporary name, so reading takes the newer intact one of the two. Not
 * thread-safe for a single file.
 */
public final class DurableFile {
    private static final Logger LOGGER = Logger.getLogger(DurableFile.class.getName());

    /** The suffix of a file's temporary name until it replaces the old one. */
    public static final String UNFINISHED = ".new";

    /** The suffix of a file that was set aside because it can't be read. */
    public static final String DAMAGED = ".damaged";

    /** The number of consecutive writes without any progress after which the disk counts as full. */
    private static final int MOST_WITHOUT_PROGRESS = 100;

    private final Path directory;
    private final Path file;
    private final Path temporary;

    /**
     * @param file a file in a directory; neither need exist
     */
    public DurableFile(Path file) {
        this.directory = Objects.requireNonNull(file.getParent(), "a file in a directory");
        this.file = file;
        this.temporary = file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /** Parses a file's content. */
    public interface Parser<T> {
        /** Parses the content. Throws if the content is incomplete. */
        T parse(byte[] content) throws IOException;
    }

    /**
     * Replaces the content. When it returns, the new content is on disk; when it throws, the old or the new one is
     * intact.
     */
    public void write(byte[] content) throws IOException {
        makeDirectories(directory);
        if (Files.notExists(file) && Files.exists(temporary)) {
            // After a power failure, the temporary file may be the only one.
            move();
        }
        try {
            writeTemporary(content);
            move();
        } catch (IOException | RuntimeException failure) {
            if (Files.exists(file)) {
                // The old file is still there; this frees space on a full disk.
                discard(temporary);
            }
            throw failure;
        }
        syncNames(directory);
    }

    private void writeTemporary(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                ownerOnly())) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            int withoutProgress = 0;
            while (bytes.hasRemaining()) {
                // A disk that is nearly full accepts only a part.
                withoutProgress = channel.write(bytes) > 0 ? 0 : withoutProgress + 1;
                if (withoutProgress > MOST_WITHOUT_PROGRESS) {
                    throw new IOException("the disk takes no more of " + temporary);
                }
            }
            channel.force(true);
        }
        long size = Files.size(temporary);
        if (size != content.length) {
            throw new IOException(
                    "only " + size + " of " + content.length + " bytes of " + temporary + " were written");
        }
    }

    private void move() throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException unsupported) {
            // Some network file systems don't support it. The content is on disk already, under either name.
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Renames a file that can't be read, so that a person can examine it. Logs it if that fails. */
    public void setAside() {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException stays) {
            LOGGER.log(Level.WARNING, stays, () -> file + " can't be moved");
        }
    }

    /**
     * Reads the newer intact content. Changes nothing, so it may run while another thread writes.
     *
     * @return the content; empty if none was ever written completely
     * @throws IOException if the file exists and can't be read, or is incomplete
     */
    public <T> Optional<T> read(Parser<T> parser) throws IOException {
        Optional<T> newer = readTemporary(parser);
        if (newer.isPresent()) {
            return newer;
        }
        try {
            return Optional.of(parse(parser, Files.readAllBytes(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private <T> Optional<T> readTemporary(Parser<T> parser) {
        byte[] content;
        try {
            content = Files.readAllBytes(temporary);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            LOGGER.log(Level.WARNING, unreadable, () -> temporary + " can't be read; what it was to replace is taken");
            return Optional.empty();
        }
        try {
            return Optional.of(parse(parser, content));
        } catch (IOException torn) {
            // It was never reported as written.
            return Optional.empty();
        }
    }

    /** Removes an incomplete temporary file. Must not run during a write. */
    public void removeIncomplete(Parser<?> parser) {
        if (Files.exists(temporary) && readTemporary(parser).isEmpty()) {
            discard(temporary);
        }
    }

    /** Treats any exception of the parser as incomplete content, and so {@code null}, which is valid JSON. */
    private static <T> T parse(Parser<T> parser, byte[] content) throws IOException {
        try {
            return Objects.requireNonNull(parser.parse(content), "it holds nothing but null");
        } catch (RuntimeException incomplete) {
            throw new IOException("it is incomplete: " + incomplete.getMessage(), incomplete);
        }
    }

    /** Removes the file permanently: it does not reappear after a power failure. */
    public void delete() throws IOException {
        // In this order, so that a crash in between leaves the file as it was.
        boolean unfinished = Files.deleteIfExists(temporary);
        boolean finished = Files.deleteIfExists(file);
        if (unfinished || finished) {
            syncNames(directory);
        }
    }

    /** Returns the final name of a file in the directory, without the suffix of an unfinished one. */
    public static String finalName(String name) {
        return name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name;
    }

    /** Removes a useless file if possible; nothing depends on it. */
    static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException | RuntimeException kept) {
            LOGGER.log(Level.WARNING, kept, () -> file + " was not finished, and can't be deleted; it does no harm");
        }
    }

    private static void makeDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path each = directory; each != null && !Files.isDirectory(each); each = each.getParent()) {
            missing.push(each);
        }
        if (!missing.isEmpty()) {
            Files.createDirectories(directory);
        }
        for (Path made : missing) {
            Path above = made.getParent();
            if (above != null) {
                syncNames(above);
            }
        }
    }

    /** Syncs the directory, which holds the file's new name and is written separately. */
    private static void syncNames(Path directory) throws IOException {
        if (!isPosix(directory)) {
            // Windows can't open directories, and journals their changes itself.
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException failure) {
            if (!isUnsupported(failure)) {
                throw failure;
            }
            LOGGER.log(Level.FINE, failure, () -> "The file system of " + directory + " syncs no directories");
        }
    }

    /**
     * Returns whether the file system can't sync directories, as with some network file systems. A window must be
     * possible there, too.
     */
    private static boolean isUnsupported(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("invalid argument") || message.contains("not supported");
    }

    /**
     * The content may be secret, so only the controller's user may read it, even though secrets in it are encrypted.
     */
    private FileAttribute<?>[] ownerOnly() {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
