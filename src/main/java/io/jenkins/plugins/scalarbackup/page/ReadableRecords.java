package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import java.util.HashMap;
import java.util.Map;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/**
 * Decides which records the current user may read: those of jobs that the user may read, and, for administrators, those
 * of deleted jobs. Checks each job only once, however many records it has. Valid for one request.
 */
public final class ReadableRecords {
    private final Map<String, Boolean> known = new HashMap<>();
    private final boolean gone = Jenkins.get().hasPermission(Jenkins.ADMINISTER);

    /** Returns whether the current user may read a record. */
    public boolean mayRead(RecordIndexEntry record) {
        return record.jobDeleted()
                ? gone
                : known.computeIfAbsent(record.job(), job -> {
                    Job<?, ?> found = find(job);
                    return found == null ? gone : found.hasPermission(Item.READ);
                });
    }

    /** Returns the job with this name; null if there is none, or the current user may not know of it. */
    static Job<?, ?> find(String fullName) {
        try {
            return Jenkins.get().getItemByFullName(fullName, Job.class);
        } catch (AccessDeniedException mayOnlyKnowOfIt) {
            return null;
        }
    }
}
