package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;

/** Looks up the state of jobs. */
final class JobStates {
    private JobStates() {}

    /**
     * Returns the state of a job; with the system's permissions, because a job that the user may not read is not
     * deleted.
     */
    static JobState of(String fullName) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            Job<?, ?> job = Jobs.named(fullName);
            return job == null ? JobState.GONE : job.isBuildable() ? JobState.ENABLED : JobState.DISABLED;
        }
    }
}
