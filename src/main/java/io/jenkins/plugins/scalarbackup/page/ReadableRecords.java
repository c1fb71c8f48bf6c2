package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import java.util.HashMap;
import java.util.Map;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/**
 * Whose records the current user may read: of jobs that the user may read, and, for administrators, of jobs that are gone.
 * Asked once for each job, however many records it has. For one request.
 */
public final class ReadableRecords {
    private final Map<String, Boolean> known = new HashMap<>();
    private final boolean gone = Jenkins.get().hasPermission(Jenkins.ADMINISTER);

    /** Whether the current user may read a record. */
    public boolean may(RecordIndexEntry record) {
        return record.jobDeleted()
                ? gone
                : known.computeIfAbsent(record.job(), job -> {
                    Job<?, ?> found = find(job);
                    return found == null ? gone : found.hasPermission(Item.READ);
                });
    }

    /** The job of this name; null where there is none, as far as the current user may know. */
    static Job<?, ?> find(String fullName) {
        try {
            return Jenkins.get().getItemByFullName(fullName, Job.class);
        } catch (AccessDeniedException mayOnlyKnowOfIt) {
            return null;
        }
    }
}
