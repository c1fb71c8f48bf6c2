package io.jenkins.plugins.scalarbackup.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * {@code take-snapshot.sh DIRECTORY} in a workspace: what a team's own backup command is to its Jenkinsfile. It asks this
 * process through two named pipes, since the databases live here.
 */
public final class SnapshotCommand implements AutoCloseable {
    private static final String STOP = "stop";

    private final Snapshots snapshots;
    private final Path workspace;
    private final Path request;
    private final Path answer;
    private final Thread server;

    /** What the command does. */
    @FunctionalInterface
    public interface Snapshots {
        void take(Path directory) throws IOException;
    }

    public SnapshotCommand(Snapshots snapshots, Path workspace) throws IOException {
        this.snapshots = snapshots;
        this.workspace = workspace;
        this.request = workspace.resolve(".snapshot-request");
        this.answer = workspace.resolve(".snapshot-answer");
        Files.createDirectories(workspace);
        pipe(request);
        pipe(answer);
        Path script = workspace.resolve("take-snapshot.sh");
        Files.writeString(script, """
                #!/bin/sh
                # Takes a snapshot of both databases into the directory given.
                echo "$1" > .snapshot-request
                read -r answer < .snapshot-answer
                echo "$answer"
                test "$answer" = done
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = new Thread(this::serve, "take-snapshot");
        server.setDaemon(true);
        server.start();
    }

    private static void pipe(Path path) throws IOException {
        Files.deleteIfExists(path);
        try {
            if (new ProcessBuilder("mkfifo", path.toString())
                            .inheritIO()
                            .start()
                            .waitFor()
                    != 0) {
                throw new IOException("mkfifo " + path + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void serve() {
        try {
            String directory;
            while (!STOP.equals(directory = nextRequest())) {
                Files.writeString(answer, take(directory) + "\n");
            }
        } catch (IOException broken) {
            System.err.println("take-snapshot.sh is not served any more: " + broken);
        }
    }

    private String nextRequest() throws IOException {
        // Opening a pipe waits for its writer.
        try (BufferedReader reader = Files.newBufferedReader(request)) {
            return reader.readLine();
        }
    }

    private String take(String directory) {
        try {
            snapshots.take(workspace.resolve(directory));
            return "done";
        } catch (IOException | RuntimeException failure) {
            return "failed: " + failure.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        if (server.isAlive()) {
            Files.writeString(request, STOP + "\n");
        }
    }
}
