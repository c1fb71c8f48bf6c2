package io.jenkins.plugins.scalarbackup.restore.planted;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The test's view from outside, in types that both sides have: returns the names of all cases, and runs a case in a
 * folder.
 */
public final class Cases implements Supplier<List<String>>, BiFunction<String, Path, Map<String, String>> {
    private static final String VERIFIER = "io.jenkins.plugins.scalarbackup.verifier.Main";

    private final Map<String, Case> cases = new LinkedHashMap<>();
    private final Map<Bank.Kind, Bank> banks = new EnumMap<>(Bank.Kind.class);

    public Cases() {
        List<Case> all = new ArrayList<>(SoundCases.all());
        all.addAll(TornCases.all());
        all.addAll(OtherCases.all());
        all.forEach(planted -> {
            if (cases.put(planted.verdict() + ": " + planted.name(), planted) != null) {
                throw new IllegalStateException("Twice: " + planted.name());
            }
        });
    }

    @Override
    public List<String> get() {
        return List.copyOf(cases.keySet());
    }

    /**
     * Returns {@code expected}: the verdict; {@code expected /…}: the value at a JSON pointer; and status, report, out
     * and err, and the databases' content {@code before} and {@code after}.
     */
    @Override
    public Map<String, String> apply(String name, Path directory) {
        Case planted = cases.get(name);
        try {
            Bank bank = banks.get(planted.kind());
            if (bank == null) {
                bank = Bank.open(planted.kind(), Files.createDirectories(directory.resolve("banks")));
                banks.put(planted.kind(), bank);
            }
            Map<String, String> outcome = run(planted, bank, Files.createTempDirectory(directory, "case-"));
            outcome.put("expected", planted.verdict());
            planted.expected().forEach((pointer, value) -> outcome.put("expected " + pointer, value));
            return outcome;
        } catch (Exception e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static Map<String, String> run(Case planted, Bank bank, Path directory) throws Exception {
        Path record = directory.resolve("consistent-backup.json");
        Path config = directory.resolve("restored.properties");
        try (Restore restore = new Restore(bank, planted.moment(), directory)) {
            planted.planting().plant(restore);
            Files.writeString(record, record(restore));
            restore.properties.remove("scalar.db.consensus_commit.one_phase_commit.enabled");
            try (Writer writer = Files.newBufferedWriter(config)) {
                restore.properties.store(writer, null);
            }
        }
        Path report = directory.resolve("report.json");
        List<String> arguments = new ArrayList<>(
                List.of("--config", config.toString(), "--record", record.toString(), "--out", report.toString()));
        arguments.addAll(planted.arguments());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> outcome = new LinkedHashMap<>();
        outcome.put("before", contents(directory));
        outcome.put("status", String.valueOf(verify(arguments, out, err)));
        outcome.put("after", contents(directory));
        outcome.put("report", Files.exists(report) ? Files.readString(report) : "");
        outcome.put("record", Files.readString(record));
        outcome.put("out", out.toString(StandardCharsets.UTF_8));
        outcome.put("err", err.toString(StandardCharsets.UTF_8));
        return outcome;
    }

    private static String contents(Path directory) throws IOException {
        return Arrays.hashCode(Files.readAllBytes(directory.resolve("first.db"))) + " "
                + Arrays.hashCode(Files.readAllBytes(directory.resolve("second.db")));
    }

    /** By reflection, because the verifier is compiled separately from the tests. */
    private static int verify(List<String> arguments, ByteArrayOutputStream out, ByteArrayOutputStream err)
            throws ReflectiveOperationException, IOException {
        try (PrintStream output = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            return (Integer) Class.forName(VERIFIER)
                    .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
                    .invoke(null, arguments.toArray(String[]::new), output, errors);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String record(Restore restore) {
        return "{\"schemaVersion\": 1, \"id\": \"planted-1\", \"windowProven\": " + restore.proven
                + ", \"window\": {\"pauseStarted\": \"" + Instant.ofEpochMilli(restore.pauseStarted)
                + "\", \"pauseCompleted\": \"" + Instant.ofEpochMilli(restore.pauseCompleted)
                + "\", \"verifiedUntil\": \"" + Instant.ofEpochMilli(restore.verifiedUntil) + "\"}}";
    }
}
