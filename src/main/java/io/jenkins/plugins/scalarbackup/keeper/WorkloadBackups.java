package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import java.time.Instant;
import java.util.List;

/**
 * How a workload's backups stand, by its records.
 *
 * @param cluster the API server's URL; null where its records do not say
 * @param namespace its namespace
 * @param workload {@code Deployment/ledger}
 * @param job the full name of the job of its latest window
 * @param jobState whether that job can be built
 * @param latest when that window began; null where no pause did
 * @param expected how often what is to happen, as that window's record says
 * @param overdue what is overdue, whatever the job's state is
 * @param newestProven when the newest proven window began; null where there is none
 * @param newestTested the same of the newest one whose restore was tested and found sound
 * @param lastOutageMillis how long it was paused in its latest window; null where that is not known
 * @param waiver what would say that nothing is expected of it any more
 * @param isWaived whether somebody has said that
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

    /** What may have become of a job. */
    public enum JobState {
        /** It can be built. */
        ENABLED,
        /** It is there and can't be built, most of all because somebody disabled it. */
        DISABLED,
        /** There is no job of that name any more. */
        GONE
    }

    /** Whether somebody has to be told. Of a job that is switched off on purpose nothing is expected any more. */
    public boolean isMissed() {
        return !overdue.isEmpty() && silentBecause() == null;
    }

    /** Why nobody is told though something is overdue; null where that is not so. */
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

    /** Whether a pod of this name and namespace can be one of its. */
    public boolean canHave(String podNamespace, String pod) {
        String name = workload.substring(workload.indexOf('/') + 1);
        return namespace.equals(podNamespace) && (pod.equals(name) || pod.startsWith(name + "-"));
    }
}
