package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/** Finds the jobs of records by their names. */
public final class Jobs {
    private Jobs() {}

    /**
     * Returns the job with exactly this full name; null if there is none, or the current user may not read it. Jenkins
     * itself ignores case, so it may find a job that was created after the recorded one was deleted.
     */
    @CheckForNull
    public static Job<?, ?> named(String fullName) {
        try {
            Job<?, ?> found = Jenkins.get().getItemByFullName(fullName, Job.class);
            return found == null || !found.getFullName().equals(fullName) ? null : found;
        } catch (AccessDeniedException mayOnlyKnowOfIt) {
            return null;
        }
    }
}
