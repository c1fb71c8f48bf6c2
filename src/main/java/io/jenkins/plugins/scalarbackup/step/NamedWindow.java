package io.jenkins.plugins.scalarbackup.step;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.RecordedPoint;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.record.Times;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The recorded window given by a step's parameter {@code window}. It is read from the record that this controller
 * stores, not from the Map that a pipeline passes, which it may have changed.
 *
 * @param id the window's ID
 * @param record the window's record
 */
record NamedWindow(String id, BuildRecord record) {
    private static final Logger LOGGER = Logger.getLogger(NamedWindow.class.getName());

    /** Returns the ID in the parameter's value, which is a record or its ID; null if it has none. */
    static String idIn(Object window) {
        Object id = window instanceof Map<?, ?> map ? map.get("id") : window;
        return id instanceof CharSequence text && !text.toString().isBlank()
                ? text.toString().strip()
                : null;
    }

    /**
     * Refuses anything but an ID, before anything is looked up: an ID names a file.
     *
     * @param given whether the author gave a window at all
     */
    static void check(boolean given, String id) throws RefusedException {
        if (given && id == null) {
            throw new RefusedException("window must be what consistentBackup, scalarUnpause or latestRestorePoint"
                    + " returned, or its id.");
        }
        if (given && !RecordStore.isId(id)) {
            throw new RefusedException("window is \"" + Sentences.within(id) + "\", which is no ID of a window, such as"
                    + " 20260131-020000-0a1b2c3d.");
        }
    }

    /**
     * Finds the window with this ID or, if null, this build's last proven one. Reads the disk.
     *
     * @throws RefusedException if there is none that the build may read, or it is not proven
     */
    static NamedWindow find(StepContext context, Run<?, ?> run, String id)
            throws RefusedException, IOException, InterruptedException {
        NamedWindow found = id == null ? lastOf(run) : named(context, run, id);
        if (!found.record().windowProven() || found.notAfter() == null) {
            throw new RefusedException("window " + found.id() + " is "
                    + found.record().verdict() + " and not proven: there is nothing to restore to.");
        }
        return found;
    }

    private static NamedWindow lastOf(Run<?, ?> run) throws RefusedException {
        WindowsAction windows = run.getAction(WindowsAction.class);
        List<String> ids = windows == null
                ? List.of()
                : new ArrayList<>(windows.artifacts().keySet());
        for (int i = ids.size() - 1; i >= 0; i--) {
            Optional<NamedWindow> one = recorded(ids.get(i)).or(archived(run, ids.get(i)));
            if (one.isPresent() && one.get().record().windowProven()) {
                return one.get();
            }
        }
        throw new RefusedException(
                "window is not given, and this build has had no window that is proven. Give window: what"
                        + " consistentBackup, scalarUnpause or latestRestorePoint returned, or its id.");
    }

    private static NamedWindow named(StepContext context, Run<?, ?> run, String id)
            throws RefusedException, IOException, InterruptedException {
        Optional<RecordIndexEntry> stored = store().find(id);
        boolean own = isOf(run, id);
        if (stored.isPresent() && !own) {
            ReadableJobs jobs = ReadableJobs.of(context, run);
            if (!jobs.mayRead(stored.get().job())) {
                throw notThere(id);
            }
        }
        Optional<NamedWindow> found = stored.isPresent() ? recorded(id) : Optional.empty();
        return found.or(own ? archived(run, id) : Optional::empty).orElseThrow(() -> notThere(id));
    }

    /**
     * The same message for a missing window and one that may not be read, so that it does not reveal which IDs exist.
     */
    private static RefusedException notThere(String id) {
        return new RefusedException(
                "window is \"" + id + "\", but this controller has no record of such a window, or"
                        + " none that this build may read: as SYSTEM it reads records of jobs in its own folder and below only.");
    }

    private static boolean isOf(Run<?, ?> run, String id) {
        WindowsAction windows = run.getAction(WindowsAction.class);
        return windows != null && windows.artifacts().containsKey(id);
    }

    private static RecordStore store() {
        return WindowKeeper.get().store().orElseThrow();
    }

    private static Optional<NamedWindow> recorded(String id) {
        try {
            return store().record(id).map(record -> new NamedWindow(id, record));
        } catch (IOException unreadable) {
            LOGGER.log(Level.WARNING, "The record of window " + id + " can't be read", unreadable);
            return Optional.empty();
        }
    }

    private static java.util.function.Supplier<Optional<NamedWindow>> archived(Run<?, ?> run, String id) {
        return () -> {
            try {
                String artifact = run.getAction(WindowsAction.class).artifacts().get(id);
                return WindowsAction.archivedRecord(run, artifact).map(record -> new NamedWindow(id, record));
            } catch (IOException unreadable) {
                LOGGER.log(Level.WARNING, "The artifact of window " + id + " can't be read", unreadable);
                return Optional.empty();
            }
        };
    }

    /** Returns the names of the window's databases. */
    List<String> databases() {
        List<String> databases = record.restore().databases();
        // Records of earlier versions have the names in the instructions only.
        return !databases.isEmpty()
                ? databases
                : record.restore().instructions().stream()
                        .map(RestoreInstructions::database)
                        .filter(Objects::nonNull)
                        .toList();
    }

    /** Returns the end of the window; null if it has none. */
    private Instant notAfter() {
        return Times.at(record.restore().notAfter());
    }

    /** Returns the restore times of a database, by the clock that its restorable times refer to. */
    RecordedPoint point(String database) {
        return record.restore().of(database);
    }
}
