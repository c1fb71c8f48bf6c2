package io.jenkins.plugins.scalarbackup.record;

import hudson.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jenkins.model.RunAction2;
import jenkins.util.VirtualFile;

/**
 * The windows of a build: which artifact is which window's. Kept in {@code build.xml}, so nothing but strings is in it;
 * the records themselves are in the artifacts and in the {@link RecordStore}.
 */
public final class WindowsAction implements RunAction2 {
    static final String FIRST = "consistent-backup";

    /** The artifacts' names without extension, by window ID. Replaced and never changed: builds are saved at any time. */
    private volatile LinkedHashMap<String, String> artifacts = new LinkedHashMap<>();

    /**
     * Artifacts of these names (without extension) came from another build, which this one was restarted from: whose they
     * are. Null in builds of earlier versions.
     */
    private volatile LinkedHashMap<String, String> copied;

    private transient Run<?, ?> run;

    /**
     * The artifact's name, without extension, for a window: {@code consistent-backup}, {@code consistent-backup-2}, …, and
     * the same again for the same window.
     */
    synchronized String nameFor(String windowId) {
        String known = artifacts.get(windowId);
        if (known != null) {
            return known;
        }
        LinkedHashMap<String, String> more = new LinkedHashMap<>(artifacts);
        String name = name(more.size() + 1);
        more.put(windowId, name);
        artifacts = more;
        if (copied().containsKey(name)) {
            // The window's record takes its place.
            LinkedHashMap<String, String> left = new LinkedHashMap<>(copied());
            left.remove(name);
            copied = left;
        }
        return name;
    }

    /** Notes that the artifacts of this name, without extension, are another build's; not if a window here has the name. */
    synchronized boolean noteCopy(String name, String build) {
        if (artifacts.containsValue(name)) {
            return false;
        }
        LinkedHashMap<String, String> more = new LinkedHashMap<>(copied());
        more.put(name, build);
        copied = more;
        return true;
    }

    /** The artifacts, by name without extension, that are records of another build: whose. */
    public Map<String, String> copied() {
        LinkedHashMap<String, String> known = copied;
        return known == null ? Map.of() : Collections.unmodifiableMap(known);
    }

    /** The name of a build's first record, or a further one, without extension. */
    static String name(int number) {
        return number == 1 ? FIRST : FIRST + "-" + number;
    }

    /** The artifacts' names without extension by window ID, in the order of their numbers. */
    public Map<String, String> artifacts() {
        return Collections.unmodifiableMap(artifacts);
    }

    /**
     * A record from a build's artifacts, as steps return it.
     *
     * @param artifact its name without extension
     * @return empty where the build has none of this name (any more)
     */
    public static Optional<Map<String, Object>> archived(Run<?, ?> run, String artifact) throws IOException {
        Optional<String> json = archivedJson(run, artifact);
        return json.isEmpty() ? Optional.empty() : Optional.of(RecordJson.read(json.get()));
    }

    /** The same as pages read it. */
    public static Optional<BuildRecord> archivedRecord(Run<?, ?> run, String artifact) throws IOException {
        Optional<String> json = archivedJson(run, artifact);
        return json.isEmpty() ? Optional.empty() : Optional.of(BuildRecord.read(json.get()));
    }

    private static Optional<String> archivedJson(Run<?, ?> run, String artifact) throws IOException {
        VirtualFile file = run.getArtifactManager().root().child(artifact + ".json");
        if (!file.isFile()) {
            return Optional.empty();
        }
        try (InputStream in = file.open()) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The build; null before it was attached. */
    Run<?, ?> run() {
        return run;
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return null;
    }
}
