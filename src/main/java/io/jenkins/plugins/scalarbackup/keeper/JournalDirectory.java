package io.jenkins.plugins.scalarbackup.keeper;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.scalarbackup.record.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The journal of open pauses: one file each, replaced as a whole. Secrets in entries are encrypted. */
final class JournalDirectory {
    private static final Logger LOGGER = Logger.getLogger(JournalDirectory.class.getName());
    private static final String ENDING = ".json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.ALWAYS))
            .enable(SerializationFeature.INDENT_OUTPUT)
            // An older plugin must still be able to unpause what a newer one paused.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // Components only: methods such as isRunning() are not part of a value.
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    private final Path directory;

    JournalDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * The journal's contents.
     *
     * @param entries the entries that could be read
     * @param unreadable those that could not be read; their files are left alone
     */
    record Contents(List<JournalEntry> entries, List<Unreadable> unreadable) {}

    /**
     * An entry whose pods may still be paused, but which can't be read to find out which.
     *
     * @param window the window's ID, which is the file's name
     * @param file the file; null if unknown
     * @param why the reason, for the reader
     */
    record Unreadable(String window, Path file, String why) {}

    /**
     * Reads all entries; must be called before anything is written. A broken file doesn't stop the others from being
     * read.
     */
    Contents read() {
        List<JournalEntry> entries = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (String window : windows(unreadable)) {
            try {
                DurableFile file = new DurableFile(file(window));
                file.removeIncomplete(JournalDirectory::parse);
                file.read(JournalDirectory::parse).ifPresent(entries::add);
            } catch (IOException | RuntimeException failure) {
                unreadable.add(unreadable(window, failure));
            }
        }
        return new Contents(entries, unreadable);
    }

    /**
     * Reads one entry; empty if there is none (any more).
     *
     * @throws IOException if it exists and can't be read
     */
    Optional<JournalEntry> read(String window) throws IOException {
        return new DurableFile(file(window)).read(JournalDirectory::parse);
    }

    private static JournalEntry parse(byte[] content) throws IOException {
        JournalEntry entry = JSON.readValue(content, JournalEntry.class);
        if (entry == null || entry.state() == null || entry.build() == null) {
            throw new IOException("it is incomplete");
        }
        return entry;
    }

    Unreadable unreadable(String window, Throwable failure) {
        Path file = file(window);
        LOGGER.log(
                Level.SEVERE,
                "The journal of an open pause, " + file + ", can't be read. Its pods may still be paused: look at the"
                        + " Leases named scalar-backup.* in the cluster, which say what to do.",
                failure);
        return new Unreadable(window, file, firstLine(failure));
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private SortedSet<String> windows(List<Unreadable> unreadable) {
        SortedSet<String> windows = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> DurableFile.finalName(directory.relativize(file).toString()))
                    .filter(name -> name.endsWith(ENDING))
                    .forEach(name -> windows.add(name.substring(0, name.length() - ENDING.length())));
        } catch (NoSuchFileException nothingYet) {
            return windows;
        } catch (IOException | RuntimeException failure) {
            LOGGER.log(Level.SEVERE, "The journal of open pauses in " + directory + " can't be listed.", failure);
            unreadable.add(new Unreadable("unknown", directory, firstLine(failure)));
        }
        return windows;
    }

    void write(JournalEntry entry) throws IOException {
        new DurableFile(file(entry.state().holder().window())).write(JSON.writeValueAsBytes(entry));
    }

    void forget(String window) throws IOException {
        new DurableFile(file(window)).delete();
    }

    private Path file(String window) {
        return directory.resolve(window + ENDING);
    }
}
