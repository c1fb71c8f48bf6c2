package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The latest records, below JENKINS_HOME, so that neither log rotation nor a deleted build costs a restore point:
 * {@code ID.json} and {@code ID.txt} for each, and a {@link RecordIndex} that says whose they are.
 */
public final class RecordStore {
    /** How many records are kept where nobody says otherwise. */
    public static final int DEFAULT_KEPT = 10_000;

    private static final Logger LOGGER = Logger.getLogger(RecordStore.class.getName());

    private final Path directory;
    private final RecordDirectory files;
    private final Retention retention;
    private final FindingStore findings;
    private final JobChanges jobs;
    private final RecordIndex indexFile;
    /** Oldest first, by ID; null until it was needed. */
    private LinkedHashMap<String, RecordIndexEntry> index;
    /** For those who must not wait for the disk; null until it was needed. */
    private volatile RecordListing listing;

    private final DiskTrouble trouble;

    /**
     * @param directory where; made when needed
     * @param kept how many records to keep, asked at each writing
     * @param protectedWindows how many proven windows of each workload to keep whatever that limit is, asked as well
     */
    public RecordStore(Path directory, IntSupplier kept, IntSupplier protectedWindows) {
        this(directory, kept, protectedWindows, System::nanoTime);
    }

    RecordStore(Path directory, IntSupplier kept, IntSupplier protectedWindows, LongSupplier nanoTime) {
        this.directory = directory;
        files = new RecordDirectory(directory);
        retention = new Retention(kept, protectedWindows, nanoTime);
        findings = new FindingStore(directory);
        jobs = new JobChanges(directory);
        indexFile = new RecordIndex(directory, jobs);
        trouble = new DiskTrouble(directory, nanoTime);
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
        Optional<RecordFiles> first = files.find(id);
        if (first.isPresent()) {
            return first.get();
        }
        RecordFiles record = RecordFiles.of(report);
        // Before there is one more, which the index does not have yet.
        listing();
        try {
            files.write(record);
            trouble.written();
        } catch (IOException unwritten) {
            trouble.notWritten(unwritten);
            throw unwritten;
        }
        LinkedHashMap<String, RecordIndexEntry> entries = index();
        entries.put(id, jobs.on(RecordIndexEntry.of(report)));
        removeSurplus(entries, id);
        changed(entries);
        return record;
    }

    private void changed(LinkedHashMap<String, RecordIndexEntry> entries) {
        listing = RecordListing.of(entries);
        indexFile.write(entries);
    }

    /**
     * Why newer windows than those that are listed may be missing here; null where none is known to be. It is so from a
     * record that could not be written on until one can be, and as long as nothing can be written or listed. Looks at no disk.
     */
    public String trouble() {
        return trouble.known();
    }

    /** Looks at the disk, so that {@link #trouble()} knows. */
    public void lookForTrouble() {
        trouble.look();
    }

    /**
     * A job has another full name now: its records are found under that. The records themselves go on saying what it was
     * called.
     *
     * @param unrecorded the job's windows whose records are still to be written
     */
    public synchronized void moved(String oldJob, String newJob, Collection<String> unrecorded) {
        findings.moved(oldJob, newJob);
        replace(
                List.of(oldJob, newJob),
                entry -> entry.isOf(oldJob)
                        ? entry.of(newJob)
                        // Of a job that had this name before, and whose end was missed.
                        : entry.isOf(newJob) ? entry.ofDeletedJob() : entry);
        jobs.note(withoutRecord(unrecorded), newJob, false);
    }

    /**
     * There is no such job any more, or it is new: the records of this name are kept, and are not those of another job
     * that gets it.
     *
     * @param unrecorded the windows of the job that was deleted whose records are still to be written
     */
    public synchronized void deleted(String job, Collection<String> unrecorded) {
        replace(List.of(job), entry -> entry.isOf(job) ? entry.ofDeletedJob() : entry);
        jobs.note(withoutRecord(unrecorded), job, true);
    }

    private List<String> withoutRecord(Collection<String> windows) {
        LinkedHashMap<String, RecordIndexEntry> recorded = index;
        return windows.stream()
                .filter(id -> recorded == null || !recorded.containsKey(id))
                .toList();
    }

    private void replace(List<String> names, UnaryOperator<RecordIndexEntry> change) {
        if (names.stream().noneMatch(listing().byJob()::containsKey)) {
            return;
        }
        LinkedHashMap<String, RecordIndexEntry> entries = index;
        List<RecordIndexEntry> changed = entries.values().stream()
                .map(change)
                .filter(entry -> !entry.equals(entries.get(entry.id())))
                .toList();
        // First what is known nowhere else: an index can be made again.
        jobs.note(changed);
        changed.forEach(entry -> entries.put(entry.id(), entry));
        changed(entries);
    }

    /** A record as steps return it, with all that is in its file; empty when it is not kept (any more). */
    public Optional<Map<String, Object>> read(String id) throws IOException {
        Optional<String> json = files.json(id);
        return json.isEmpty() ? Optional.empty() : Optional.of(RecordJson.read(json.get()));
    }

    /** A record as pages read it, as far as this version knows it; empty when it is not kept (any more). */
    public Optional<BuildRecord> record(String id) throws IOException {
        Optional<String> json = files.json(id);
        return json.isEmpty() ? Optional.empty() : Optional.of(BuildRecord.read(json.get()));
    }

    /** The content of a record's {@code consistent-backup.json}. */
    public Optional<String> json(String id) throws IOException {
        return files.json(id);
    }

    /** The content of a record's {@code consistent-backup.txt}. */
    public Optional<String> text(String id) throws IOException {
        return files.text(id);
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

    private RecordListing listing() {
        RecordListing known = listing;
        return known == null ? load() : known;
    }

    private synchronized RecordListing load() {
        if (listing == null) {
            if (trouble.isListingFutile()) {
                return RecordListing.EMPTY;
            }
            try {
                listing = RecordListing.of(index());
                trouble.listed();
                trouble.look();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "the backup records in " + directory + " can't be listed");
                trouble.notListed(e);
                return RecordListing.EMPTY;
            }
        }
        return listing;
    }

    /** Whether more records are protected than may be kept, so that the limit does not hold. Asked often, it answers at once. */
    public boolean isOverLimit() {
        return retention.isOverLimit(all(), this::summary);
    }

    private FindingSummary summary(String id) {
        return FindingSummary.of(findings.of(id), Instant.now());
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
                files.delete(id);
                findings.remove(id);
                jobs.forget(id);
                entries.remove(id);
            } catch (IOException kept) {
                LOGGER.log(Level.WARNING, kept, () -> "the old backup record " + id + " can't be removed");
            }
        }
    }
}
