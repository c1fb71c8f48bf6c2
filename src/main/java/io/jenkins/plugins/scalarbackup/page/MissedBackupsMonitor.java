package io.jenkins.plugins.scalarbackup.page;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import hudson.security.Permission;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * Tells of backups that did not happen, of which no build can tell. Who may manage Jenkins need not be able to read every job: of
 * those that one can't, nothing is said.
 */
@Extension
public class MissedBackupsMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.MissedBackupsMonitor_DisplayName();
    }

    @Override
    public boolean isActivated() {
        return readable().stream().anyMatch(WorkloadBackups::isMissed);
    }

    /** What is overdue, workload by workload. */
    public List<MissedBackup> getMissed() {
        Instant now = Instant.now();
        return readable().stream()
                .filter(WorkloadBackups::isMissed)
                .map(one -> MissedBackup.of(one, now))
                .toList();
    }

    /** What would be, had its job not been switched off. */
    public List<MissedBackup> getSilent() {
        Instant now = Instant.now();
        return readable().stream()
                .filter(one -> one.silentBecause() != null)
                .map(one -> MissedBackup.of(one, now))
                .toList();
    }

    private static List<WorkloadBackups> readable() {
        return WindowKeeper.get().workloads(new ReadableRecords()::may, Instant.now());
    }

    @Override
    public Permission getRequiredPermission() {
        return Jenkins.MANAGE;
    }
}
