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
 * What became of records' jobs: other names, or an end. A record never changes and goes on saying what its job was called, and
 * the index may be lost; so this is in a file of its own, which has an entry only for records whose jobs are no longer what
 * they were.
 */
final class JobChanges {
    private static final Logger LOGGER = Logger.getLogger(JobChanges.class.getName());
    /** No record's file can be called so, since no ID begins with a dot. */
    static final String FILE = ".jobs.json";

    private final Path file;
    /** By the record's ID; null until it was needed. */
    private LinkedHashMap<String, Change> known;

    JobChanges(Path directory) {
        file = directory.resolve(FILE);
    }

    /**
     * An entry of the file, under these names.
     *
     * @param id the record's ID
     * @param job what its job is called now, or was called last
     * @param deleted whether that job was deleted
     */
    record Change(String id, String job, boolean deleted) {
        /** An entry with what became of its job. */
        RecordIndexEntry on(RecordIndexEntry entry) {
            RecordIndexEntry named = entry.of(job);
            return deleted ? named.ofDeletedJob() : named;
        }
    }

    /** An entry with what became of its job. */
    RecordIndexEntry on(RecordIndexEntry entry) {
        Change change = known == null ? null : known.get(entry.id());
        return change == null ? entry : change.on(entry);
    }

    /**
     * Reads the file.
     *
     * @param indexed what the index says, which has the same where the file is damaged
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
                if (change.id() == null || change.job() == null) {
                    throw new IOException("it has an entry without ID or job");
                }
                changes.put(change.id(), change);
            }
        }
        return changes;
    }

    /** Records' jobs are now what these entries say. When it returns, that is on disk, or the log says that it is not. */
    void note(Collection<RecordIndexEntry> entries) {
        noteAll(entries.stream()
                .map(entry -> new Change(entry.id(), entry.job(), entry.jobDeleted()))
                .toList());
    }

    /** The same of windows that may have no record yet: it will say what the job was called when it was begun to be made. */
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

    /** A record is no longer kept. With the next change the file does not have it any more either. */
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
