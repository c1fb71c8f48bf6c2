package io.jenkins.plugins.scalarbackup.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A script in a workspace that calls this process, where the databases are, through two named pipes. It takes the place
 * of a team's own scripts.
 */
final class WorkspaceCommand implements AutoCloseable {
    private static final String STOP = "stop";
    private static final String FAILED = "failed: ";

    private final String name;
    private final Work work;
    private final Path request;
    private final Path answer;
    private final Thread server;

    /** The work of the script. */
    @FunctionalInterface
    interface Work {
        /**
         * Does the work.
         *
         * @param argument the script's argument
         * @return a line that the script prints
         */
        String answer(String argument) throws Exception;
    }

    WorkspaceCommand(String name, Path workspace, Work work) throws IOException {
        this.name = name;
        this.work = work;
        request = workspace.resolve("." + name + "-request");
        answer = workspace.resolve("." + name + "-answer");
        Files.createDirectories(workspace);
        pipe(request);
        pipe(answer);
        Path script = workspace.resolve(name + ".sh");
        Files.writeString(script, """
                #!/bin/sh
                echo "${1-}" > .NAME-request
                read -r answer < .NAME-answer
                echo "$answer"
                case $answer in failed:*) exit 1 ;; esac
                """.replace("NAME", name));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = new Thread(this::serve, name);
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
            String argument;
            while (!STOP.equals(argument = next())) {
                Files.writeString(answer, answer(argument) + "\n");
            }
        } catch (IOException broken) {
            System.err.println(name + ".sh is not served any more: " + broken);
        }
    }

    private String next() throws IOException {
        // Opening a pipe waits for its writer.
        try (BufferedReader reader = Files.newBufferedReader(request)) {
            return reader.readLine();
        }
    }

    private String answer(String argument) {
        try {
            return work.answer(argument);
        } catch (Exception failure) {
            return FAILED + failure.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        if (server.isAlive()) {
            Files.writeString(request, STOP + "\n");
        }
    }
}
