package io.jenkins.plugins.scalarbackup.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The latest records, below JENKINS_HOME, so that neither log rotation nor a deleted build costs a restore point:
 * {@code ID.json} and {@code ID.txt} for each, and an index that says whose they are. The index is only a shortcut: what
 * it misses is read from the records, and what it has too much is dropped.
 */
public final class RecordStore {
    /** How many records are kept where nobody says otherwise. */
    public static final int DEFAULT_KEPT = 1_000;

    private static final Logger LOGGER = Logger.getLogger(RecordStore.class.getName());
    private static final String JSON = ".json";
    private static final String TEXT = ".txt";
    /** No record's file can be called so, since no ID begins with a dot. */
    private static final String INDEX = ".index.json";
    /** What an earlier version left of a writing that was interrupted. */
    private static final String UNFINISHED_ONCE = ".tmp";

    private final Path directory;
    private final IntSupplier kept;
    /** Oldest first, by ID; null until it was needed. */
    private LinkedHashMap<String, StoredRecord> index;
    /** Newest first, by job, for those who must not wait for the disk; null until it was needed. */
    private volatile Map<String, List<StoredRecord>> byJob;

    /**
     * @param directory where; made when needed
     * @param kept how many records to keep, asked at each writing
     */
    public RecordStore(Path directory, IntSupplier kept) {
        this.directory = directory;
        this.kept = kept;
    }

    /**
     * Keeps a record, and removes the oldest beyond the limit. When it returns, the record is on disk. Where one of this
     * window is kept already, that one stands: a controller that crashed before its journal said so may make another,
     * and what it can't prove any more does not take back what was proven.
     *
     * @return the one that stands
     */
    public synchronized KeptRecord write(Report report) throws IOException {
        String id = report.window().id();
        Optional<KeptRecord> first = kept(id);
        if (first.isPresent()) {
            return first.get();
        }
        KeptRecord record = KeptRecord.of(report);
        // The text first: a record counts from its JSON on.
        write(file(id, TEXT), record.text());
        write(file(id, JSON), record.json());
        LinkedHashMap<String, StoredRecord> entries = index();
        entries.put(id, StoredRecord.ofRecord(record.asMap()));
        removeOldest(entries);
        byJob = byJob(entries);
        writeIndex(entries);
        return record;
    }

