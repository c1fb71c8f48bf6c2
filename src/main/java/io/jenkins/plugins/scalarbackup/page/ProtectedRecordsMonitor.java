package io.jenkins.plugins.scalarbackup.page;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.RecordStore;

/** Tells administrators that the records that are protected are more than are to be kept, so that their number grows on. */
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

    /** How many records there are, for the page. */
    public int getRecords() {
        return WindowKeeper.get().store().map(store -> store.all().size()).orElse(0);
    }

    /** How many are to be kept, for the page. */
    public int getLimit() {
        return ScalarBackupConfiguration.get().getKeptRecords();
    }
}
