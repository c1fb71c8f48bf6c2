package io.jenkins.plugins.scalarbackup.record;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds records of another build among a build's artifacts. When a build is restarted from a stage, or replayed from
 * there, Pipeline copies all artifacts; their windows are not the new build's.
 */
public final class CopiedRecords {
    private CopiedRecords() {}

    /** Logs and marks such copies. Must be called before the build has a record of its own. Does I/O. */
    public static void note(Run<?, ?> run, TaskListener listener) throws IOException {
        for (int number = 1; ; number++) {
            String name = WindowsAction.name(number);
            Optional<BuildRecord> record = WindowsAction.archivedRecord(run, name);
            if (record.isEmpty()) {
                return;
            }
            String owner = owner(record.get());
            if (!owner.equals(BuildFacts.named(run.getParent().getFullName(), run.getNumber()))
                    && ArtifactWriter.noteCopy(new JenkinsBuild(run, listener), name, owner)) {
                listener.getLogger().println("[scalar-backup] " + sentence(name, owner));
            }
        }
    }

    /** Returns the sentence that explains such a copy to a reader. */
    public static String sentence(String name, String owner) {
        return name + ".json and " + name + ".txt are the record of " + owner
                + ": they were copied with its artifacts, and no window of this build is in them.";
    }

    private static String owner(BuildRecord record) {
        BuildFacts build = record.build();
        return build != null && build.job() != null && build.number() != 0 ? build.named() : "another build";
    }
}
