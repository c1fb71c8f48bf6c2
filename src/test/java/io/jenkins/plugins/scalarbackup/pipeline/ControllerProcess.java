package io.jenkins.plugins.scalarbackup.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A controller in a separate process, which can be killed as by a power cut: its sockets close, and nothing of it
 * continues. It ends with the process that started it, which also answers its builds' {@code input} steps.
 */
final class ControllerProcess implements AutoCloseable {
    /** Instead of 30 s, so that nobody has to wait that long for a dead holder's Lease. */
    static final int LEASE_SECONDS = 12;

    private static final String PROPERTIES = "io.jenkins.plugins.scalarbackup.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path home;
    private final Path orders;
    private final Path log;

    private ControllerProcess(Process process, Path home, Path orders, Path log) {
        this.process = process;
        this.home = home;
        this.orders = orders;
        this.log = log;
    }

    /**
     * Starts a controller, and a build of each job.
     *
     * @param home JENKINS_HOME
     * @param credentials secret files by ID; one that is called {@code token} is a secret text
     * @param scripts the scripts by job name
     */
    static ControllerProcess start(Path home, Map<String, String> credentials, Map<String, String> scripts)
            throws IOException {
        Path orders = Files.createTempDirectory(Files.createDirectories(home.getParent()), "orders");
        write(Files.createDirectory(orders.resolve("credentials")), credentials);
        write(Files.createDirectory(orders.resolve("scripts")), scripts);
        Files.createDirectory(orders.resolve("answers"));
        Path log = orders.resolve("log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-D" + PROPERTIES + "allowInsecureEndpoints=true",
                        "-D" + PROPERTIES + "leaseSeconds=" + LEASE_SECONDS,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ControllerProcess.class.getName(),
                        home.toString(),
                        orders.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ControllerProcess(process, home, orders, log);
    }

    private static void write(Path directory, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
    }

    /** Answers an {@code input} with that message. */
    void answer(String message) {
        try {
            Files.createFile(orders.resolve("answers").resolve(message));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Makes archiving hang in the current build of that job, as on a disk that hangs. Returns when that is in effect.
     */
    void hangArchivingOf(String job) throws InterruptedException {
        answer("hang " + job);
        until(
                job + " can't archive",
                () -> Files.exists(orders.resolve("answers").resolve("hangs " + job)));
    }

    /** Waits for a condition, and fails with the controller's output when the time is up. */
    void until(String what, BooleanSupplier condition) throws InterruptedException {
        try {
            StepFixture.until(what, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("the controller's process ended");
                }
                return condition.getAsBoolean();
            });
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + ". The controller wrote:\n" + log(), late);
        }
    }

    /** Returns the console logs of its builds, and its own. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Kills it as by a power cut. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the controller's process does not end");
        }
    }

    /** Stops it like a service manager, or safeRestart: SIGTERM, and time for an orderly end. */
    void stop() throws InterruptedException {
        // Process.destroy() would also close the pipe, at the end of which the process halts.
        process.toHandle().destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the controller's process does not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    Path journal() {
        return home.resolve("scalar-backup").resolve("open");
    }

    /** Returns the journal's entry of a job's window; a missing node if there is none. */
    JsonNode entry(String job) {
        return read(journal()).stream()
                .filter(entry -> entry.at("/build/job").asText().equals(job))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    /** Returns whether that job's window is in a phase, according to the journal. */
    boolean isIn(String phase, String job) {
        return entry(job).at("/state/phase").asText().equals(phase);
    }

    /** Returns the records below JENKINS_HOME, by job. */
    Map<String, List<JsonNode>> records() {
        Map<String, List<JsonNode>> records = new TreeMap<>();
        for (JsonNode record : read(home.resolve("scalar-backup").resolve("records"))) {
            records.computeIfAbsent(record.at("/build/job").asText(), job -> new ArrayList<>())
                    .add(record);
        }
        return records;
    }

    private static List<JsonNode> read(Path directory) {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".json") && !name.startsWith(".")) {
                    all.add(JSON.readTree(Files.readString(file)));
                }
            }
        } catch (NoSuchFileException notYetOrGone) {
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return all;
    }

    /** The process; its arguments are JENKINS_HOME and the directory with its tasks. */
    public static void main(String[] arguments) throws IOException {
        EmbeddedJenkins jenkins = EmbeddedJenkins.at(Path.of(arguments[0]))
                .withIndexedExtensions()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(jenkins::close, "orderly stop"));
        Path orders = Path.of(arguments[1]);
        files(orders.resolve("credentials")).forEach((id, text) -> {
            if (id.equals("token")) {
                jenkins.credentials().text(id, text);
            } else {
                jenkins.credentials().file(id, "kubeconfig", text);
            }
        });
        Path answers = orders.resolve("answers");
        for (Map.Entry<String, String> script : files(orders.resolve("scripts")).entrySet()) {
            EmbeddedRun run = jenkins.pipeline(script.getKey())
                    .script(script.getValue())
                    .answering(question -> Files.exists(answers.resolve(question)) ? "yes" : null)
                    .watchedBy(System.out)
                    .start();
            onOrderHang(answers, script.getKey(), run);
        }
        // The pipe ends when the process that started this one ends.
        while (System.in.read() >= 0) {
            // Nothing is sent through it.
        }
        Runtime.getRuntime().halt(0);
    }

    private static void onOrderHang(Path answers, String job, EmbeddedRun run) {
        Thread thread = new Thread(() -> {
            while (!Files.exists(answers.resolve("hang " + job))) {
                LockSupport.parkNanos(20_000_000);
            }
            // Getting the build's artifact manager requires this monitor.
            synchronized (run) {
                try {
                    Files.createFile(answers.resolve("hangs " + job));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
                while (true) {
                    LockSupport.park();
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }
}
