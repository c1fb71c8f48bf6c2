package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.testkit.bank.CoreClassPath;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the verifier with wrong arguments: one sentence that names the error, status 2, and no report. */
class VerifierCommandTest {
    private static final String RECORD = """
            {"schemaVersion": 1, "id": "a", "windowProven": true, "window": {"pauseStarted": "2026-11-26T01:00:00.000Z",
             "pauseCompleted": "2026-11-26T01:00:01.000Z", "verifiedUntil": "2026-11-26T01:00:11.000Z"}}
            """;

    /**
     * The same for a window with a measured clock, and with entries that a newer plugin, or a mistake, may have added.
     */
    private static final String MEASURED = RECORD.replace("\"window\":", """
            "restore": {"byDatabase": [{"database": "postgresql", "recommended": "2026-11-26T01:00:07.000Z"},
             {"database": "rds", "recommended": null}, 7, {"database": {}}]}, "window":""");

    private static ClassLoader loader;

    @TempDir
    private Path directory;

    private Path config;
    private Path record;
    private Path report;

    private record Outcome(int status, String out, String err) {}

    @BeforeAll
    static void load() throws Exception {
        loader = CoreClassPath.loader("nothing.");
    }

    @BeforeEach
    void files() throws Exception {
        config = Files.writeString(
                directory.resolve("restored.properties"),
                "scalar.db.storage=jdbc\nscalar.db.contact_points=jdbc:sqlite:" + directory.resolve("none.db") + "\n");
        record = Files.writeString(directory.resolve("consistent-backup.json"), RECORD);
        report = directory.resolve("report.json");
    }

