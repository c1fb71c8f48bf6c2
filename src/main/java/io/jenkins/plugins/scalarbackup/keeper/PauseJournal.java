package io.jenkins.plugins.scalarbackup.keeper;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.scalarbackup.backup.Journal;
import io.jenkins.plugins.scalarbackup.backup.WindowState;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The journal of one window: what the window writes, and beside it what the keeper knows. */
final class PauseJournal implements Journal {
    private static final Logger LOGGER = Logger.getLogger(PauseJournal.class.getName());

    private final JournalDirectory directory;
    private final List<JournalEntry.Target> targets;
    private volatile JournalEntry.Whose whose;
    private volatile JournalEntry.Stop stop;
    /** What was written last; null where nothing is, or not any more. */
    private WindowState last;

    PauseJournal(JournalDirectory directory, JournalEntry.Whose whose, List<JournalEntry.Target> targets) {
        this.directory = directory;
        this.whose = whose;
        this.targets = targets;
    }

    /** The journal of a window that an earlier start of the controller left. */
    PauseJournal(JournalDirectory directory, JournalEntry entry) {
        this(directory, entry.whose(), entry.targets());
        this.stop = entry.stop();
        this.last = entry.state();
    }

    @Override
    public synchronized void write(WindowState state) throws IOException {
        last = state;
        directory.write(new JournalEntry(JournalEntry.VERSION, state, whose, targets, stop));
    }

    @Override
    public synchronized void forget(String window) throws IOException {
        last = null;
        directory.forget(window);
    }

    JournalEntry.Whose whose() {
        return whose;
    }

    void isOf(JournalEntry.Whose renamed) {
        whose = renamed;
        writeAgain();
    }

    /** Who closed the window by hand; null where nobody did. */
    @CheckForNull
    JournalEntry.Stop stop() {
        return stop;
    }

    /** On disk with what the window writes next. */
    void stopped(JournalEntry.Stop byHand) {
        stop = byHand;
    }

    /** Brings what the keeper knows to disk. The window does so, too, with each thing that it writes. */
    synchronized void writeAgain() {
        if (last != null) {
            try {
                write(last);
            } catch (IOException failure) {
                LOGGER.log(
                        Level.WARNING,
                        "The journal of window " + last.holder().window() + " can't be written; it is behind until the"
                                + " window goes on",
                        failure);
            }
        }
    }
}
