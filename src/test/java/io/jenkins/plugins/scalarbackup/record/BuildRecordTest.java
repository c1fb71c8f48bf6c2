package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the three forms of a record: JSON by the schema, text for people, Maps for pipelines. */
class BuildRecordTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Stream<WindowRecord> windows() {
        return Stream.of(
                Samples.consistent("w-1"),
                Samples.inconsistent("w-2"),
                Samples.failed("w-3"),
                Samples.failedBody("w-4"),
                Samples.aborted("w-5"),
                Samples.ofDeployment("w-6"),
                Samples.measured("w-7"));
    }

    static BuildRecord report(WindowRecord window) throws Exception {
        return BuildRecord.of(window, Samples.BUILD, Samples.PLUGIN, RestoreInstructions.databases());
    }

    @ParameterizedTest
    @MethodSource("windows")
    void everyKindOfWindowMatchesTheSchema(WindowRecord window) throws Exception {
        var errors = schema().validate(MAPPER.readTree(report(window).asJson()));
        assertTrue(errors.isEmpty(), errors.toString());
    }

    /** The window is from 10:04:58.123 to 10:05:01.124 by the controller's clock. */
    @Test
    void whatIsRestoredByItsOwnClockIsToldTheTimeByThat() throws Exception {
        BuildRecord record = BuildRecord.of(
                Samples.measured("w"), Samples.BUILD, Samples.PLUGIN, List.of("postgresql", "dynamodb", "rds"));
        assertEquals("2026-11-22T10:05:00.000Z", record.restore().recommended());
        assertEquals(
                List.of(
                        new RecordedPoint(
                                "postgresql",
                                "2026-11-22T10:05:02.000Z",
                                "2026-11-22T10:05:00.935Z",
                                "2026-11-22T10:05:03.936Z",
                                1_065L),
                        new RecordedPoint(
                                "dynamodb",
                                "2026-11-22T10:04:58.000Z",
                                "2026-11-22T10:04:56.623Z",
                                "2026-11-22T10:04:59.624Z",
                                1_377L),
                        new RecordedPoint("rds", null, "2026-11-22T10:04:58.123Z", "2026-11-22T10:05:01.124Z", null)),
                record.restore().byDatabase());
        // 200 ppm of 65 s are added.
        assertEquals(
                new RecordedDatabaseClock("postgresql", 2_812, 34, "2026-11-22T10:03:57.250Z", 5),
                record.clock().databases().get(0));
        assertEquals(
                List.of("postgresql", "dynamodb"),
                record.restore().plans().stream().map(RestorePlan::database).toList());
        String plan = record.restore().plans().get(0).toString();
        assertTrue(plan.contains("recovery_target_time = '2026-11-22 10:05:02+00'"), plan);
        assertTrue(plan.contains("measured to be 2.812 s ahead of the controller's"), plan);
        assertTrue(
                plan.contains("by the clock of each: postgresql 2026-11-22T10:05:02Z, dynamodb 2026-11-22T10:04:58Z."),
                plan);
        String dynamodb = record.restore().plans().get(1).toString();
        assertTrue(dynamodb.contains("--restore-date-time 2026-11-22T10:04:58Z"), dynamodb);
        assertEquals(7_000L, record.shorterByMillis());
        String text = record.asText();
        assertTrue(text.contains("7.000 s shorter by measured clocks"), text);
        assertTrue(text.contains("By the own clock of postgresql: restore to 2026-11-22T10:05:02.000Z"), text);
        assertTrue(text.contains("By the own clock of rds: restore to no second of this window"), text);
    }

    @Test
    void onlyWhatIsMeasuredMakesAWindowShorter() throws Exception {
        assertNull(
                BuildRecord.of(Samples.measured("w"), Samples.BUILD, Samples.PLUGIN, List.of("postgresql", "cassandra"))
                        .shorterByMillis());
        assertNull(report(Samples.consistent("w")).shorterByMillis());
    }

    @Test
    void theSchemaIsNoEmptyPromise() throws Exception {
        String json = report(Samples.consistent("w")).asJson();
        for (String broken : List.of(
                json.replace("\"CONSISTENT\"", "\"FINE\""),
                json.replace("2026-11-22T10:04:57.250Z", "2026-11-22T10:04:57Z"),
                json.replace("\"windowProven\"", "\"proven\""))) {
            assertFalse(schema().validate(MAPPER.readTree(broken)).isEmpty(), broken);
        }
    }

    @Test
    void theSchemaInTheDocumentsIsTheOneInTheJar() throws Exception {
        assertEquals(schemaText(), Files.readString(Path.of("docs/consistent-backup.schema.json")));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void whatAStepReturnsEqualsTheJson(WindowRecord window) throws Exception {
        BuildRecord report = report(window);
        assertEquals(report.asMap(), RecordJson.read(report.asJson()));
        assertEquals(report, BuildRecord.read(report.asJson()));
        assertEquals(report, BuildRecord.read(report.asMap()));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void whatAStepReturnsIsWhatTheSandboxAllows(WindowRecord window) throws Exception {
        allowed(report(window).asMap());
    }

    private static void allowed(Object value) {
        if (value == null) {
            return;
        }
        assertTrue(
                List.of(LinkedHashMap.class, ArrayList.class, String.class, Long.class, Boolean.class)
                        .contains(value.getClass()),
                () -> value.getClass() + ": " + value);
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                assertEquals(String.class, key.getClass());
                allowed(element);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(BuildRecordTest::allowed);
        }
    }

    @Test
    void durationsAndRestorePointAgreeWithTheTimesBesideThem() throws Exception {
        Map<String, Object> map = report(Samples.consistent("w")).asMap();
        Map<?, ?> window = (Map<?, ?>) map.get("window");
        assertEquals("2026-11-22T10:04:58.123Z", window.get("pauseCompleted"));
        assertEquals("2026-11-22T10:05:08.456Z", window.get("verifiedUntil"));
        assertEquals(10_333L, window.get("durationMillis"));
        assertEquals(11_310L, window.get("outageMillis"));
        Map<?, ?> restore = (Map<?, ?>) map.get("restore");
        assertEquals("2026-11-22T10:05:03.000Z", restore.get("recommended"));
        assertEquals(4_877L, restore.get("toleratedClockSkewMillis"));
    }

    @Test
    void whatIsNotProvenHasNoRestorePointAndNoInstructions() throws Exception {
        Map<?, ?> restore =
                (Map<?, ?>) report(Samples.inconsistent("w")).asMap().get("restore");
        assertTrue(restore.containsKey("recommended"));
        assertNull(restore.get("recommended"));
        assertEquals(List.of(), restore.get("instructions"));
    }

    @Test
    void theTextIsWhatAPersonIsToRead() throws Exception {
        assertGolden(
                "consistent.txt",
                BuildRecord.of(
                                Samples.consistent("w-20261122-100457"),
                                Samples.BUILD,
                                Samples.PLUGIN,
                                List.of("dynamodb"))
                        .asText());
        assertGolden(
                "inconsistent.txt",
                report(Samples.inconsistent("w-20261122-100457")).asText());
    }

    /** Compares every key, its position and nulls, since the record is a public interface. */
    @ParameterizedTest
    @MethodSource("windows")
    void jsonAndTextAreByteForByteWhatTheyEverWere(WindowRecord window) throws Exception {
        BuildRecord report =
                BuildRecord.of(window, Samples.BUILD, Samples.PLUGIN, List.of("dynamodb", "cosmosdb", "postgresql"));
        assertGolden(window.id() + ".json", report.asJson());
        assertGolden(window.id() + ".txt", report.asText());
    }

    @ParameterizedTest
    @MethodSource("windows")
    void theTextFitsAPageAndStartsWithTheVerdict(WindowRecord window) throws Exception {
        String text = report(window).asText();
        assertTrue(text.startsWith(window.verdict() + ": "), text);
        // Except commands, which are meant to be copied.
        text.lines()
                .filter(line -> !line.startsWith("        "))
                .forEach(line -> assertTrue(line.length() <= 100, line));
        assertFalse(text.contains("null"), text);
    }

    /** Run with -Dgolden.write=true to write the files again; review them then. */
    private static void assertGolden(String name, String content) throws IOException {
        Path file = Path.of("src/test/resources/io/jenkins/plugins/scalarbackup/record", name);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, content);
        }
        assertEquals(Files.readString(file), content);
    }

    private static String schemaText() throws IOException {
        try (InputStream in = BuildRecord.class.getResourceAsStream("consistent-backup.schema.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schemaText());
    }
}
