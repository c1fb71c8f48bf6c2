package io.jenkins.plugins.scalarbackup.testkit.bank;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;

/**
 * Runs the verifier of restores like a person who restores, before anything else reads the restored data. Everything
 * here has the same clock, so the verifier may rely on it.
 */
public final class RestoreVerifier {
    private static final String MAIN = "io.jenkins.plugins.scalarbackup.verifier.Main";
    private static final String TOLERANCE = "20ms";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClassLoader loader;

    /** @param loader the loader of ScalarDB's class path and the verifier */
    RestoreVerifier(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Verifies restored databases.
     *
     * @param restored ScalarDB's properties of the restored databases
     * @param record the record of the window
     * @param name the name of the files written beside it
     */
    Verification run(Properties restored, Path record, String name) throws IOException {
        Path config = record.resolveSibling(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(config)) {
            restored.store(writer, null);
        }
        Path report = record.resolveSibling(name + ".json");
        String[] arguments = {
            "--config", config.toString(),
            "--record", record.toString(),
            "--out", report.toString(),
            "--pod-clock-tolerance", TOLERANCE
        };
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status;
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            status = (Integer) loader.loadClass(MAIN)
                    .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
                    .invoke(null, arguments, out, out);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The verifier can't be run", e);
        } finally {
            thread.setContextClassLoader(before);
        }
        if (status > 1) {
            throw new IllegalStateException("The verifier: " + said.toString(StandardCharsets.UTF_8));
        }
        return Verification.of(JSON.readTree(report.toFile()));
    }

    /** Writes the record of a window that was none, as if somebody had taken it for one. */
    public static Path record(
            Path directory, String id, Instant pauseStarted, Instant pauseCompleted, Instant verifiedUntil)
            throws IOException {
        Path file = Files.createDirectories(directory).resolve("no-window.json");
        JSON.writeValue(
                file.toFile(),
                Map.of(
                        "schemaVersion",
                        1,
                        "id",
                        id,
                        "windowProven",
                        true,
                        "window",
                        Map.of(
                                "pauseStarted", pauseStarted.toString(),
                                "pauseCompleted", pauseCompleted.toString(),
                                "verifiedUntil", verifiedUntil.toString())));
        return file;
    }
}
