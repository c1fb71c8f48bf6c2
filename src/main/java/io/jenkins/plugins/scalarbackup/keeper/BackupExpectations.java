package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells how often backups of each workload are expected, which are overdue, and which expectations were waived. */
public final class BackupExpectations {
    private static final Logger LOGGER = Logger.getLogger(BackupExpectations.class.getName());

    /** Null while Jenkins starts. */
    private volatile Known known;

    private record Known(RecordStore records, Waivers waivers) {}

    void start(RecordStore records, Waivers waivers) {
        known = new Known(records, waivers);
    }

    /**
     * Returns the state of each workload's backups according to the records; empty while Jenkins starts.
     *
     * @param counts selects the records that count: those that the current user may read
     */
    public List<WorkloadBackups> workloads(Predicate<RecordIndexEntry> counts, Instant now) {
        if (known == null) {
            return List.of();
        }
        return WorkloadList.of(
                known.records().all().stream().filter(counts).toList(),
                known.records().findings()::of,
                now,
                JobStates::of,
                known.waivers()::has);
    }

    /** Waives the expectation for a workload. It is on disk when this returns. */
    public void waive(Waiver waiver) throws IOException {
        LOGGER.log(Level.INFO, "Nothing is expected any more of {0} in {1}: somebody said so by hand", new Object[] {
            waiver.workload(), waiver.namespace()
        });
        known.waivers().add(waiver);
    }
}
