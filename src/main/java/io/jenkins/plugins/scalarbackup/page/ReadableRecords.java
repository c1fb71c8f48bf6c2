package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.keeper.Jobs;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import java.util.HashMap;
import java.util.Map;
import jenkins.model.Jenkins;

/**
 * Decides which records the current user may read: those of jobs that the user may read, and, for administrators, those
 * of deleted jobs. Checks each job only once, however many records it has. Valid for one request.
 */
public final class ReadableRecords {
    private final Map<String, Boolean> known = new HashMap<>();
    private final boolean gone = Jenkins.get().hasPermission(Jenkins.ADMINISTER);

    /** Returns whether the current user may read a record. */
    public boolean mayRead(RecordIndexEntry record) {
        return record.jobDeleted() ? gone : mayRead(record.job());
    }

    /** Returns whether the current user may know what a job of this name did. */
    boolean mayRead(String job) {
        return known.computeIfAbsent(job, name -> {
            Job<?, ?> found = Jobs.named(name);
            return found == null ? gone : found.hasPermission(Item.READ);
        });
    }
}
