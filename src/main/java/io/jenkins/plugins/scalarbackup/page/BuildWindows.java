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

/** Finds a build's windows: its records, below JENKINS_HOME or else in its artifacts, and those that are open. */
public final class BuildWindows {
    private static final Logger LOGGER = Logger.getLogger(BuildWindows.class.getName());
    /** A window answers in its next turn; a page does not wait for one that does not. */
    private static final int ANSWER_SECONDS = 2;

    private BuildWindows() {}

    /** Whether the build has a window that is not over. Cheap. */
    public static boolean isOpen(Run<?, ?> run) {
        return !WindowKeeper.get().windows().openOf(run).isEmpty();
    }

    /** The build's windows, in the order in which they were recorded, the open ones last. */
    public static List<WindowView> of(Run<?, ?> run) {
        Map<String, WindowView> windows = new LinkedHashMap<>();
        // First what is open: a window that is recorded between two looks must not be missed by both.
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

    /** The windows that are not over, the oldest first. */
    private static List<WindowView> open(Run<?, ?> run) {
        return WindowKeeper.get().windows().openOf(run).stream()
                .flatMap(window -> look(window).stream())
                .toList();
    }

    private static Optional<WindowView> look(ManagedWindow window) {
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

    /** Pods that windows of this build left paused and that nobody waits for any more. */
    static List<PodLeftPaused> leftPaused(Run<?, ?> run) {
        String build = run.getParent().getFullName() + " #" + run.getNumber();
        return WindowKeeper.get().leftPaused().stream()
                .filter(left -> left.build().equals(build))
                .toList();
    }

    /**
     * Closes an open window of the build, production first; does nothing if there is no such window. Its steps end as if
     * the person had stopped the build.
     *
     * @param why for record and log
     */
    public static void unpause(Run<?, ?> run, String id, UserInterruption person, String why) {
        WindowKeeper.get().windows().openOf(run).stream()
                .filter(window -> window.id().equals(id))
                .forEach(window -> window.stopBy(person, why));
    }

    private static WindowView recorded(Run<?, ?> run, String id, String artifact) {
        RecordStore store = WindowKeeper.get().store().orElse(null);
        WindowView kept = store == null ? null : view(run, artifact, () -> store.record(id));
        // A copy that is gone, or was damaged, is no loss as long as there is the other.
        WindowView view = kept != null ? kept : view(run, artifact, () -> WindowsAction.archivedRecord(run, artifact));
        return view == null || store == null
                ? view
                : view.learned(FindingsView.of(store.findings().of(id), Instant.now()));
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
