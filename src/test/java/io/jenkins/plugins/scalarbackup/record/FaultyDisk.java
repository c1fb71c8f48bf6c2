package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory on a disk with a fault at one of its operations: the n-th operation fails, is a short write, finds the
 * disk full from then on, or never happens because the process or the machine dies.
 */
public final class FaultyDisk {
    /** The faults. */
    public enum Fault {
        /** The operation fails. */
        FAILS,
        /** The write is short. */
        WRITES_SHORT,
        /** From then on, nothing more can be written or created. */
        IS_FULL,
        /** The process dies before it. */
        PROCESS_DIES,
        /** The power fails before it: unsynced content is torn, and an unsynced name is the old one. */
        POWER_FAILS
    }

    /** Thrown in place of the process's death. */
    public static final class Dead extends Error {
        private static final long serialVersionUID = 1L;

        Dead() {
            super("the process is dead");
        }
    }

    /** A change of names that a power failure undoes until their directory is synced. */
    private interface Name {
        Path directory();

        void comesBack() throws IOException;
    }

    private record Renamed(Path from, Path to, byte[] replaced) implements Name {
        @Override
        public Path directory() {
            return to.getParent();
        }

        @Override
        public void comesBack() throws IOException {
            if (Files.exists(to)) {
                Files.move(to, from);
            }
            if (replaced != null) {
                Files.write(to, replaced);
            }
        }
    }

    private record Deleted(Path file, byte[] content) implements Name {
        @Override
        public Path directory() {
            return file.getParent();
        }

        @Override
        public void comesBack() throws IOException {
            Files.write(file, content);
        }
    }

    private record Made(Path made) implements Name {
        @Override
        public Path directory() {
            return made.getParent();
        }

        @Override
        public void comesBack() throws IOException {
            try (Stream<Path> below = Files.walk(made)) {
                for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private final Provider provider = new Provider();
    private final Disk disk = new Disk();
    private final Set<Path> unsynced = new HashSet<>();
    private final Deque<Name> names = new ArrayDeque<>();
    private Fault fault;
    private int at;
    private int operations;
    private boolean full;
    private boolean dead;
    private int idle;
    private String unsyncable;
    private boolean ofWindows;

    /** Returns a path of the real file system on this disk. */
    public Path on(Path real) {
        return new OnDisk(real);
    }

    /** Makes the n-th operation from now on, counted from 0, fail in this way. */
    public void breaks(Fault what, int when) {
        fault = what;
        at = when;
        operations = 0;
    }

    /** Restarts the process or the machine, with a working disk. */
    public void isMended() {
        fault = null;
        full = false;
        dead = false;
        unsynced.clear();
        names.clear();
        idle = 0;
        unsyncable = null;
    }

    /** Makes the power fail between two operations. */
    public void losesPower() throws IOException {
        powerFails();
        isMended();
    }

    /** Makes the next writes accept no bytes. */
    public void takesNothing(int writings) {
        idle = writings;
    }

    /** Makes it refuse to sync directories. */
    public void syncsNoDirectory(String complaint) {
        unsyncable = complaint;
    }

    /** Makes it behave as on Windows: without permissions, and unable to open directories. */
    public void isOfWindows() {
        ofWindows = true;
    }

    /** Returns whether there were enough operations to reach the fault. */
    public boolean cameToIt() {
        return operations > at;
    }

    /**
     * @return whether this one must be cut short
     */
    private boolean operation(boolean writes) throws IOException {
        if (dead) {
            throw new Dead();
        }
        boolean now = fault != null && operations++ == at;
        if (now) {
            switch (fault) {
                case FAILS -> throw new IOException("Input/output error");
                case IS_FULL -> full = true;
                case PROCESS_DIES -> {
                    dead = true;
                    throw new Dead();
                }
                case POWER_FAILS -> {
                    dead = true;
                    powerFails();
                    throw new Dead();
                }
                default -> {
                    // The write is cut short.
                }
            }
        }
        if (full && writes && !now) {
            throw new IOException("No space left on device");
        }
        return now && (fault == Fault.WRITES_SHORT || fault == Fault.IS_FULL);
    }

    private void powerFails() throws IOException {
        while (!names.isEmpty()) {
            names.pop().comesBack();
        }
        for (Path file : unsynced) {
            if (Files.exists(file)) {
                byte[] content = Files.readAllBytes(file);
                Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
            }
        }
    }

    private static Path real(Path path) {
        return path instanceof OnDisk one ? one.real : path;
    }

    private final class Provider extends FileSystemProvider {
        private FileSystemProvider real(Path path) {
            return FaultyDisk.real(path).getFileSystem().provider();
        }

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return disk;
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            boolean writes = options.contains(java.nio.file.StandardOpenOption.WRITE);
            operation(writes);
            if (ofWindows && (attributes.length > 0 || Files.isDirectory(FaultyDisk.real(path)))) {
                throw new IOException("Access is denied");
            }
            if (writes) {
                unsynced.add(FaultyDisk.real(path));
            }
            return new Channel(
                    FaultyDisk.real(path), real(path).newFileChannel(FaultyDisk.real(path), options, attributes));
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            operation(options.contains(java.nio.file.StandardOpenOption.WRITE));
            return real(path).newByteChannel(FaultyDisk.real(path), options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            operation(false);
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> real = real(path).newDirectoryStream(FaultyDisk.real(path), each -> true)) {
                real.forEach(each -> found.add(on(each)));
            }
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return found.iterator();
                }

                @Override
                public void close() {
                    // Nothing is open.
                }
            };
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
            operation(true);
            real(path).createDirectory(FaultyDisk.real(path), attributes);
            names.push(new Made(FaultyDisk.real(path)));
        }

