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
 * The windows of a build, and their artifacts. Saved in {@code build.xml}, so it consists of strings only; the records
 * themselves are in the artifacts and in the {@link RecordStore}.
 */
public final class WindowsAction implements RunAction2 {
    static final String FIRST = "consistent-backup";

    /** The artifacts' names without extension, by window ID. Replaced, never modified: builds are saved at any time. */
    private volatile LinkedHashMap<String, String> artifacts = new LinkedHashMap<>();

    /**
     * The owners of artifacts, by name without extension, that came from another build from which this one was
     * restarted. Null in builds of earlier versions.
     */
    private volatile LinkedHashMap<String, String> copied;

    private transient Run<?, ?> run;

    /**
     * Returns the name of a window's artifact, without extension: {@code consistent-backup}, {@code
     * consistent-backup-2}, …. The same window always gets the same name.
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
            // The window's record replaces the copy.
            LinkedHashMap<String, String> left = new LinkedHashMap<>(copied());
            left.remove(name);
            copied = left;
        }
        return name;
    }

    /**
     * Notes that the artifacts of this name, without extension, are another build's. Does nothing and returns false if
     * a window of this build has the name.
     */
    synchronized boolean noteCopy(String name, String build) {
        if (artifacts.containsValue(name)) {
            return false;
        }
        LinkedHashMap<String, String> more = new LinkedHashMap<>(copied());
        more.put(name, build);
        copied = more;
        return true;
    }

    /** Returns the owners of artifacts that are records of another build, by the artifact's name without extension. */
    public Map<String, String> copied() {
        LinkedHashMap<String, String> known = copied;
        return known == null ? Map.of() : Collections.unmodifiableMap(known);
    }

    /** Returns the name without extension of a build's first record, or a further one. */
    static String name(int number) {
        return number == 1 ? FIRST : FIRST + "-" + number;
    }

    /** Returns the artifacts' names without extension, by window ID, in the order of their numbers. */
    public Map<String, String> artifacts() {
        return Collections.unmodifiableMap(artifacts);
    }

    /**
     * Reads a record from a build's artifacts, as steps return it.
     *
     * @param artifact the artifact's name without extension
     * @return the record; empty if the build has none of this name, or no longer
     */
    public static Optional<Map<String, Object>> archived(Run<?, ?> run, String artifact) throws IOException {
        Optional<String> json = archivedJson(run, artifact);
        return json.isEmpty() ? Optional.empty() : Optional.of(RecordJson.read(json.get()));
    }

    /** Reads a record from a build's artifacts, without keys unknown to this version. */
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

    /** Returns the build; null before this action was attached. */
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
