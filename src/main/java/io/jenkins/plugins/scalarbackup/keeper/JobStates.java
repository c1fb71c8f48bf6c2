package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import jenkins.model.Jenkins;

/** The state of jobs. */
final class JobStates {
    private JobStates() {}

    /** As the system user: a job that somebody may not read is not deleted. */
    static JobState of(String fullName) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            Job<?, ?> job = Jenkins.get().getItemByFullName(fullName, Job.class);
            return job == null ? JobState.GONE : job.isBuildable() ? JobState.ENABLED : JobState.DISABLED;
        }
    }
}
