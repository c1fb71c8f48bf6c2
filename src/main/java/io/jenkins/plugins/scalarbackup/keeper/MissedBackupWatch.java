package io.jenkins.plugins.scalarbackup.keeper;

import hudson.Extension;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.scalarbackup.keeper.MissedBackupLog.Line;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/** Reports missed backups in the controller's log, for those who look there and not at a page. */
@Extension
public class MissedBackupWatch extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(MissedBackupWatch.class.getName());
    private static final int FIRST_MINUTE = 1;
    private static final int EVERY_MINUTES = 10;

    private final MissedBackupLog log = new MissedBackupLog();

    /** Begins after all jobs are loaded: one that is not would look deleted. */
    @Override
    public void onLoaded() {
        Timer.get().scheduleWithFixedDelay(this::checkSoon, FIRST_MINUTE, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    /** Reports on another thread: the records are on a disk, for which Jenkins' timer must not wait. */
    private void checkSoon() {
        try {
            WindowKeeper.get().blocking().execute(this::check);
        } catch (RejectedExecutionException stopping) {
            LOGGER.log(Level.FINE, "Jenkins stops", stopping);
        }
    }

    /** Reports what is new, and checks whether the next record could be written. */
    synchronized void check() {
        try {
            WindowKeeper.get().store().ifPresent(RecordStore::checkDisk);
            Instant now = Instant.now();
            for (Line line : log.newLines(WindowKeeper.get().expectations().workloads(record -> true, now), now)) {
                LOGGER.log(line.isWarning() ? Level.WARNING : Level.INFO, line.text());
            }
        } catch (Throwable broken) {
            LOGGER.log(Level.WARNING, "It could not be told which backups are overdue", broken);
        }
    }
}
