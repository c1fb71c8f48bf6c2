package io.jenkins.plugins.scalarbackup.keeper;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.scalarbackup.backup.Container;
import io.jenkins.plugins.scalarbackup.backup.WindowParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The journal of open pauses: a file each, replaced as a whole. */
final class JournalDirectory {
    private static final Logger LOGGER = Logger.getLogger(JournalDirectory.class.getName());
    private static final String ENDING = ".json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addMixIn(WindowParameters.class, Optional.class)
            .addMixIn(Container.class, Optional.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            // An older plugin must still be able to open what a newer one paused.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // Components only: questions such as isRunning() are not part of a value.
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    /** Entries hold secrets: encrypted, and for the controller's own user all the same. */
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];

    private static final String UNFINISHED = ".new";

    /** What came to the values later, by its name: not written where there is nothing to say. */
    private abstract static class Optional {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        private Object acceptedAdvisories;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        private Object image;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        private Object imageId;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        private Object ports;
    }

    private final Path directory;

    JournalDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * What is remembered; to be called before anything is written. A file that can't be read is left where it is, and told
     * of.
     */
    List<JournalEntry> read() {
        List<JournalEntry> entries = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return entries;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(UNFINISHED)) {
                    // The process ended while it was written; what it was to replace is beside it.
                    Files.delete(file);
                }
                if (!file.toString().endsWith(ENDING)) {
                    continue;
                }
                try {
                    entries.add(JSON.readValue(file.toFile(), JournalEntry.class));
                } catch (IOException failure) {
                    LOGGER.log(
                            Level.SEVERE,
                            "The journal of an open pause, " + file
                                    + ", can't be read. Its pods may still be paused: look at the Leases named"
                                    + " scalar-backup.* in the cluster, which say what to do.",
                            failure);
                }
            }
        } catch (IOException failure) {
            LOGGER.log(Level.SEVERE, "The journal of open pauses in " + directory + " can't be listed.", failure);
        }
        return entries;
    }

    void write(JournalEntry entry) throws IOException {
        Files.createDirectories(directory);
        Path file = file(entry.state().holder().window());
        Path fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
        byte[] content = JSON.writeValueAsBytes(entry);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                OWNER_ONLY)) {
            channel.write(ByteBuffer.wrap(content));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void forget(String window) throws IOException {
        Files.deleteIfExists(file(window));
    }

    private Path file(String window) {
        return directory.resolve(window + ENDING);
    }
}
