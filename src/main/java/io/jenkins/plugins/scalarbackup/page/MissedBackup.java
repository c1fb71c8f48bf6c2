package io.jenkins.plugins.scalarbackup.page;

import hudson.Util;
import io.jenkins.plugins.scalarbackup.keeper.Waiver;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A workload whose backups are overdue, for a page.
 *
 * @param workload {@code Deployment/ledger in prod}
 * @param cluster the API server's URL; null if the records lack it
 * @param job the full name of the job of its latest window
 * @param jobUrl the job's address relative to Jenkins' root URL; null if the job is gone
 * @param sentences what is overdue, a sentence each
 * @param silentBecause why nobody is warned of it; null if somebody is
 * @param waiver the waiver that would end the expectation
 */
public record MissedBackup(
        String workload,
        String cluster,
        String job,
        String jobUrl,
        List<String> sentences,
        String silentBecause,
        Waiver waiver) {
    static MissedBackup of(WorkloadBackups backups, Instant now) {
        return new MissedBackup(
                backups.named(),
                backups.cluster(),
                backups.job(),
                backups.jobState() == WorkloadBackups.JobState.GONE ? null : url(backups.job()),
                backups.overdue().stream()
                        .map(overdue -> sentence(overdue, now))
                        .toList(),
                silentBecause(backups),
                backups.waiver());
    }

    /** Returns {@link Overdue#inWords} in the reader's language. */
    private static String sentence(Overdue overdue, Instant now) {
        String kind =
                switch (overdue.kind()) {
                    case PROVEN -> Messages.MissedBackup_Proven();
                    case RESTORABLE -> Messages.MissedBackup_Restorable();
                    case RESTORE_TESTED -> Messages.MissedBackup_RestoreTested();
                };
        long hours = Duration.between(overdue.since(), now).toHours();
        return overdue.newest() == null
                ? Messages.MissedBackup_None(kind, hours, overdue.everyHours())
                : Messages.MissedBackup_Old(kind, hours, overdue.everyHours());
    }

    private static String silentBecause(WorkloadBackups backups) {
        if (backups.silentBecause() == null) {
            return null;
        }
        return switch (backups.jobState()) {
            case ENABLED -> Messages.MissedBackup_Waived();
            case DISABLED -> Messages.MissedBackup_JobDisabled();
            case GONE -> Messages.MissedBackup_JobDeleted();
        };
    }

    private static String url(String job) {
        return Arrays.stream(job.split("/"))
                .map(name -> "job/" + Util.rawEncode(name) + "/")
                .collect(Collectors.joining());
    }
}