    private static void write(Path file, String content) throws IOException {
        new DurableFile(file).write(content.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<KeptRecord> kept(String id) throws IOException {
        try {
            Optional<String> json = json(id);
            return json.isPresent() && id.equals(RecordJson.read(json.get()).get("id"))
                    ? Optional.of(new KeptRecord(id, json.get(), text(id).orElseGet(json::get)))
                    : Optional.empty();
        } catch (IOException spoilt) {
            LOGGER.log(Level.WARNING, spoilt, () -> file(id, JSON) + " is no record, and is replaced");
            return Optional.empty();
        }
    }

    /**
     * A job has another full name now: its records are found under that. The records themselves go on saying what it was
     * called, so this is known as long as the index is.
     */
    public synchronized void moved(String oldJob, String newJob) {
        try {
            LinkedHashMap<String, StoredRecord> entries = index();
            if (entries.values().stream().anyMatch(entry -> entry.job().equals(oldJob))) {
                entries.replaceAll((id, entry) -> entry.job().equals(oldJob) ? entry.of(newJob) : entry);
                byJob = byJob(entries);
                writeIndex(entries);
            }
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "the backup records of " + oldJob + ", which is " + newJob + " now, can't be listed");
        }
    }

    /** A record as the structure that steps return; empty when it is not kept (any more). */
    public Optional<Map<String, Object>> read(String id) throws IOException {
        Optional<String> json = json(id);
        return json.isEmpty() ? Optional.empty() : Optional.of(RecordJson.read(json.get()));
    }

    /** The content of a record's {@code consistent-backup.json}. */
    public Optional<String> json(String id) throws IOException {
        return json(file(id, JSON));
    }

    /** The content of a record's {@code consistent-backup.txt}. */
    public Optional<String> text(String id) throws IOException {
        try {
            // Finished before its JSON was begun.
            return Optional.of(Files.readString(file(id, TEXT)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** All that is kept, the newest first. */
    public synchronized List<StoredRecord> all() throws IOException {
        List<StoredRecord> all = new ArrayList<>(index().values());
        Collections.reverse(all);
        return all;
    }

    /** A build's records, in the order in which they were first written. */
    public synchronized List<StoredRecord> ofBuild(String job, long number) throws IOException {
        return index().values().stream()
                .filter(entry -> entry.job().equals(job) && entry.number() == number)
                .toList();
    }

    /**
     * A job's latest records, the newest first. From memory, but for the first time.
     *
     * @param most how many at most
     */
    public List<StoredRecord> ofJob(String job, int most) {
        Map<String, List<StoredRecord>> known = byJob;
        List<StoredRecord> all = (known == null ? loadByJob() : known).getOrDefault(job, List.of());
        return all.size() <= most ? all : List.copyOf(all.subList(0, most));
    }

    private synchronized Map<String, List<StoredRecord>> loadByJob() {
        if (byJob == null) {
            try {
                byJob = byJob(index());
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "the backup records in " + directory + " can't be listed");
                return Map.of();
            }
        }
        return byJob;
    }

    private static Map<String, List<StoredRecord>> byJob(LinkedHashMap<String, StoredRecord> entries) {
        Map<String, List<StoredRecord>> jobs = new HashMap<>();
        entries.values().forEach(entry -> jobs.computeIfAbsent(entry.job(), job -> new ArrayList<>())
                .add(0, entry));
        jobs.replaceAll((job, records) -> List.copyOf(records));
        return jobs;
    }

    private Path file(String id, String suffix) {
        checkId(id);
        return directory.resolve(id + suffix);
    }

    /** An ID names a file, and may come from a URL. */
    private static void checkId(String id) {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,199}")) {
            throw new IllegalArgumentException("no ID of a window: " + id);
        }
    }

    private static Optional<String> json(Path file) throws IOException {
        return new DurableFile(file).read(RecordStore::whole);
    }

    private static String whole(byte[] content) throws IOException {
        String json = new String(content, StandardCharsets.UTF_8);
        RecordJson.read(json);
        return json;
    }

    /** One that can't be removed costs no new record. */
    private void removeOldest(LinkedHashMap<String, StoredRecord> entries) {
        int surplus = entries.size() - Math.max(1, kept.getAsInt());
        if (surplus <= 0) {
            return;
        }
        for (String id : entries.keySet().stream().limit(surplus).toList()) {
            try {
                new DurableFile(file(id, JSON)).delete();
                new DurableFile(file(id, TEXT)).delete();
                entries.remove(id);
            } catch (IOException kept) {
                LOGGER.log(Level.WARNING, kept, () -> "the old backup record " + id + " can't be removed");
            }
        }
    }

    private void writeIndex(LinkedHashMap<String, StoredRecord> entries) {
        List<Object> list = new ArrayList<>();
        entries.values().forEach(entry -> list.add(entry.asMap()));
        try {
            write(directory.resolve(INDEX), RecordJson.write(Map.of("records", list)));
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "the index of the backup records in " + directory + " was not written; it"
                            + " will be made from the records again");
        }
    }

    private LinkedHashMap<String, StoredRecord> index() throws IOException {
        if (index == null) {
            index = load();
        }
        return index;
    }

    private LinkedHashMap<String, StoredRecord> load() throws IOException {
        LinkedHashMap<String, FileTime> files = files();
        LinkedHashMap<String, StoredRecord> entries = readIndex();
        entries.keySet().retainAll(files.keySet());
        for (String id : files.keySet()) {
            if (!entries.containsKey(id)) {
                try {
                    StoredRecord entry = read(id).map(StoredRecord::ofRecord).orElse(null);
                    if (entry != null && entry.id().equals(id)) {
                        entries.put(id, entry);
                    }
                } catch (IOException e) {
                    LOGGER.log(Level.WARNING, e, () -> "the backup record " + file(id, JSON) + " can't be read");
                }
            }
        }
        return entries;
    }

    private LinkedHashMap<String, StoredRecord> readIndex() {
        LinkedHashMap<String, StoredRecord> entries = new LinkedHashMap<>();
        try {
            Optional<String> json = json(directory.resolve(INDEX));
            if (json.isPresent() && RecordJson.read(json.get()).get("records") instanceof List<?> list) {
                for (Object element : list) {
                    StoredRecord entry = element instanceof Map<?, ?> map ? StoredRecord.ofIndex(map) : null;
                    if (entry != null) {
                        entries.put(entry.id(), entry);
                    }
                }
            }
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "the index of the backup records in " + directory + " can't be read; it is"
                            + " made from the records again");
        }
        return entries;
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
        if (name.endsWith(UNFINISHED_ONCE) || name.endsWith(TEXT + DurableFile.UNFINISHED)) {
            DurableFile.discard(path);
            return;
        }
        String finished = DurableFile.finished(name);
        if (!finished.equals(name)) {
            new DurableFile(directory.resolve(finished)).tidy(RecordStore::whole);
        }
        if (finished.endsWith(JSON) && !finished.equals(INDEX) && Files.exists(path)) {
            try {
                found.merge(
                        finished.substring(0, finished.length() - JSON.length()),
                        Files.getLastModifiedTime(path),
                        (one, other) -> one.compareTo(other) < 0 ? one : other);
            } catch (IOException unreadable) {
                LOGGER.log(Level.WARNING, unreadable, () -> "the backup record " + path + " can't be read");
            }
        }
    }
}
