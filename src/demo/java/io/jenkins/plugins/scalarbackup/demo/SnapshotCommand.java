package io.jenkins.plugins.scalarbackup.demo;

import java.io.IOException;
import java.nio.file.Path;

/** The command {@code take-snapshot.sh DIRECTORY} in a workspace, in the place of a team's own backup command. */
public final class SnapshotCommand implements AutoCloseable {
    private final WorkspaceCommand command;

    /** Takes the snapshots for the command. */
    @FunctionalInterface
    public interface Snapshots {
        void take(Path directory) throws IOException;
    }

    public SnapshotCommand(Snapshots snapshots, Path workspace) throws IOException {
        command = new WorkspaceCommand("take-snapshot", workspace, directory -> {
            snapshots.take(workspace.resolve(directory));
            return "done";
        });
    }

    @Override
    public void close() throws IOException {
        command.close();
    }
}
