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
 * The one way in which this plugin writes files that must outlive a crash, a power failure or a full disk: a file is
 * either as it was or as it shall be. The new content is written beside the old one, checked and synced; only then it
 * takes the old one's place, and the directory is synced, too. After a power failure the new one may still be under its
 * passing name, so reading takes what is whole of the two. Not for one file at several threads at once.
 */
public final class DurableFile {
    private static final Logger LOGGER = Logger.getLogger(DurableFile.class.getName());

    /** How a file's name goes on as long as it has not taken its place. */
    public static final String UNFINISHED = ".new";

    /** The suffix of a file that was set aside because it can't be read. */
    static final String DAMAGED = ".damaged";

    /** A channel that writes nothing at all so often in a row will not do better. */
    private static final int FRUITLESS = 100;

    private final Path directory;
    private final Path file;
    private final Path fresh;

    /** A file in a directory, which need not be there, either of them. */
    public DurableFile(Path file) {
        this.directory = Objects.requireNonNull(file.getParent(), "a file in a directory");
        this.file = file;
        this.fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /** Makes of a content what it stands for. */
    public interface Parser<T> {
        /** Throws when the content is not whole. */
        T parse(byte[] content) throws IOException;
    }

    /** Replaces the content. When it returns, that is on disk; when it throws, one of the two contents is whole. */
    public void write(byte[] content) throws IOException {
        makeDirectories(directory);
        if (Files.notExists(file) && Files.exists(fresh)) {
            // After a power failure it may be all that there is.
            move();
        }
        try {
            writeFresh(content);
            move();
        } catch (IOException | RuntimeException failure) {
            if (Files.exists(file)) {
                // What was there before is there still; a full disk gets its room back.
                discard(fresh);
            }
            throw failure;
        }
        syncNames(directory);
    }

    private void writeFresh(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                ownerOnly())) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            int fruitless = 0;
            while (bytes.hasRemaining()) {
                // A disk that is nearly full takes a part.
                fruitless = channel.write(bytes) > 0 ? 0 : fruitless + 1;
                if (fruitless > FRUITLESS) {
                    throw new IOException("the disk takes no more of " + fresh);
                }
            }
            channel.force(true);
        }
        long size = Files.size(fresh);
        if (size != content.length) {
            throw new IOException("only " + size + " of " + content.length + " bytes of " + fresh + " were written");
        }
    }

    private void move() throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException unsupported) {
            // Some network file systems; the content is on disk by now, under one name or the other.
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Moves a file that can't be read out of the way, for a person to look at. Logs it if that is not possible. */
    void setAside() {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException stays) {
            LOGGER.log(Level.WARNING, stays, () -> file + " can't be moved");
        }
    }

    /**
     * What the file says: the newer of what is whole. Changes nothing, so it may be asked while somebody writes.
     *
     * @return empty where nothing was ever written as a whole
     * @throws IOException when the file is there and can't be read, or is torn
     */
    public <T> Optional<T> read(Parser<T> parser) throws IOException {
        Optional<T> newer = readFresh(parser);
        if (newer.isPresent()) {
            return newer;
        }
        try {
            return Optional.of(parse(parser, Files.readAllBytes(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private <T> Optional<T> readFresh(Parser<T> parser) {
        byte[] content;
        try {
            content = Files.readAllBytes(fresh);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | RuntimeException unreadable) {
            LOGGER.log(Level.WARNING, unreadable, () -> fresh + " can't be read; what it was to replace is taken");
            return Optional.empty();
        }
        try {
            return Optional.of(parse(parser, content));
        } catch (IOException torn) {
            // It was never reported as written.
            return Optional.empty();
        }
    }

    /** Removes a left-over that is torn, while nobody writes. */
    public void tidy(Parser<?> parser) {
        if (Files.exists(fresh) && readFresh(parser).isEmpty()) {
            discard(fresh);
        }
    }

    /** A parser's complaints of any kind say that the content is not whole. */
    private static <T> T parse(Parser<T> parser, byte[] content) throws IOException {
        try {
            return parser.parse(content);
        } catch (RuntimeException incomplete) {
            throw new IOException("it is incomplete: " + incomplete.getMessage(), incomplete);
        }
    }

    /** Removes the file, for good when this returns. */
    public void delete() throws IOException {
        // In this order: what is left of a crash in between is the file as it was.
        boolean unfinished = Files.deleteIfExists(fresh);
        boolean finished = Files.deleteIfExists(file);
        if (unfinished || finished) {
            syncNames(directory);
        }
    }

    /** The name of the file that a name in its directory belongs to: itself, or one that was not finished. */
    public static String finished(String name) {
        return name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name;
    }

    /** Removes what is of no use, if it can be done: nothing depends on it. */
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

    /** A file's new name is in its directory, which is written on its own. */
    private static void syncNames(Path directory) throws IOException {
        if (!isPosix(directory)) {
            // Windows opens no directories, and journals their changes by itself.
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

    /** Some network file systems sync no directory; then a window must be possible all the same. */
    private static boolean isUnsupported(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("invalid argument") || message.contains("not supported");
    }

    /** What is written may hold secrets: encrypted, and for the controller's own user all the same. */
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
