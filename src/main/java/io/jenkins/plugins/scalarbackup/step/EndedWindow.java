package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.backup.Verdict;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.report.KeptRecord;
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
 * @param reasons what went wrong, in sentences
 * @param record what the step returns
 */
record EndedWindow(Verdict verdict, List<String> reasons, Map<String, Object> record) {
    private static final Logger LOGGER = Logger.getLogger(EndedWindow.class.getName());

    static EndedWindow of(KeptRecord record) {
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

    private static EndedWindow read(Map<String, Object> record) {
        List<String> reasons = record.get("reasons") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
        return new EndedWindow(Verdict.valueOf(String.valueOf(record.get("verdict"))), reasons, record);
    }

    /** For a build that fails of it. */
    String sentence() {
        return "The backup is " + verdict + ". " + String.join(" ", reasons);
    }
}
