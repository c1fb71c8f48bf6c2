package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import java.time.Instant;
import java.util.List;

/**
 * The state of a workload's backups according to its records.
 *
 * @param cluster the API server's URL; null if its records do not have it
 * @param namespace the workload's namespace
 * @param workload kind and name: {@code Deployment/ledger}
 * @param job the full name of the job of its latest window
 * @param jobState whether that job can be built
 * @param latest when that window began; null if nothing was paused
 * @param expected how often which backups are expected, according to that window's record
 * @param overdue the overdue backups, regardless of the job's state
 * @param newestProven when the newest proven window began; null if there is none
 * @param newestTested when the newest window began whose restore was tested and found sound; null if there is none
 * @param lastOutageMillis how long it was paused in its latest window, in milliseconds; null if unknown
 * @param waiver the waiver that would end its expectation
 * @param isWaived whether somebody has waived it
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

    /**
     * Returns whether to warn about the workload. Nothing is expected any more of a job that was switched off on
     * purpose.
     */
    public boolean isMissed() {
        return !overdue.isEmpty() && silentBecause() == null;
    }

    /** Returns why there is no warning although something is overdue; null otherwise. */
    public String silentBecause() {
        if (overdue.isEmpty()) {
            return null;
        }
        return switch (jobState) {
            case ENABLED -> isWaived ? "somebody selected \"Stop expecting backups\"" : null;
            case DISABLED -> "its job is disabled";
            case GONE -> "its job was deleted";
        };
    }

    /** Returns workload and namespace: {@code Deployment/ledger in prod}. */
    public String named() {
        return workload + " in " + namespace;
    }

    /** Returns whether a pod of this name and namespace can belong to the workload. */
    public boolean canHave(String podNamespace, String pod) {
        String name = workload.substring(workload.indexOf('/') + 1);
        return namespace.equals(podNamespace) && (pod.equals(name) || pod.startsWith(name + "-"));
    }
}
