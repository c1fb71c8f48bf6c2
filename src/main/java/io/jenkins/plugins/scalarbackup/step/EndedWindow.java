package io.jenkins.plugins.scalarbackup.step;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordFiles;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a step makes of a window that has its record.
 *
 * @param verdict the record's
 * @param bodyCompleted whether its block returned; null where it had none
 * @param reasons what went wrong, in sentences
 * @param record what the step returns
 */
record EndedWindow(Verdict verdict, Boolean bodyCompleted, List<String> reasons, Map<String, Object> record) {
    private static final Logger LOGGER = Logger.getLogger(EndedWindow.class.getName());

    static EndedWindow of(RecordFiles record) {
        return read(record.asMap());
    }

    /** A window that ended before its build came back after a restart of the controller: its record is kept. */
    static Optional<EndedWindow> recorded(String window) {
        try {
            return WindowKeeper.get().recording().store().read(window).map(EndedWindow::read);
        } catch (IOException | RuntimeException unreadable) {
            LOGGER.log(Level.WARNING, "The record of window " + window + " can't be read", unreadable);
            return Optional.empty();
        }
    }

    /** The pause of this build that was closed last; not a window of {@code consistentBackup}. */
    static Optional<EndedWindow> closed(Run<?, ?> run) {
        WindowsAction windows = run.getAction(WindowsAction.class);
        if (windows == null) {
            return Optional.empty();
        }
        Optional<EndedWindow> last = Optional.empty();
        for (Map.Entry<String, String> window : windows.artifacts().entrySet()) {
            Optional<EndedWindow> ended = recorded(window.getKey()).or(() -> archived(run, window.getValue()));
            // Only a window with a block knows whether that ended.
            if (ended.isPresent() && ended.get().bodyCompleted() == null) {
                last = ended;
            }
        }
        return last;
    }

    private static Optional<EndedWindow> archived(Run<?, ?> run, String artifact) {
        try {
            return WindowsAction.archived(run, artifact).map(EndedWindow::read);
        } catch (IOException | RuntimeException unreadable) {
            LOGGER.log(Level.WARNING, "The artifact " + artifact + " can't be read", unreadable);
            return Optional.empty();
        }
    }

    private static EndedWindow read(Map<String, Object> returned) {
        BuildRecord record = BuildRecord.read(returned);
        return new EndedWindow(
                Verdict.valueOf(String.valueOf(record.verdict())), record.bodyCompleted(), record.reasons(), returned);
    }

    /** For a build that fails of it. */
    String sentence() {
        return "The backup is " + verdict + ". " + String.join(" ", reasons);
    }
}
