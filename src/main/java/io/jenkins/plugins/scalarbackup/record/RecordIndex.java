package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /** How the file's name goes on where it can't be read and is made anew: what only it knew may still be read by a person. */
    private static final String DAMAGED = ".damaged";

    private final Path directory;

    RecordIndex(Path directory) {
        this.directory = directory;
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
                            + " next one that is has all that it lacks. Should the controller stop before, it is made from"
                            + " the records again, which know nothing of jobs that were renamed or deleted since");
        }
    }

    /** Of each record that is there, the oldest first, by ID. What was missing in the file is in it afterwards. */
    LinkedHashMap<String, RecordIndexEntry> read() throws IOException {
        LinkedHashMap<String, FileTime> files = files();
        Map<String, String> jobs = new HashMap<>();
        LinkedHashMap<String, RecordIndexEntry> entries = written(jobs);
        entries.keySet().retainAll(files.keySet());
        List<String> missing =
                files.keySet().stream().filter(id -> !entries.containsKey(id)).toList();
        if (missing.isEmpty()) {
            return entries;
        }
        int known = entries.size();
        missing.forEach(id -> readInto(entries, id, jobs.get(id)));
        LOGGER.log(
                Level.INFO,
                "{0} of {1} backup records in {2} were not in its index and were read again",
                new Object[] {missing.size(), files.size(), directory});
        LinkedHashMap<String, RecordIndexEntry> inOrder = new LinkedHashMap<>();
        files.keySet().stream()
                .map(entries::get)
                .filter(Objects::nonNull)
                .forEach(entry -> inOrder.put(entry.id(), entry));
        if (inOrder.size() > known) {
            // Or else every start would read them all.
            write(inOrder);
        }
        return inOrder;
    }

    private void readInto(Map<String, RecordIndexEntry> entries, String id, String job) {
        try {
            RecordIndexEntry entry = recorded(id);
            if (entry != null && entry.id().equals(id)) {
                entries.put(id, job == null ? entry : entry.of(job));
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "the backup record " + id + " in " + directory + " can't be read");
        }
    }

    private RecordIndexEntry recorded(String id) throws IOException {
        Optional<String> json = RecordStore.json(directory.resolve(id + RecordStore.JSON));
        return json.isEmpty() ? null : RecordIndexEntry.of(BuildRecord.read(json.get()));
    }

    /**
     * What the file says.
     *
     * @param jobs gets the name of each record's job, also of entries that lack something: no record knows of a move
     */
    private LinkedHashMap<String, RecordIndexEntry> written(Map<String, String> jobs) {
        LinkedHashMap<String, RecordIndexEntry> entries = new LinkedHashMap<>();
        try {
            Optional<String> json = RecordStore.json(directory.resolve(INDEX));
            if (json.isPresent() && RecordJson.read(json.get()).get("records") instanceof List<?> list) {
                for (Object element : list) {
                    noteJob(jobs, element);
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
                            + " made from the records again. Of jobs that were renamed or deleted since, their records"
                            + " know nothing. What is left of it is kept as " + INDEX + DAMAGED);
            setAside();
        }
        return entries;
    }

    private void setAside() {
        try {
            Files.move(
                    directory.resolve(INDEX), directory.resolve(INDEX + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException stays) {
            LOGGER.log(Level.WARNING, stays, () -> directory.resolve(INDEX) + " can't be moved");
        }
    }

    private static void noteJob(Map<String, String> jobs, Object element) {
        if (element instanceof Map<?, ?> map
                && map.get("id") instanceof String id
                && map.get("job") instanceof String job) {
            jobs.put(id, job);
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

    /** The records' IDs, the oldest first; what an interrupted writing left behind is cleared away. */
    private LinkedHashMap<String, FileTime> files() throws IOException {
        Map<String, FileTime> found = new HashMap<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
                for (Path path : paths) {
                    look(path, found);
                }
            }
        }
        LinkedHashMap<String, FileTime> sorted = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Map.Entry.<String, FileTime>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** What is wrong with one file ends the looking at no other. */
    private void look(Path path, Map<String, FileTime> found) {
        String name = directory.relativize(path).toString();
        if (name.endsWith(UNFINISHED_ONCE) || name.endsWith(RecordStore.TEXT + DurableFile.UNFINISHED)) {
            DurableFile.discard(path);
            return;
        }
        String finished = DurableFile.finished(name);
        if (!finished.equals(name)) {
            new DurableFile(directory.resolve(finished)).tidy(RecordStore::whole);
        }
        if (finished.endsWith(RecordStore.JSON) && !finished.endsWith(FindingStore.SUFFIX) && !finished.equals(INDEX)) {
            try {
                found.merge(
                        finished.substring(0, finished.length() - RecordStore.JSON.length()),
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
