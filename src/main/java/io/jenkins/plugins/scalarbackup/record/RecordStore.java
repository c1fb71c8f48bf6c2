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
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stores the latest records below JENKINS_HOME, so that neither log rotation nor a deleted build loses a restore point:
 * {@code ID.json} and {@code ID.txt} for each, and a {@link RecordIndex}.
 */
public final class RecordStore {
    /** The default maximum number of records. */
    public static final int DEFAULT_KEPT = 10_000;

    private static final Logger LOGGER = Logger.getLogger(RecordStore.class.getName());

    private final Path directory;
    private final RecordDirectory files;
    private final Retention retention;
    private final FindingStore findings;
    private final JobChanges jobs;
    private final RecordIndex indexFile;
    /** Oldest first, by ID; null until first used. */
    private LinkedHashMap<String, RecordIndexEntry> index;
    /** For callers that must not wait for the disk; null until first used. */
    private volatile RecordListing listing;

    private final DiskHealth diskHealth;

    /**
     * @param directory the records' directory; created on demand
     * @param kept the maximum number of records, read at each write
     * @param protectedWindows the number of proven windows of each workload that are kept beyond that maximum, read at
     *     each write
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
        diskHealth = new DiskHealth(directory, nanoTime);
    }

    /** Returns the findings on the windows. */
    public FindingStore findings() {
        return findings;
    }

    /**
     * Stores a record, and removes surplus ones, see {@link Retention}. When it returns, the record is on disk. If the
     * window already has a record, that one is kept: a controller that crashed before its journal noted the record may
     * make another, and if that one can prove less, it must not revoke what was proven.
     *
     * @return the record that is kept
     */
    public synchronized RecordFiles write(BuildRecord record) throws IOException {
        String id = record.id();
        Optional<RecordFiles> first = files.find(id);
        if (first.isPresent()) {
            return first.get();
        }
        RecordFiles made = RecordFiles.of(record);
        // Loads the index first, so that it does not find the new record as one that it lacks.
        listing();
        try {
            files.write(made);
            diskHealth.noteWritten();
        } catch (IOException unwritten) {
            diskHealth.noteNotWritten(unwritten);
            throw unwritten;
        }
        LinkedHashMap<String, RecordIndexEntry> entries = index();
        entries.put(id, jobs.withCurrentJob(RecordIndexEntry.of(record)));
        removeSurplus(entries, id);
        changed(entries);
        return made;
    }

    private void changed(LinkedHashMap<String, RecordIndexEntry> entries) {
        listing = RecordListing.of(entries.values(), Instant.now());
        indexFile.write(entries);
    }

    /**
     * Returns why the list may lack newer windows; null if it is known to be complete. It is incomplete after a failed
     * write until one succeeds, and while the directory can't be written or listed. Does not access the disk.
     */
    public String trouble() {
        return diskHealth.problem();
    }

    /** Checks the disk, so that {@link #trouble()} is up to date. */
    public void checkDisk() {
        diskHealth.check();
    }

    /**
     * Renames a job in index and findings. The records themselves keep its former name.
     *
     * @param unrecorded the job's windows whose records are still to be written
     */
    public synchronized void jobMoved(String oldJob, String newJob, Collection<String> unrecorded) {
        findings.jobMoved(oldJob, newJob);
        replace(
                job -> job.equals(oldJob) || job.equals(newJob),
                entry -> entry.isOf(oldJob)
                        ? entry.of(newJob)
                        // An earlier job of this name, whose deletion went unnoticed.
                        : entry.isOf(newJob) ? entry.ofDeletedJob() : entry);
        jobs.note(withoutRecord(unrecorded), newJob, false);
    }

    /**
     * Marks the records of a job as those of a deleted one, so that a new job of the same name does not get them. Call
     * it when a job is deleted or created. The same holds for a folder and the jobs in it: Jenkins does not announce
     * those of a copied folder.
     *
     * @param unrecorded the deleted job's windows whose records are still to be written
     */
    public synchronized void jobDeleted(String job, Collection<String> unrecorded) {
        Predicate<String> isGone = name -> name.equals(job) || name.startsWith(job + "/");
        replace(isGone, entry -> isGone.test(entry.job()) ? entry.ofDeletedJob() : entry);
        jobs.note(withoutRecord(unrecorded), job, true);
    }