    private Outcome run(List<String> arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try (PrintStream output = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            int status = (Integer) loader.loadClass("io.jenkins.plugins.scalarbackup.verifier.Main")
                    .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
                    .invoke(null, arguments.toArray(String[]::new), output, errors);
            return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Outcome runWith(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--config", config.toString(), "--record", record.toString(), "--out", report.toString()));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private void refused(Outcome outcome, String named) {
        assertAll(
                outcome.toString(),
                () -> assertEquals(2, outcome.status()),
                () -> assertTrue(outcome.err().contains(named), named),
                () -> assertEquals(1, outcome.err().lines().count()),
                () -> assertTrue(outcome.err().strip().endsWith(".")),
                () -> assertEquals("", outcome.out()),
                () -> assertFalse(Files.exists(report)));
    }

    @ParameterizedTest
    @CsvSource({
        "--parallel, 0",
        "--parallel, 65",
        "--parallel, many",
        "--parallel, -1",
        "--tables, accounts",
        "--tables, 'ns.a,,ns.b'",
        "--tables, .a",
        "--tables, a.",
        "--pod-clock-tolerance, soon",
        "--pod-clock-tolerance, -1s",
        "--pod-clock-tolerance, 2h",
        "--pod-clock-tolerance, 99999999999999999999s",
        "--purge, yes",
        "--record, --purged"
    })
    void anOptionThatIsWrongIsNamed(String name, String value) throws Exception {
        refused(runWith(name, value), name);
    }

    @Test
    void anOptionWithoutItsValueIsNamed() throws Exception {
        refused(runWith("--tables"), "--tables");
        refused(runWith("--tables", ""), "--tables");
        refused(runWith("--tables="), "--tables");
        refused(runWith("--purged=no"), "--purged");
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        refused(run(List.of("--record", record.toString())), "--config");
        refused(run(List.of("--config", config.toString())), "--record");
        refused(run(List.of()), "--config");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{} {}",
                "{\"schemaVersion\": 1}",
                "{\"schemaVersion\": 1, \"window\": []}",
                "{\"schemaVersion\": 1, \"id\": 7, \"windowProven\": true, \"window\": {}}",
                "{\"schemaVersion\": 1, \"id\": \"a\", \"windowProven\": true, \"window\": {}}",
                "{\"schemaVersion\": 1, \"id\": \"a\", \"windowProven\": \"yes\", \"window\": {}}",
                "{\"schemaVersion\": 2, \"id\": \"a\", \"windowProven\": true, \"window\": {}}",
                "{\"window\": {\"pauseStarted\": \"\\u00zz\"}}",
                "\"\\ud83d"
            })
    void aRecordThatIsNoneIsRefused(String text) throws Exception {
        Files.writeString(record, text);
        refused(runWith(), "--record");
    }

    @Test
    void aRecordThatIsNotOfAWindowIsRefused() throws Exception {
        Files.writeString(record, RECORD.replace("2026-11-26T01:00:11.000Z", "yesterday"));
        refused(runWith(), "verifiedUntil");
        Files.writeString(record, RECORD.replace("\"2026-11-26T01:00:01.000Z\"", "null"));
        refused(runWith(), "pauseCompleted");
        Files.writeString(record, RECORD.replace("2026-11-26T01:00:11", "2026-11-26T00:00:11"));
        refused(runWith(), "order");
        Files.writeString(record, "[".repeat(100_000));
        refused(runWith(), "--record");
        Files.writeString(record, RECORD + " ".repeat(10 << 20));
        refused(runWith(), "10 MiB");
        Files.write(record, new byte[] {(byte) 0xc3, 0x28});
        refused(runWith(), "UTF-8");
        Files.delete(record);
        refused(runWith(), "no such file");
    }

    @Test
    void aConfigurationOfSomethingElseIsRefused() throws Exception {
        Files.writeString(config, "scalar.db.transaction_manager=cluster\nscalar.db.contact_points=indirect:host\n");
        refused(runWith(), "transaction_manager");
        Files.writeString(config, "scalar.db.contact_points=host\n");
        refused(runWith(), "scalar.db.storage");
        Files.writeString(config, "scalar.db.storage=jdbc\n");
        refused(runWith(), "contact_points");
        Files.writeString(
                config, "scalar.db.storage=jdbc\nscalar.db.contact_points=x\nscalar.db.scan_fetch_size=ten\n");
        refused(runWith(), "--config");
        Files.writeString(config, "a=\\uzzzz");
        refused(runWith(), "--config");
        Files.delete(config);
        refused(runWith(), "no such file");
    }

    @Test
    void aReportThatCantBeWrittenIsRefusedBeforeAnythingIsRead() throws Exception {
        refused(runWith("--out", directory.resolve("nowhere/report.json").toString()), "--out");
        refused(runWith("--out", directory.toString()), "--out");
    }

    @Test
    void databasesThatAreNotThereAreIncomplete() throws Exception {
        Files.writeString(
                config,
                "scalar.db.storage=jdbc\nscalar.db.contact_points=jdbc:sqlite:" + directory.resolve("nowhere/none.db")
                        + "\n");
        Outcome outcome = runWith();
        assertEquals(1, outcome.status(), outcome::toString);
        assertTrue(outcome.out().startsWith("INCOMPLETE"), outcome::toString);
        assertTrue(Files.readString(report).contains("\"INCOMPLETE\""));
    }

    @Test
    void showsTheTimesOfTheDatabasesOwnClocks() throws Exception {
        Files.writeString(record, MEASURED);
        Outcome outcome = runWith();
        assertTrue(
                outcome.out()
                        .contains("By the own clock of postgresql, which was measured, that is to be restored to"
                                + " 2026-11-26T01:00:07.000Z"),
                outcome::toString);
        assertFalse(outcome.out().contains("clock of rds"), outcome::toString);
        assertTrue(Files.readString(report).contains("\"postgresql\""), () -> "" + report);
    }

    @Test
    void aStorageThatScalarDbDoesNotHaveIsNoStackTrace() throws Exception {
        Files.writeString(config, "scalar.db.storage=papyrus\nscalar.db.contact_points=x\n");
        Outcome outcome = runWith();
        assertTrue(outcome.status() > 0, outcome::toString);
        assertFalse((outcome.err() + outcome.out()).contains("\tat "), outcome::toString);
    }

    @Test
    void itSaysHowItIsUsed() throws Exception {
        Outcome outcome = run(List.of("--help"));
        assertEquals(0, outcome.status());
        for (String option : List.of(
                "--config", "--record", "--out", "--parallel", "--tables", "--purged", "--pod-clock-tolerance")) {
            assertTrue(outcome.out().contains(option), option);
        }
    }
}
