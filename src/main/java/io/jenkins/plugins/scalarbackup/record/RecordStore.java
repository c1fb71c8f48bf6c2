package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 * {@code ID.json} and {@code ID.txt} for each, and a {@link RecordIndex} that says whose they are.
 */
public final class RecordStore {
    /** How many records are kept where nobody says otherwise. */
    public static final int DEFAULT_KEPT = 1_000;

    private static final Logger LOGGER = Logger.getLogger(RecordStore.class.getName());
    static final String JSON = ".json";
    static final String TEXT = ".txt";

    private final Path directory;
    private final IntSupplier kept;
    private final FindingStore findings;
    private final RecordIndex indexFile;
    /** Oldest first, by ID; null until it was needed. */
    private LinkedHashMap<String, RecordIndexEntry> index;
    /** Newest first, by job, for those who must not wait for the disk; null until it was needed. */
    private volatile Map<String, List<RecordIndexEntry>> byJob;

    /**
     * @param directory where; made when needed
     * @param kept how many records to keep, asked at each writing
     */
    public RecordStore(Path directory, IntSupplier kept) {
        this.directory = directory;
        this.kept = kept;
        findings = new FindingStore(directory);
        indexFile = new RecordIndex(directory);
    }

    /** What was learned of these windows since. */
    public FindingStore findings() {
        return findings;
    }

    /**
     * Keeps a record, and removes the oldest beyond the limit. When it returns, the record is on disk. Where one of this
     * window is kept already, that one stands: a controller that crashed before its journal said so may make another,
     * and what it can't prove any more does not take back what was proven.
     *
     * @return the one that stands
     */
    public synchronized RecordFiles write(BuildRecord report) throws IOException {
        String id = report.id();
        Optional<RecordFiles> first = kept(id);
        if (first.isPresent()) {
            return first.get();
        }
        RecordFiles record = RecordFiles.of(report);
        // The text first: a record counts from its JSON on.
        write(file(id, TEXT), record.text());
        write(file(id, JSON), record.json());
        LinkedHashMap<String, RecordIndexEntry> entries = index();
        entries.put(id, RecordIndexEntry.of(report));
        removeOldest(entries);
        byJob = byJob(entries);
        indexFile.write(entries);
        return record;
    }

    private static void write(Path file, String content) throws IOException {
        new DurableFile(file).write(content.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<RecordFiles> kept(String id) throws IOException {
        try {
            Optional<String> json = json(id);
            return json.isPresent() && id.equals(RecordJson.read(json.get()).get("id"))
                    ? Optional.of(new RecordFiles(id, json.get(), text(id).orElseGet(json::get)))
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
        findings.moved(oldJob, newJob);
        try {
            LinkedHashMap<String, RecordIndexEntry> entries = index();
            if (entries.values().stream().anyMatch(entry -> entry.job().equals(oldJob))) {
                entries.replaceAll((id, entry) -> entry.job().equals(oldJob) ? entry.of(newJob) : entry);
                byJob = byJob(entries);
                indexFile.write(entries);
            }
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "the backup records of " + oldJob + ", which is " + newJob + " now, can't be listed");
        }
    }

    /** A record as steps return it, with all that is in its file; empty when it is not kept (any more). */
    public Optional<Map<String, Object>> read(String id) throws IOException {
        Optional<String> json = json(id);
        return json.isEmpty() ? Optional.empty() : Optional.of(RecordJson.read(json.get()));
    }

    /** A record as pages read it, as far as this version knows it; empty when it is not kept (any more). */
    public Optional<BuildRecord> record(String id) throws IOException {
        Optional<String> json = json(id);
        return json.isEmpty() ? Optional.empty() : Optional.of(BuildRecord.read(json.get()));
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
    public synchronized List<RecordIndexEntry> all() throws IOException {
        List<RecordIndexEntry> all = new ArrayList<>(index().values());
        Collections.reverse(all);
        return all;
    }

    /** A build's records, in the order in which they were first written. */
    public synchronized List<RecordIndexEntry> ofBuild(String job, long number) throws IOException {
        return index().values().stream()
                .filter(entry -> entry.job().equals(job) && entry.number() == number)
                .toList();
    }

    /**
     * A job's latest records, the newest first. From memory, but for the first time.
     *
     * @param most how many at most
     */
    public List<RecordIndexEntry> ofJob(String job, int most) {
        Map<String, List<RecordIndexEntry>> known = byJob;
        List<RecordIndexEntry> all = (known == null ? loadByJob() : known).getOrDefault(job, List.of());
        return all.size() <= most ? all : List.copyOf(all.subList(0, most));
    }

    private synchronized Map<String, List<RecordIndexEntry>> loadByJob() {
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

    private static Map<String, List<RecordIndexEntry>> byJob(LinkedHashMap<String, RecordIndexEntry> entries) {
        Map<String, List<RecordIndexEntry>> jobs = new HashMap<>();
        entries.values().forEach(entry -> jobs.computeIfAbsent(entry.job(), job -> new ArrayList<>())
                .add(0, entry));
        jobs.replaceAll((job, records) -> List.copyOf(records));
        return jobs;
    }

    private Path file(String id, String suffix) {
        checkId(id);
        return directory.resolve(id + suffix);
    }

    /** What the store knows of a record; empty when it is not kept (any more). */
    public synchronized Optional<RecordIndexEntry> find(String id) throws IOException {
        return Optional.ofNullable(index().get(id));
    }

    /** Whether a text can be a window's ID at all. */
    public static boolean isId(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
    }

    /** An ID names a file, and may come from a URL. */
    static void checkId(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("no ID of a window: " + id);
        }
    }

    static Optional<String> json(Path file) throws IOException {
        return new DurableFile(file).read(RecordStore::whole);
    }

    static String whole(byte[] content) throws IOException {
        String json = new String(content, StandardCharsets.UTF_8);
        RecordJson.read(json);
        return json;
    }

    private LinkedHashMap<String, RecordIndexEntry> index() throws IOException {
        if (index == null) {
            index = indexFile.read();
        }
        return index;
    }

    /** One that can't be removed costs no new record. */
    private void removeOldest(LinkedHashMap<String, RecordIndexEntry> entries) {
        int surplus = entries.size() - Math.max(1, kept.getAsInt());
        if (surplus <= 0) {
            return;
        }
        for (String id : entries.keySet().stream().limit(surplus).toList()) {
            try {
                new DurableFile(file(id, JSON)).delete();
                new DurableFile(file(id, TEXT)).delete();
                findings.remove(id);
                entries.remove(id);
            } catch (IOException kept) {
                LOGGER.log(Level.WARNING, kept, () -> "the old backup record " + id + " can't be removed");
            }
        }
    }
}
