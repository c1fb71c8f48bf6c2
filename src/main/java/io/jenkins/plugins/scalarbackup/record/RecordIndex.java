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
 * An index of the stored records, in a file beside them. It only saves reading the records: entries that it lacks are
 * read from them, and entries without a record are dropped.
 */
final class RecordIndex {
    private static final Logger LOGGER = Logger.getLogger(RecordIndex.class.getName());
    /** No record's file can have this name, since no ID begins with a dot. */
    private static final String INDEX = ".index.json";
    /** The suffix of temporary files of earlier versions, which an interrupted write left behind. */
    private static final String FORMER_UNFINISHED = ".tmp";

    private final Path directory;
    private final JobChanges jobs;

    /**
     * @param directory the directory of the records
     * @param jobs the changes of the records' jobs, which are known even if the index is lost
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

    /** Returns the entry of each existing record by ID, the oldest first. Adds missing entries to the file. */
    LinkedHashMap<String, RecordIndexEntry> read() throws IOException {
        Map<String, FileTime> files = files();
        Map<String, Change> jobsInFile = new HashMap<>();
        LinkedHashMap<String, RecordIndexEntry> known = readFile(jobsInFile);
        jobs.read(known.values());
        known.keySet().retainAll(files.keySet());
        known.replaceAll((id, entry) -> jobs.withCurrentJob(entry));
        List<String> missing =
                files.keySet().stream().filter(id -> !known.containsKey(id)).toList();
        if (missing.isEmpty()) {
            return known;
        }
        Comparator<RecordIndexEntry> byAge = byAge(files);
        List<RecordIndexEntry> found = missing.stream()
                .flatMap(id -> readRecord(id).stream())
                .map(entry -> jobsInFile.containsKey(entry.id())
                        ? jobsInFile.get(entry.id()).applyTo(entry)
                        : entry)
                .map(jobs::withCurrentJob)
                .sorted(byAge)
                .toList();
        LOGGER.log(
                Level.INFO,
                "{0} of {1} backup records in {2} were not in its index and were read again",
                new Object[] {missing.size(), files.size(), directory});
        LinkedHashMap<String, RecordIndexEntry> inOrder = merged(known.values(), found, byAge);
        if (!found.isEmpty()) {
            // Otherwise, every start would read them all.
            write(inOrder);
        }
        return inOrder;
    }

    /**
     * Compares by the start of the pause, which is intact in a copied directory; only then by the time the file was
     * written.
     */
    private static Comparator<RecordIndexEntry> byAge(Map<String, FileTime> files) {
        return Comparator.comparing(
                        RecordIndexEntry::pauseStarted, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
                .thenComparing(entry -> files.get(entry.id()))
                .thenComparing(RecordIndexEntry::id);
    }

    /**
     * Merges both lists. Entries of the index keep their order; each missing entry is inserted before the first younger
     * one.
     */
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

    private Optional<RecordIndexEntry> readRecord(String id) {
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
     * Reads the index file.
     *
     * @param jobsInFile receives the job of each record, also from incomplete entries
     */
    private LinkedHashMap<String, RecordIndexEntry> readFile(Map<String, Change> jobsInFile) {
        LinkedHashMap<String, RecordIndexEntry> entries = new LinkedHashMap<>();
        try {
            Optional<String> json = RecordDirectory.json(directory.resolve(INDEX));
            if (json.isPresent() && RecordJson.read(json.get()).get("records") instanceof List<?> list) {
                for (Object element : list) {
                    noteJob(jobsInFile, element);
                    RecordIndexEntry entry = entry(element);
                    if (entry != null && entry.isComplete()) {
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

    private static void noteJob(Map<String, Change> jobsInFile, Object element) {
        if (element instanceof Map<?, ?> map
                && map.get("id") instanceof String id
                && map.get("job") instanceof String job) {
            jobsInFile.put(id, new Change(id, job, Boolean.TRUE.equals(map.get("jobDeleted"))));
        }
    }

    /** Returns null if it is not an entry; the record itself is read then. */
    private static RecordIndexEntry entry(Object element) {
        try {
            // The index of an earlier version lacks the workloads.
            return element instanceof Map<?, ?> map && map.containsKey("workloads")
                    ? RecordJson.convert(map, RecordIndexEntry.class)
                    : null;
        } catch (IllegalArgumentException other) {
            return null;
        }
    }

    /** Returns by ID when each record's file was written. Removes the leftovers of interrupted writes. */
    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> found = new HashMap<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
                for (Path path : paths) {
                    addFile(path, found);
                }
            } catch (DirectoryIteratorException unreadable) {
                throw unreadable.getCause();
            }
        }
        return found;
    }

    /** An unreadable file must not end the search. */
    private void addFile(Path path, Map<String, FileTime> found) {
        String name = directory.relativize(path).toString();
        if (name.endsWith(FORMER_UNFINISHED) || name.endsWith(RecordDirectory.TEXT + DurableFile.UNFINISHED)) {
            DurableFile.discard(path);
            return;
        }
        String finished = DurableFile.finalName(name);
        if (!finished.equals(name)) {
            new DurableFile(directory.resolve(finished)).removeIncomplete(RecordDirectory::whole);
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
