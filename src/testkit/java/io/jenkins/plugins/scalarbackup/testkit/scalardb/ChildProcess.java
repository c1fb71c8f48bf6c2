package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server process that ends with this JVM, however this JVM ends. The process's standard input is a pipe held by this
 * JVM; a watcher beside it reads that pipe and sends the stop signal at its end. The operating system closes the pipe
 * even if this JVM is killed, so no orphan is left behind, which a shutdown hook alone could not guarantee.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 30;

    /**
     * A shell script that keeps the pipe as descriptor 3, lets a background reader wait for its end, and becomes the
     * server itself. Java closes the pipe as soon as the server has ended, so the watcher ends with it and never
     * signals a later process of the same number.
     */
    private static final String WATCHED =
            "exec 3<&0 0</dev/null; me=$$; signal=$1; shift; (read -r line <&3; kill -s \"$signal\" \"$me\") & exec 3<&-; exec \"$@\"";

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread hook;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.hook = new Thread(this::stopProcess, "stop " + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts {@code command} with standard output and error appended to {@code log}.
     *
     * @param stopSignal the signal for an orderly stop of this server: {@code TERM} for a JVM, {@code INT} for
     *     PostgreSQL
     */
    public static ChildProcess start(String name, String stopSignal, Path log, List<String> command)
            throws IOException {
        List<String> watched = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, name, stopSignal));
        watched.addAll(command);
        Process process = new ProcessBuilder(watched)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ChildProcess(name, log, process);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Fails with the end of the log if the process is gone: only that explains a server that never answered. */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with status " + process.exitValue()
                    + ". The end of its log (" + log + "):\n" + tail());
        }
    }

    String tail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(the log can't be read: " + e.getMessage() + ")";
        }
    }

    /** Kills the process like a power failure: nothing is drained, and nobody is notified. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        stopProcess();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running or about to run: the process is already stopped, and a second attempt does no harm.
        }
    }

    private void stopProcess() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        if (!awaitEnd()) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    private boolean awaitEnd() {
        try {
            return process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
