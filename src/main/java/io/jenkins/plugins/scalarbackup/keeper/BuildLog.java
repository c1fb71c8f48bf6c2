package io.jenkins.plugins.scalarbackup.keeper;

import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.backup.Sentences;
import io.jenkins.plugins.scalarbackup.backup.WindowLog;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A build's log, and the controller's log where the build has none (any more). */
final class BuildLog implements WindowLog {
    private static final Logger LOGGER = Logger.getLogger(BuildLog.class.getName());

    private final String window;
    private volatile TaskListener listener;

    /**
     * A log.
     *
     * @param window whose lines these are, for the controller's log
     * @param listener null where there is no build to write to
     */
    BuildLog(String window, TaskListener listener) {
        this.window = window;
        this.listener = listener;
    }

    /** From now on lines go there; null for the controller's log. */
    void to(TaskListener other) {
        listener = other;
    }

    /** The build's listener; one that swallows everything where there is none. */
    TaskListener listener() {
        TaskListener current = listener;
        return current == null ? TaskListener.NULL : current;
    }

    @Override
    public void line(String said) {
        String text = Sentences.tidy(said);
        TaskListener current = listener;
        if (current != null) {
            try {
                current.getLogger().println("[scalar-backup] " + text);
                return;
            } catch (RuntimeException closed) {
                LOGGER.log(Level.FINE, "The build's log does not take a line any more", closed);
            }
        }
        LOGGER.log(Level.INFO, "{0}: {1}", new Object[] {window, text});
    }
}
