package io.jenkins.plugins.scalarbackup.watchdog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A process that runs {@code docs/watchdog/watchdog.sh}. */
public final class Watchdog implements AutoCloseable {
    static final Path SCRIPT = Path.of("docs", "watchdog", "watchdog.sh");

    private final Shell shell;
    private final Path directory;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    /** Starts it with times that a test can wait for: an unrenewed Lease is taken after a second. */
    public Watchdog(Shell shell, Path directory, Map<String, String> settings) {
        this.shell = shell;
        this.directory = directory;
        this.log = directory.resolve("log");
        this.environment = new TreeMap<>(Map.of(
                "WATCHDOG_TMP", directory.toString(),
                "WATCHDOG_GRACE", "1",
                "WATCHDOG_SETTLE", "0",
                "WATCHDOG_MARGIN", "0",
                "WATCHDOG_TRUSTED", "0",
                // Long, so that a pod on a busy machine is not taken for dead.
                "WATCHDOG_CALL", "40",
                "WATCHDOG_RENEW", "1",
                "WATCHDOG_LOOK", "0.3",
                "WATCHDOG_REST", "0.2"));
        environment.putAll(settings);
        start();
    }

    void start() {
        try {
            process = shell.run(SCRIPT.toAbsolutePath(), directory, environment)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the directory of its files. */
    Path directory() {
        return directory;
    }

    boolean isRunning() {
        return process.isAlive();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Kills it with all its child processes, as when its container ends. */
    void kill() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    public List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean says(String words) {
        return log().stream().anyMatch(line -> line.contains(words));
    }

    @Override
    public void close() {
        kill();
    }
}
