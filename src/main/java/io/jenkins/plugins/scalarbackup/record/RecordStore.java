package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The latest records, below JENKINS_HOME, so that neither log rotation nor a deleted build costs a restore point:
 * {@code ID.json} and {@code ID.txt} for each, and a {@link RecordIndex} that says whose they are.
 */
public final class RecordStore {
    /** How many records are kept where nobody says otherwise. */
    public static final int DEFAULT_KEPT = 10_000;

    private static final Logger LOGGER = Logger.getLogger(RecordStore.class.getName());
    static final String JSON = ".json";
    static final String TEXT = ".txt";

    private final Path directory;
    private final Retention retention;
    private final FindingStore findings;
    private final RecordIndex indexFile;
    /** Oldest first, by ID; null until it was needed. */
    private LinkedHashMap<String, RecordIndexEntry> index;
    /** For those who must not wait for the disk; null until it was needed. */
    private volatile Listing listing;
    /** Why the last record could not be written here; null where it could. */
    private volatile String trouble;
    /** Why they can't be listed; null where they can. */
    private volatile String unlisted;
    /** Windows that have no record yet, and whose jobs were deleted by now. */
    private final Set<String> ownerless = new HashSet<>();

    /**
     * What is kept, as pages ask for it.
     *
     * @param all the newest first
     * @param byJob the same by job, without those of jobs that were deleted
     */
    private record Listing(List<RecordIndexEntry> all, Map<String, List<RecordIndexEntry>> byJob) {
        static final Listing EMPTY = new Listing(List.of(), Map.of());

        static Listing of(LinkedHashMap<String, RecordIndexEntry> oldestFirst) {
            List<RecordIndexEntry> all = new ArrayList<>(oldestFirst.values());
            Collections.reverse(all);
            return new Listing(
                    List.copyOf(all),
                    all.stream()
                            .filter(entry -> !entry.jobDeleted())
                            .collect(Collectors.groupingBy(RecordIndexEntry::job, Collectors.toUnmodifiableList())));
        }
    }

    /**
     * @param directory where; made when needed
     * @param kept how many records to keep, asked at each writing
     * @param protectedWindows how many proven windows of each workload to keep whatever that limit is, asked as well
     */
    public RecordStore(Path directory, IntSupplier kept, IntSupplier protectedWindows) {
        this.directory = directory;
        retention = new Retention(kept, protectedWindows);
        findings = new FindingStore(directory);
        indexFile = new RecordIndex(directory);
    }

    /** What was learned of these windows since. */
    public FindingStore findings() {
        return findings;
    }

    /**
     * Keeps a record, and removes what is beyond the limit, see {@link Retention}. When it returns, the record is on disk. Where one of this
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
        try {
            // The text first: a record counts from its JSON on.
            write(file(id, TEXT), record.text());
            write(file(id, JSON), record.json());
            trouble = null;
        } catch (IOException unwritten) {
            trouble = unwritten.toString();
            throw unwritten;
        }
        LinkedHashMap<String, RecordIndexEntry> entries = index();
        RecordIndexEntry entry = RecordIndexEntry.of(report);
        entries.put(id, ownerless.remove(id) ? entry.ofDeletedJob() : entry);
        removeSurplus(entries, id);
        changed(entries);
        return record;
    }

    private void changed(LinkedHashMap<String, RecordIndexEntry> entries) {
        listing = Listing.of(entries);
        indexFile.write(entries);
    }

    /**
     * Why newer windows than those that are listed may be missing here; null where none is known to be. It is so from a
     * record that could not be written on until one can be, and as long as nothing can be written or listed.
     */
    public String trouble() {
        String known = trouble == null ? unlisted : trouble;
        // A controller that has just been started has not tried yet.
        return known != null || !Files.isDirectory(directory) || Files.isWritable(directory)
                ? known
                : directory + " is not writable";
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
        replace(
                oldJob,
                entry -> entry.isOf(oldJob)
                        ? entry.of(newJob)
                        // Of a job that had this name before, and whose end was missed.
                        : entry.isOf(newJob) ? entry.ofDeletedJob() : entry);
    }

    /**
     * There is no such job any more, or it is new: the records of this name are kept, and are not those of another job
     * that gets it.
     *
     * @param unrecorded the windows of the job that was deleted whose records are still to be written
     */
    public synchronized void deleted(String job, Collection<String> unrecorded) {
        replace(job, entry -> entry.isOf(job) ? entry.ofDeletedJob() : entry);
        LinkedHashMap<String, RecordIndexEntry> recorded = index;
        unrecorded.stream()
                .filter(id -> recorded == null || !recorded.containsKey(id))
                .forEach(ownerless::add);
    }

    private void replace(String job, UnaryOperator<RecordIndexEntry> change) {
        if (listing().byJob().containsKey(job)) {
            LinkedHashMap<String, RecordIndexEntry> entries = index;
            entries.replaceAll((id, entry) -> change.apply(entry));
            changed(entries);
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

    /** All that is kept, the newest first. From memory, but for the first time. */
    public List<RecordIndexEntry> all() {
        return listing().all();
    }

    /**
     * The latest records of the job that has this name now, the newest first. From memory, but for the first time.
     *
     * @param most how many at most
     */
    public List<RecordIndexEntry> ofJob(String job, int most) {
        List<RecordIndexEntry> all = listing().byJob().getOrDefault(job, List.of());
        return all.size() <= most ? all : List.copyOf(all.subList(0, most));
    }

    private Listing listing() {
        Listing known = listing;
        return known == null ? load() : known;
    }

    private synchronized Listing load() {
        if (listing == null) {
            try {
                listing = Listing.of(index());
                unlisted = null;
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "the backup records in " + directory + " can't be listed");
                unlisted = e.toString();
                return Listing.EMPTY;
            }
        }
        return listing;
    }

    /** Whether more records are protected than may be kept, so that the limit does not hold. */
    public boolean isOverLimit() {
        return retention.isOverLimit(all(), this::summary);
    }

    private FindingSummary summary(String id) {
        return FindingSummary.of(findings.of(id), Instant.now());
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
    private void removeSurplus(LinkedHashMap<String, RecordIndexEntry> entries, String written) {
        for (String id : retention.surplus(entries.values(), written, this::summary)) {
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
