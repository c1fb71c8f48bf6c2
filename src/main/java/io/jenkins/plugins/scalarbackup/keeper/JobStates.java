package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import jenkins.model.Jenkins;

/** What has become of jobs. */
final class JobStates {
    private JobStates() {}

    /** Whoever asks: that a job may not be read by somebody is no reason to take it for deleted. */
    static JobState of(String fullName) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            Job<?, ?> job = Jenkins.get().getItemByFullName(fullName, Job.class);
            return job == null ? JobState.GONE : job.isBuildable() ? JobState.ENABLED : JobState.DISABLED;
        }
    }
}
