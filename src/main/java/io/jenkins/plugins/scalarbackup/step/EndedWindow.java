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
 * The end of a window, from its record.
 *
 * @param verdict the record's verdict
 * @param bodyCompleted whether its block returned; null if it had none
 * @param reasons what went wrong, in sentences
 * @param record what the step returns
 */
record EndedWindow(Verdict verdict, Boolean bodyCompleted, List<String> reasons, Map<String, Object> record) {
    private static final Logger LOGGER = Logger.getLogger(EndedWindow.class.getName());

    static EndedWindow of(RecordFiles record) {
        return read(record.asMap());
    }

    /** Reads the record of a window that ended before its build was resumed after a restart of the controller. */
    static Optional<EndedWindow> recorded(String window) {
        try {
            return WindowKeeper.get().store().orElseThrow().read(window).map(EndedWindow::read);
        } catch (IOException | RuntimeException unreadable) {
            LOGGER.log(Level.WARNING, "The record of window " + window + " can't be read", unreadable);
            return Optional.empty();
        }
    }

    /** Returns the pause of this build that was closed last, not counting windows of {@code consistentBackup}. */
    static Optional<EndedWindow> closed(Run<?, ?> run) {
        WindowsAction windows = run.getAction(WindowsAction.class);
        if (windows == null) {
            return Optional.empty();
        }
        Optional<EndedWindow> last = Optional.empty();
        for (Map.Entry<String, String> window : windows.artifacts().entrySet()) {
            Optional<EndedWindow> ended = recorded(window.getKey()).or(() -> archived(run, window.getValue()));
            // Only a window with a block has that value.
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

    /** Returns the message of a failing build. */
    String sentence() {
        return "The backup is " + verdict + ". " + String.join(" ", reasons);
    }
}
