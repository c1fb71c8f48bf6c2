package io.jenkins.plugins.scalarbackup.page;

import hudson.Extension;
import hudson.Util;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.scalarbackup.keeper.Waiver;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Warns of overdue backups, because no build can report that it did not run. A user who may manage Jenkins but not read
 * a certain job sees nothing of that job.
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

    /** Returns what is overdue, by workload. */
    public List<MissedBackup> getMissed() {
        Instant now = Instant.now();
        return readable().stream()
                .filter(WorkloadBackups::isMissed)
                .map(one -> MissedBackup.of(one, now))
                .toList();
    }

    /** Returns what would be overdue if its job were enabled, and the expectation not waived. */
    public List<MissedBackup> getSilent() {
        Instant now = Instant.now();
        return readable().stream()
                .filter(one -> one.silentBecause() != null)
                .map(one -> MissedBackup.of(one, now))
                .toList();
    }

    private static List<WorkloadBackups> readable() {
        return WindowKeeper.get().expectations().workloads(new ReadableRecords()::mayRead, Instant.now());
    }

    @Override
    public void checkRequiredPermission() {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
    }

    @Override
    public boolean hasRequiredPermission() {
        return Jenkins.get().hasPermission(Jenkins.MANAGE);
    }

    /** Handles the button "Stop expecting backups". */
    @RequirePOST
    public HttpResponse doWaive(
            @QueryParameter String window,
            @QueryParameter String cluster,
            @QueryParameter String namespace,
            @QueryParameter String workload)
            throws IOException {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        waive(new Waiver(window, Util.fixEmptyAndTrim(cluster), namespace, workload));
        return HttpResponses.forwardToPreviousPage();
    }

    /** Waives a workload's expectation, if it is overdue and this user may read its records. */
    void waive(Waiver asked) throws IOException {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        if (getMissed().stream().anyMatch(missed -> missed.waiver().equals(asked))) {
            WindowKeeper.get().expectations().waive(asked);
        }
    }
}
