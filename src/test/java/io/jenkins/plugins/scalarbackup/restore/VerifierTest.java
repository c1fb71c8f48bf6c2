package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.RestoreReport;
import io.jenkins.plugins.scalarbackup.testkit.bank.CoreClassPath;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the verifier's verdicts on states of restored databases, each created by real transactions and then broken on
 * purpose, or not. It must find every fault, and report no false ones.
 */
class VerifierTest {
    private static final String INSIDE = VerifierTest.class.getPackageName() + ".planted.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Supplier<List<String>> cases;
    private static BiFunction<String, Path, Map<String, String>> run;
    private static JsonSchema schema;
    private static ClassLoader before;

    @TempDir
    private static Path directory;

    @SuppressWarnings("unchecked")
    private static synchronized void load() {
        if (cases == null) {
            try {
                ClassLoader loader = CoreClassPath.loader(INSIDE);
                before = Thread.currentThread().getContextClassLoader();
                // ScalarDB finds its storages through it.
                Thread.currentThread().setContextClassLoader(loader);
                Object inside = loader.loadClass(INSIDE + "Cases")
                        .getDeclaredConstructor()
                        .newInstance();
                cases = (Supplier<List<String>>) inside;
                run = (BiFunction<String, Path, Map<String, String>>) inside;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        load();
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs", "restore-verification.schema.json")));
    }

    @AfterAll
    static void stop() {
        Thread.currentThread().setContextClassLoader(before);
    }

    static Stream<String> cases() {
        load();
        return cases.get().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void cases(String name) throws Exception {
        Map<String, String> outcome = run.apply(name, directory);
        JsonNode report = JSON.readTree(outcome.get("report"));
        assertAll(
                outcome.toString(),
                () -> assertEquals(
                        outcome.get("expected"), report.path("verdict").asText()),
                () -> assertEquals(outcome.get("expected").equals("SOUND") ? "0" : "1", outcome.get("status")),
                () -> assertEquals(outcome.get("before"), outcome.get("after"), "the databases"),
                () -> assertEquals(Set.of(), schema.validate(report)),
                () -> assertEquals(
                        outcome.get("expected"), noted(outcome).verdict(), "what recordRestoreTest takes of it"),
                () -> assertEquals(
                        outcome.get("expected").equals("SOUND"),
                        report.path("reasons").isEmpty()),
                () -> assertAll(outcome.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("expected /"))
                        .map(entry -> () -> {
                            String pointer = entry.getKey().substring("expected ".length());
                            assertEquals(entry.getValue(), report.at(pointer).asText(), pointer);
                        })));
    }

    private static Finding.RestoreTest noted(Map<String, String> outcome) throws Exception {
        Map<String, Object> record = JSON.readValue(outcome.get("record"), new TypeReference<>() {});
        byte[] report = outcome.get("report").getBytes(StandardCharsets.UTF_8);
        Finding.RestoreTest noted =
                RestoreReport.read(new ByteArrayInputStream(report), "report", BuildRecord.read(record));
        assertTrue(noted.figures().containsKey("records"), noted.toString());
        return noted;
    }
}
