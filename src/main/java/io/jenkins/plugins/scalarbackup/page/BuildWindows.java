package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.PodLeftPaused;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption.UserInterruption;

/** Finds a build's windows: its records, from below JENKINS_HOME or else from its artifacts, and the open windows. */
public final class BuildWindows {
    private static final Logger LOGGER = Logger.getLogger(BuildWindows.class.getName());
    /** A window answers on its event loop; a page does not wait longer for one that doesn't. */
    private static final int ANSWER_SECONDS = 2;

    private BuildWindows() {}

    /** Returns whether the build has a window that has not ended. Cheap. */
    public static boolean isOpen(Run<?, ?> run) {
        return !WindowKeeper.get().windows().openOf(run).isEmpty();
    }

    /** Returns the build's windows, in the order in which they were recorded, the open ones last. */
    public static List<WindowView> of(Run<?, ?> run) {
        Map<String, WindowView> windows = new LinkedHashMap<>();
        // The open ones first: a window that is recorded between the two reads must not be missed by both.
        List<WindowView> open = open(run);
        WindowsAction recorded = run.getAction(WindowsAction.class);
        if (recorded != null) {
            recorded.artifacts().forEach((id, artifact) -> {
                WindowView view = recorded(run, id, artifact);
                if (view != null) {
                    windows.put(id, view);
                }
            });
        }
        open.forEach(window -> windows.putIfAbsent(window.id(), window));
        return new ArrayList<>(windows.values());
    }

    /** Returns the windows that have not ended, the oldest first. */
    private static List<WindowView> open(Run<?, ?> run) {
        return WindowKeeper.get().windows().openOf(run).stream()
                .flatMap(window -> openView(window).stream())
                .toList();
    }

    private static Optional<WindowView> openView(ManagedWindow window) {
        try {
            return Optional.of(WindowView.of(
                    window.state().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS),
                    window.buildFacts(),
                    Instant.now()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException silent) {
            LOGGER.log(Level.FINE, "Window " + window.id() + " does not say how far it is", silent);
        }
        return Optional.empty();
    }

    /** Returns the pods that windows of this build left paused, and for which no build waits any more. */
    static List<PodLeftPaused> leftPaused(Run<?, ?> run) {
        String build = run.getParent().getFullName() + " #" + run.getNumber();
        return WindowKeeper.get().leftPaused().stream()
                .filter(left -> left.build().equals(build))
                .toList();
    }

    /**
     * Closes an open window of the build, unpausing the pods first; does nothing if there is no such window. Its steps
     * end as if the person had stopped the build.
     *
     * @param why the reason for record and log
     */
    public static void unpause(Run<?, ?> run, String id, UserInterruption person, String why) {
        WindowKeeper.get().windows().openOf(run).stream()
                .filter(window -> window.id().equals(id))
                .forEach(window -> window.stopBy(person, why));
    }

    private static WindowView recorded(Run<?, ?> run, String id, String artifact) {
        RecordStore store = WindowKeeper.get().store().orElse(null);
        WindowView kept = store == null ? null : view(run, artifact, () -> store.record(id));
        // If one copy is missing or damaged, the other is enough.
        WindowView view = kept != null ? kept : view(run, artifact, () -> WindowsAction.archivedRecord(run, artifact));
        return view == null || store == null
                ? view
                : view.withFindings(FindingsView.of(store.findings().of(id), Instant.now()));
    }

    private interface Copy {
        Optional<BuildRecord> read() throws IOException;
    }

    private static WindowView view(Run<?, ?> run, String artifact, Copy copy) {
        try {
            return copy.read().map(record -> WindowView.of(record, artifact)).orElse(null);
        } catch (IOException | IllegalArgumentException unreadable) {
            LOGGER.log(
                    Level.WARNING,
                    "A copy of the record " + artifact + " of " + run.getExternalizableId() + " can't be shown",
                    unreadable);
            return null;
        }
    }
}