    private List<String> withoutRecord(Collection<String> windows) {
        LinkedHashMap<String, RecordIndexEntry> recorded = index;
        return windows.stream()
                .filter(id -> recorded == null || !recorded.containsKey(id))
                .toList();
    }

    private void replace(Predicate<String> affected, UnaryOperator<RecordIndexEntry> change) {
        if (listing().byJob().keySet().stream().noneMatch(affected)) {
            return;
        }
        LinkedHashMap<String, RecordIndexEntry> entries = index;
        List<RecordIndexEntry> changed = entries.values().stream()
                .map(change)
                .filter(entry -> !entry.equals(entries.get(entry.id())))
                .toList();
        // This first: an index can be rebuilt, this can't.
        jobs.note(changed);
        changed.forEach(entry -> entries.put(entry.id(), entry));
        changed(entries);
    }

    /**
     * Returns a record as steps return it, including keys unknown to this version; empty if it is not stored, or no
     * longer.
     */
    public Optional<Map<String, Object>> read(String id) throws IOException {
        Optional<String> json = files.json(id);
        return json.isEmpty() ? Optional.empty() : Optional.of(RecordJson.read(json.get()));
    }

    /** Returns a record without keys unknown to this version; empty if it is not stored, or no longer. */
    public Optional<BuildRecord> record(String id) throws IOException {
        Optional<String> json = files.json(id);
        return json.isEmpty() ? Optional.empty() : Optional.of(BuildRecord.read(json.get()));
    }

    /** Returns the content of a record's {@code consistent-backup.json}. */
    public Optional<String> json(String id) throws IOException {
        return files.json(id);
    }

    /** Returns the content of a record's {@code consistent-backup.txt}. */
    public Optional<String> text(String id) throws IOException {
        return files.text(id);
    }

    /** Returns all records, the newest first. Only the first call accesses the disk. */
    public List<RecordIndexEntry> all() {
        return listing().all();
    }

    /**
     * Returns the latest records of the job that has this name now, the newest first. Only the first call accesses the
     * disk.
     *
     * @param most the maximum number of records
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
            if (diskHealth.isListingFutile()) {
                return RecordListing.EMPTY;
            }
            try {
                listing = RecordListing.of(index().values(), Instant.now());
                diskHealth.noteListed();
                diskHealth.check();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "the backup records in " + directory + " can't be listed");
                diskHealth.noteNotListed(e);
                return RecordListing.EMPTY;
            }
        }
        return listing;
    }

    /**
     * Returns whether more records are protected than the maximum, so that it is exceeded. Cached, since it is called
     * often.
     */
    public boolean isOverLimit() {
        return retention.isOverLimit(all(), this::summary, Instant.now());
    }

    private FindingSummary summary(String id) {
        return FindingSummary.of(findings.of(id), Instant.now());
    }

    /** Returns a record's entry in the index; empty if it is not stored, or no longer. */
    public synchronized Optional<RecordIndexEntry> find(String id) throws IOException {
        return Optional.ofNullable(index().get(id));
    }

    /** Returns whether a text has the form of a window's ID. */
    public static boolean isId(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
    }

    /** Refuses other texts: an ID names a file, and may come from a URL. */
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

    /** Removes surplus records. Failing to do so must not fail the new record. */
    private void removeSurplus(LinkedHashMap<String, RecordIndexEntry> entries, String written) {
        Instant now = Instant.now();
        List<RecordIndexEntry> oldestFirst = RecordListing.oldestFirst(entries.values(), now);
        for (String id : retention.surplus(oldestFirst, written, this::summary, now)) {
            try {
                // The record last: as long as it is there, an interrupted deletion is repeated.
                findings.remove(id);
                files.delete(id);
                jobs.forget(id);
                entries.remove(id);
            } catch (IOException kept) {
                LOGGER.log(Level.WARNING, kept, () -> "the old backup record " + id + " can't be removed");
            }
        }
    }
}
