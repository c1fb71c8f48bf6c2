package io.jenkins.plugins.scalarbackup.record;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Optional;

/**
 * The records of another build among a build's artifacts. Pipeline copies all artifacts where a build is restarted from a
 * stage, or replayed from there; no window of the new build was ever in them.
 */
public final class CopiedRecords {
    private CopiedRecords() {}

    /** Looks once, before the build has a record of its own, and says what it found. Does I/O. */
    public static void tell(Run<?, ?> run, TaskListener listener) throws IOException {
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

    /** What a reader should know of it. */
    public static String sentence(String name, String owner) {
        return name + ".json and " + name + ".txt are the record of " + owner
                + ": they were copied with its artifacts, and no window of this build is in them.";
    }

    private static String owner(BuildRecord record) {
        BuildFacts build = record.build();
        return build != null && build.job() != null && build.number() != 0 ? build.named() : "another build";
    }
}
