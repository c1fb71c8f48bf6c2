package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The renames and deletions of the jobs of stored records. A record never changes, so it keeps the job's former name,
 * and the index may be lost; therefore they are in a file of their own. It has an entry only for records whose job was
 * renamed or deleted.
 */
final class JobChanges {
    private static final Logger LOGGER = Logger.getLogger(JobChanges.class.getName());
    /** No record's file can have this name, since no ID begins with a dot. */
    static final String FILE = ".jobs.json";

    private final Path file;
    /** By the record's ID; null until first used. */
    private LinkedHashMap<String, Change> known;

    JobChanges(Path directory) {
        file = directory.resolve(FILE);
    }

    /**
     * An entry of the file, with these names as keys.
     *
     * @param id the record's ID
     * @param job the job's current or last name
     * @param deleted whether the job was deleted
     */
    record Change(String id, String job, boolean deleted) {
        /** Returns the index entry with this change applied. */
        RecordIndexEntry applyTo(RecordIndexEntry entry) {
            RecordIndexEntry named = entry.of(job);
            return deleted ? named.ofDeletedJob() : named;
        }
    }

    /** Returns the index entry with its job's current name and state. */
    RecordIndexEntry withCurrentJob(RecordIndexEntry entry) {
        Change change = known == null ? null : known.get(entry.id());
        return change == null ? entry : change.applyTo(entry);
    }

    /**
     * Reads the file.
     *
     * @param indexed the entries of the index, which replace the file if it is damaged
     */
    void read(Collection<RecordIndexEntry> indexed) {
        if (known != null) {
            return;
        }
        try {
            known = changes();
        } catch (IOException | IllegalArgumentException damaged) {
            LOGGER.log(
                    Level.WARNING,
                    damaged,
                    () -> file
                            + " can't be read; which jobs were renamed or deleted is taken from the index. What is left of"
                            + " it is kept as " + FILE + DurableFile.DAMAGED);
            known = new LinkedHashMap<>();
            new DurableFile(file).setAside();
            note(indexed);
        }
    }

    private LinkedHashMap<String, Change> changes() throws IOException {
        LinkedHashMap<String, Change> changes = new LinkedHashMap<>();
        Optional<String> json = RecordDirectory.json(file);
        if (json.isPresent()) {
            if (!(RecordJson.read(json.get()).get("records") instanceof List<?> list)) {
                throw new IOException("it has no list of records");
            }
            for (Object element : list) {
                Change change = RecordJson.convert(element, Change.class);
                if (change == null || change.id() == null || change.job() == null) {
                    throw new IOException("it has an entry without ID or job");
                }
                changes.put(change.id(), change);
            }
        }
        return changes;
    }

    /** Notes the current jobs of these entries. When it returns, they are on disk; if not, that was logged. */
    void note(Collection<RecordIndexEntry> entries) {
        noteAll(entries.stream()
                .map(entry -> new Change(entry.id(), entry.job(), entry.jobDeleted()))
                .toList());
    }

    /** Notes the same for windows whose record may not be written yet, and will have the job's former name. */
    void note(Collection<String> windows, String job, boolean deleted) {
        noteAll(windows.stream().map(id -> new Change(id, job, deleted)).toList());
    }

    private void noteAll(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        read(List.of());
        changes.forEach(change -> known.put(change.id(), change));
        write();
    }

    /** Forgets a record that is no longer stored. The file is updated with the next change. */
    void forget(String id) {
        if (known != null) {
            known.remove(id);
        }
    }

    private void write() {
        try {
            new DurableFile(file)
                    .write(RecordJson.write(Map.of("records", known.values())).getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritten) {
            LOGGER.log(
                    Level.WARNING,
                    unwritten,
                    () -> file + " was not written, which says what became of jobs; the next time that it is it has all"
                            + " that it lacks");
        }
    }
}
