package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import java.time.Instant;
import java.util.List;

/**
 * The state of a workload's backups according to its records.
 *
 * @param cluster the API server's URL; null if its records do not have it
 * @param namespace its namespace
 * @param workload {@code Deployment/ledger}
 * @param job the full name of the job of its latest window
 * @param jobState whether that job can be built
 * @param latest when that window began; null if nothing was paused
 * @param expected how often which backups are expected, by that window's record
 * @param overdue what is overdue, regardless of the job's state
 * @param newestProven when the newest proven window began; null if there is none
 * @param newestTested the same of the newest window whose restore was tested and found sound
 * @param lastOutageMillis how long it was paused in its latest window; null if unknown
 * @param waiver what would dismiss its expectation
 * @param isWaived whether somebody has dismissed it
 */
public record WorkloadBackups(
        String cluster,
        String namespace,
        String workload,
        String job,
        JobState jobState,
        Instant latest,
        Expectation expected,
        List<Overdue> overdue,
        Instant newestProven,
        Instant newestTested,
        Long lastOutageMillis,
        Waiver waiver,
        boolean isWaived) {
    public WorkloadBackups {
        overdue = List.copyOf(overdue);
    }

    /** The state of a job. */
    public enum JobState {
        /** It can be built. */
        ENABLED,
        /** It exists but can't be built, usually because somebody disabled it. */
        DISABLED,
        /** There is no job of that name any more. */
        GONE
    }

    /** Whether to warn about it. Nothing is expected any more of a job that was switched off on purpose. */
    public boolean isMissed() {
        return !overdue.isEmpty() && silentBecause() == null;
    }

    /** Why there is no warning although something is overdue; null otherwise. */
    public String silentBecause() {
        if (overdue.isEmpty()) {
            return null;
        }
        return switch (jobState) {
            case ENABLED -> isWaived ? "somebody said by hand that nothing is expected any more" : null;
            case DISABLED -> "its job is disabled";
            case GONE -> "its job was deleted";
        };
    }

    /** {@code Deployment/ledger in prod}. */
    public String named() {
        return workload + " in " + namespace;
    }

    /** Whether a pod of this name and namespace can belong to it. */
    public boolean canHave(String podNamespace, String pod) {
        String name = workload.substring(workload.indexOf('/') + 1);
        return namespace.equals(podNamespace) && (pod.equals(name) || pod.startsWith(name + "-"));
    }
}
