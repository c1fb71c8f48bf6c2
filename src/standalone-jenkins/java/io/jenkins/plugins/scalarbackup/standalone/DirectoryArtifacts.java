package io.jenkins.plugins.scalarbackup.standalone;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.BuildListener;
import hudson.model.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import jenkins.model.ArtifactManager;
import jenkins.util.VirtualFile;

/** Stores artifacts in a directory, like the standard manager of Jenkins. */
public final class DirectoryArtifacts extends ArtifactManager {
    private final Path directory;

    DirectoryArtifacts(Path directory) {
        this.directory = directory;
    }

    /** An action that precedes archiving. */
    @FunctionalInterface
    public interface Trouble {
        void happens() throws IOException, InterruptedException;
    }

    private static volatile Trouble beforeEachArchiving = () -> {};

    /** Sets the action for all builds, until it is replaced. */
    public static void beforeEachArchiving(Trouble trouble) {
        beforeEachArchiving = trouble;
    }

    @Override
    public void onLoad(Run<?, ?> build) {}

    @Override
    public void archive(FilePath workspace, Launcher launcher, BuildListener listener, Map<String, String> artifacts)
            throws IOException, InterruptedException {
        beforeEachArchiving.happens();
        for (Map.Entry<String, String> artifact : artifacts.entrySet()) {
            Path target = directory.resolve(artifact.getKey()).normalize();
            if (!target.startsWith(directory)) {
                throw new IOException(artifact.getKey() + " would leave the directory of the artifacts");
            }
            Files.createDirectories(target.getParent());
            // Atomically: whoever sees an artifact sees the whole of it.
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Files.copy(
                    Path.of(workspace.getRemote()).resolve(artifact.getValue()),
                    part,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public boolean delete() throws IOException, InterruptedException {
        boolean existed = Files.exists(directory);
        new FilePath(directory.toFile()).deleteRecursive();
        return existed;
    }

    @Override
    public VirtualFile root() {
        return new DirectoryFile(directory);
    }
}
