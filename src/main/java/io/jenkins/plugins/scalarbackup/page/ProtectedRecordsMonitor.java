package io.jenkins.plugins.scalarbackup.page;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.RecordStore;

/** Warns administrators that more records are protected than the maximum, so that their number keeps growing. */
@Extension
public class ProtectedRecordsMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.ProtectedRecordsMonitor_DisplayName();
    }

    @Override
    public boolean isActivated() {
        return WindowKeeper.get().store().map(RecordStore::isOverLimit).orElse(false);
    }

    /** Returns the number of records, for the page. */
    public int getRecords() {
        return WindowKeeper.get().store().map(store -> store.all().size()).orElse(0);
    }

    /** Returns the maximum number of records, for the page. */
    public int getLimit() {
        return ScalarBackupConfiguration.get().getKeptRecords();
    }
}
