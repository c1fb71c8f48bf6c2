package io.jenkins.plugins.scalarbackup.step;

import hudson.AbortException;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.step.ConsistentBackupExecution.Phase;
import java.util.Optional;

/**
 * What a restart of the controller left of an attempt's window.
 *
 * @param window null where the controller has it no more: it ended before the restart, or nothing was paused
 * @param ended the window's end, by its record; null where there is none
 * @param why there is no window any more, a sentence; null where there is one
 */
record BackupResumption(ManagedWindow window, EndedWindow ended, String why) {
    /**
     * Looks for the window, and then for its record.
     *
     * @param windowId null where none was opened
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

    /** Why there is no record to wait for; null where there is one. */
    AbortException lost() {
        return ended == null ? new AbortException(why) : null;
    }
}
