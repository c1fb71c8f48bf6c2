package io.jenkins.plugins.scalarbackup.page;

import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Finds a build's windows: its records, below JENKINS_HOME or else in its artifacts, and those that are open. */
final class BuildWindows {
    private static final Logger LOGGER = Logger.getLogger(BuildWindows.class.getName());

    private BuildWindows() {}

    /** The build's windows, in the order in which they were recorded, the open ones last. */
    static List<WindowView> of(Run<?, ?> run, Optional<WindowSource> source) {
        Map<String, WindowView> windows = new LinkedHashMap<>();
        // First what is open: a window that is recorded between two looks must not be missed by both.
        List<OpenWindow> open = source.map(from -> from.open(run)).orElse(List.of());
        WindowsAction recorded = run.getAction(WindowsAction.class);
        if (recorded != null) {
            recorded.artifacts().forEach((id, artifact) -> {
                WindowView view = recorded(run, source, id, artifact);
                if (view != null) {
                    windows.put(id, view);
                }
            });
        }
        open.forEach(window -> windows.computeIfAbsent(window.state().holder().window(), id -> window.view()));
        return new ArrayList<>(windows.values());
    }

    private static WindowView recorded(Run<?, ?> run, Optional<WindowSource> source, String id, String artifact) {
        RecordStore store = source.flatMap(WindowSource::records).orElse(null);
        WindowView kept = store == null ? null : view(run, artifact, () -> store.read(id));
        // A copy that is gone, or was damaged, is no loss as long as there is the other.
        WindowView view = kept != null ? kept : view(run, artifact, () -> WindowsAction.archived(run, artifact));
        return view == null || store == null
                ? view
                : view.learned(FindingsView.of(store.findings().of(id), Instant.now()));
    }

    private interface Copy {
        Optional<Map<String, Object>> read() throws IOException;
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
