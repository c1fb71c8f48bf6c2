package io.jenkins.plugins.scalarbackup.record;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.VirtualFile;

/** A build's artifact {@code consistent-backup-findings.json}: all findings of this build, for any window. */
public final class FindingArtifact {
    public static final String NAME = "consistent-backup-findings.json";

    private static final Logger LOGGER = Logger.getLogger(FindingArtifact.class.getName());
    /** Branches of a build may find something at the same time. */
    private static final Object ONE_AT_A_TIME = new Object();

    private FindingArtifact() {}

    /**
     * Adds a finding to the build's artifact. Does I/O, and calls the artifact manager.
     *
     * @return false if the build was deleted: writing would create its directory again
     */
    public static boolean add(Run<?, ?> run, TaskListener listener, Finding finding)
            throws IOException, InterruptedException {
        JenkinsBuild build = new JenkinsBuild(run, listener);
        synchronized (ONE_AT_A_TIME) {
            if (!Files.isDirectory(build.root())) {
                return false;
            }
            List<Finding> all = new ArrayList<>(own(run));
            all.add(finding);
            archive(build, FindingList.write(all));
            return true;
        }
    }

    private static void archive(ArchivingBuild build, String json) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(build.root(), "scalar-backup");
        try {
            Files.writeString(directory.resolve(NAME), json);
            build.archive(directory, List.of(NAME));
        } finally {
            Files.deleteIfExists(directory.resolve(NAME));
            Files.deleteIfExists(directory);
        }
    }

    /**
     * Returns the build's earlier findings, without those of another build, whose artifacts "Restart from Stage"
     * copies.
     */
    private static List<Finding> own(Run<?, ?> run) throws IOException {
        VirtualFile file = run.getArtifactManager().root().child(NAME);
        if (!file.isFile()) {
            return List.of();
        }
        try (InputStream in = file.open()) {
            return FindingList.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)).stream()
                    // Not by the job's name, which may have changed since.
                    .filter(finding -> finding.build().number() == run.getNumber())
                    .toList();
        } catch (IOException damaged) {
            LOGGER.log(
                    Level.WARNING,
                    damaged,
                    () -> NAME + " of " + run.getExternalizableId()
                            + " can't be read, and is begun anew; the findings themselves are below JENKINS_HOME");
            return List.of();
        }
    }
}
