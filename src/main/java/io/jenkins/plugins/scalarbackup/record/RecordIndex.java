package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.record.JobChanges.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whose records the kept ones are, in a file beside them. It is only a shortcut: what it misses is read from the records,
 * and what it has too much is dropped.
 */
final class RecordIndex {
    private static final Logger LOGGER = Logger.getLogger(RecordIndex.class.getName());
    /** No record's file can be called so, since no ID begins with a dot. */
    private static final String INDEX = ".index.json";
    /** What an earlier version left of a writing that was interrupted. */
    private static final String UNFINISHED_ONCE = ".tmp";

    private final Path directory;
    private final JobChanges jobs;

    /**
     * The index of a directory.
     *
     * @param jobs what became of the records' jobs, which is known also where the index is lost
     */
    RecordIndex(Path directory, JobChanges jobs) {
        this.directory = directory;
        this.jobs = jobs;
    }

    void write(LinkedHashMap<String, RecordIndexEntry> entries) {
        try {
            new DurableFile(directory.resolve(INDEX))
                    .write(RecordJson.write(Map.of("records", entries.values())).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "the index of the backup records in " + directory + " was not written; the"
                            + " next one that is has all that it lacks. Should the controller stop before, what it lacks is"
                            + " read from the records");
        }
    }

    /** Of each record that is there, the oldest first, by ID. What was missing in the file is in it afterwards. */
    LinkedHashMap<String, RecordIndexEntry> read() throws IOException {
        Map<String, FileTime> files = files();
        Map<String, Change> said = new HashMap<>();
        LinkedHashMap<String, RecordIndexEntry> known = written(said);
        jobs.read(known.values());
        known.keySet().retainAll(files.keySet());
        known.replaceAll((id, entry) -> jobs.on(entry));
        List<String> missing =
                files.keySet().stream().filter(id -> !known.containsKey(id)).toList();
        if (missing.isEmpty()) {
            return known;
        }
        Comparator<RecordIndexEntry> byAge = byAge(files);
        List<RecordIndexEntry> found = missing.stream()
                .flatMap(id -> recorded(id).stream())
                .map(entry ->
                        said.containsKey(entry.id()) ? said.get(entry.id()).on(entry) : entry)
                .map(jobs::on)
                .sorted(byAge)
                .toList();
        LOGGER.log(
                Level.INFO,
                "{0} of {1} backup records in {2} were not in its index and were read again",
                new Object[] {missing.size(), files.size(), directory});
        LinkedHashMap<String, RecordIndexEntry> inOrder = merged(known.values(), found, byAge);
        if (!found.isEmpty()) {
            // Or else every start would read them all.
            write(inOrder);
        }
        return inOrder;
    }

    /** By when its pause began, which a copied directory says as well; by when its file was written only then. */
    private static Comparator<RecordIndexEntry> byAge(Map<String, FileTime> files) {
        return Comparator.comparing(
                        RecordIndexEntry::pauseStarted, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
                .thenComparing(entry -> files.get(entry.id()))
                .thenComparing(RecordIndexEntry::id);
    }

    /** What the index had stays in the order in which it was written; each that it lacked comes before the first younger one. */
    private static LinkedHashMap<String, RecordIndexEntry> merged(
            Collection<RecordIndexEntry> known, List<RecordIndexEntry> found, Comparator<RecordIndexEntry> byAge) {
        LinkedHashMap<String, RecordIndexEntry> inOrder = new LinkedHashMap<>();
        Deque<RecordIndexEntry> left = new ArrayDeque<>(found);
        for (RecordIndexEntry entry : known) {
            while (!left.isEmpty() && byAge.compare(left.peek(), entry) < 0) {
                inOrder.put(left.peek().id(), left.pop());
            }
            inOrder.put(entry.id(), entry);
        }
        left.forEach(entry -> inOrder.put(entry.id(), entry));
        return inOrder;
    }

    private Optional<RecordIndexEntry> recorded(String id) {
        try {
            Optional<String> json = RecordDirectory.json(directory.resolve(id + RecordDirectory.JSON));
            RecordIndexEntry entry = json.isEmpty() ? null : RecordIndexEntry.of(BuildRecord.read(json.get()));
            return Optional.ofNullable(entry).filter(one -> one.id().equals(id));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "the backup record " + id + " in " + directory + " can't be read");
            return Optional.empty();
        }
    }

    /**
     * What the file says.
     *
     * @param said gets what became of each record's job, also by entries that lack something
     */
    private LinkedHashMap<String, RecordIndexEntry> written(Map<String, Change> said) {
        LinkedHashMap<String, RecordIndexEntry> entries = new LinkedHashMap<>();
        try {
            Optional<String> json = RecordDirectory.json(directory.resolve(INDEX));
            if (json.isPresent() && RecordJson.read(json.get()).get("records") instanceof List<?> list) {
                for (Object element : list) {
                    noteJob(said, element);
                    RecordIndexEntry entry = entry(element);
                    if (entry != null && entry.isWhole()) {
                        entries.put(entry.id(), entry);
                    }
                }
            }
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "the index of the backup records in " + directory + " can't be read; it is"
                            + " made from the records again. What is left of it is kept as " + INDEX
                            + DurableFile.DAMAGED);
            new DurableFile(directory.resolve(INDEX)).setAside();
        }
        return entries;
    }

    private static void noteJob(Map<String, Change> said, Object element) {
        if (element instanceof Map<?, ?> map
                && map.get("id") instanceof String id
                && map.get("job") instanceof String job) {
            said.put(id, new Change(id, job, Boolean.TRUE.equals(map.get("jobDeleted"))));
        }
    }

    /** Null where it is none; then the record is read. */
    private static RecordIndexEntry entry(Object element) {
        try {
            // An index of an earlier version does not have the workloads.
            return element instanceof Map<?, ?> map && map.containsKey("workloads")
                    ? RecordJson.convert(map, RecordIndexEntry.class)
                    : null;
        } catch (IllegalArgumentException other) {
            return null;
        }
    }

    /** When each record's file was written, by ID; what an interrupted writing left behind is cleared away. */
    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> found = new HashMap<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
                for (Path path : paths) {
                    look(path, found);
                }
            } catch (DirectoryIteratorException unreadable) {
                throw unreadable.getCause();
            }
        }
        return found;
    }

    /** What is wrong with one file ends the looking at no other. */
    private void look(Path path, Map<String, FileTime> found) {
        String name = directory.relativize(path).toString();
        if (name.endsWith(UNFINISHED_ONCE) || name.endsWith(RecordDirectory.TEXT + DurableFile.UNFINISHED)) {
            DurableFile.discard(path);
            return;
        }
        String finished = DurableFile.finished(name);
        if (!finished.equals(name)) {
            new DurableFile(directory.resolve(finished)).tidy(RecordDirectory::whole);
        }
        if (finished.endsWith(RecordDirectory.JSON)
                && !finished.endsWith(FindingStore.SUFFIX)
                && !finished.startsWith(".")) {
            try {
                found.merge(
                        finished.substring(0, finished.length() - RecordDirectory.JSON.length()),
                        Files.getLastModifiedTime(path),
                        (one, other) -> one.compareTo(other) < 0 ? one : other);
            } catch (NoSuchFileException tidied) {
                LOGGER.log(Level.FINE, "{0} was torn, and is gone", path);
            } catch (IOException unreadable) {
                LOGGER.log(Level.WARNING, unreadable, () -> "the backup record " + path + " can't be read");
            }
        }
    }
}
