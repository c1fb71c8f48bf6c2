package io.jenkins.plugins.scalarbackup.step;

import hudson.AbortException;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.step.ConsistentBackupExecution.Phase;
import java.util.Optional;

/**
 * What is left of an attempt's window after a restart of the controller.
 *
 * @param window the window; null if it ended before the restart, or nothing was paused
 * @param ended the window's end, from its record; null if there is none
 * @param why why there is no window, a sentence; null if there is one
 */
record BackupResumption(ManagedWindow window, EndedWindow ended, String why) {
    /**
     * Looks for the window, and then for its record.
     *
     * @param windowId the window's ID; null if none was opened
     */
    static BackupResumption of(String windowId, Phase phase) {
        Optional<ManagedWindow> kept = windowId == null
                ? Optional.empty()
                : WindowKeeper.get().windows().find(windowId);
        if (kept.isPresent()) {
            return new BackupResumption(kept.get(), null, null);
        }
        EndedWindow recorded =
                windowId == null ? null : EndedWindow.recorded(windowId).orElse(null);
        if (recorded != null) {
            return new BackupResumption(
                    null,
                    recorded,
                    "The window was closed before the controller was restarted: " + recorded.sentence());
        }
        return new BackupResumption(
                null,
                null,
                phase == Phase.OPENING
                        ? "The controller was restarted before anything was paused. Run the build again."
                        : "The controller was restarted, and it has neither window " + windowId
                                + " nor its record any more.");
    }

    /** Returns why there is no record to wait for; null if there is one. */
    AbortException lost() {
        return ended == null ? new AbortException(why) : null;
    }
}