        @Override
        public void delete(Path path) throws IOException {
            operation(false);
            Path file = FaultyDisk.real(path);
            byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
            real(path).delete(file);
            if (content != null) {
                names.push(new Deleted(file, content));
            }
        }

        @Override
        public void copy(Path from, Path to, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void move(Path from, Path to, CopyOption... options) throws IOException {
            operation(false);
            Path target = FaultyDisk.real(to);
            byte[] replaced = Files.exists(target) ? Files.readAllBytes(target) : null;
            real(from).move(FaultyDisk.real(from), target, options);
            names.push(new Renamed(FaultyDisk.real(from), target, replaced));
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return real(one).isSameFile(FaultyDisk.real(one), FaultyDisk.real(other));
        }

        @Override
        public boolean isHidden(Path path) {
            return false;
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return real(path).getFileStore(FaultyDisk.real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            operation(false);
            real(path).checkAccess(FaultyDisk.real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return real(path).getFileAttributeView(FaultyDisk.real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            operation(false);
            return real(path).readAttributes(FaultyDisk.real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            operation(false);
            return real(path).readAttributes(FaultyDisk.real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Channel extends FileChannel {
        private final Path path;
        private final FileChannel channel;

        Channel(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (idle > 0) {
                idle--;
                return 0;
            }
            if (!operation(true)) {
                return channel.write(bytes);
            }
            ByteBuffer part = bytes.duplicate();
            part.limit(part.position() + part.remaining() / 2);
            int written = channel.write(part);
            bytes.position(part.position());
            return written;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            operation(true);
            if (unsyncable != null && Files.isDirectory(path)) {
                throw new IOException(unsyncable);
            }
            channel.force(metaData);
            if (Files.isDirectory(path)) {
                names.removeIf(one -> path.equals(one.directory()));
            } else {
                unsynced.remove(path);
            }
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return channel.read(bytes);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            return channel.position(position);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            return channel.truncate(size);
        }

        @Override
        public long read(ByteBuffer[] bytes, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer bytes, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer bytes, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Disk extends FileSystem {
        @Override
        public FileSystemProvider provider() {
            return provider;
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return "/";
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return List.of();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return List.of();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return ofWindows ? Set.of("basic") : Set.of("basic", "posix");
        }

        @Override
        public Path getPath(String first, String... more) {
            return on(Path.of(first, more));
        }

        @Override
        public PathMatcher getPathMatcher(String syntaxAndPattern) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            throw new UnsupportedOperationException();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }

    private final class OnDisk implements Path {
        private final Path real;

        OnDisk(Path real) {
            this.real = real;
        }

        private Path wrapped(Path path) {
            return path == null ? null : on(path);
        }

        @Override
        public FileSystem getFileSystem() {
            return disk;
        }

        @Override
        public boolean isAbsolute() {
            return real.isAbsolute();
        }

        @Override
        public Path getRoot() {
            return wrapped(real.getRoot());
        }

        @Override
        public Path getFileName() {
            return wrapped(real.getFileName());
        }

        @Override
        public Path getParent() {
            return wrapped(real.getParent());
        }

        @Override
        public int getNameCount() {
            return real.getNameCount();
        }

        @Override
        public Path getName(int index) {
            return wrapped(real.getName(index));
        }

        @Override
        public Path subpath(int begin, int end) {
            return wrapped(real.subpath(begin, end));
        }

        @Override
        public boolean startsWith(Path other) {
            return real.startsWith(FaultyDisk.real(other));
        }

        @Override
        public boolean endsWith(Path other) {
            return real.endsWith(FaultyDisk.real(other));
        }

        @Override
        public Path normalize() {
            return wrapped(real.normalize());
        }

        @Override
        public Path resolve(Path other) {
            return wrapped(real.resolve(FaultyDisk.real(other)));
        }

        @Override
        public Path relativize(Path other) {
            return wrapped(real.relativize(FaultyDisk.real(other)));
        }

        @Override
        public URI toUri() {
            return real.toUri();
        }

        @Override
        public Path toAbsolutePath() {
            return wrapped(real.toAbsolutePath());
        }

        @Override
        public Path toRealPath(LinkOption... options) throws IOException {
            return wrapped(real.toRealPath(options));
        }

        @Override
        public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Path other) {
            return real.compareTo(FaultyDisk.real(other));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OnDisk one && real.equals(one.real);
        }

        @Override
        public int hashCode() {
            return real.hashCode();
        }

        @Override
        public String toString() {
            return real.toString();
        }
    }
}
