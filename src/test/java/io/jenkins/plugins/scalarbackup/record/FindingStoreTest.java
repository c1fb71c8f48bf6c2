package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.scalarbackup.record.Finding.FoundBy;
import io.jenkins.plugins.scalarbackup.record.Finding.Restorability;
import io.jenkins.plugins.scalarbackup.record.Finding.RestoreTest;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that findings are stored beside the window's record, are deleted with it, and that the last one counts. */
class FindingStoreTest {
    static final Instant AT = Instant.parse("2026-11-22T10:20:00.000Z");
    private static final FoundBy BUILD = new FoundBy("rehearsal", 7, "https://jenkins.example/job/rehearsal/7/");

    @TempDir
    Path home;

    private Path directory;
    private final AtomicInteger kept = new AtomicInteger(RecordStore.DEFAULT_KEPT);

    @BeforeEach
    void place() {
        directory = home.resolve("scalar-backup/records");
    }

    private RecordStore store() {
        return new RecordStore(directory, kept::get, () -> 1);
    }

    private static BuildRecord report(String id) {
        return BuildRecord.of(Samples.consistent(id), new BuildFacts("job", 1, null, 1), Samples.PLUGIN);
    }

    static Finding restorable(String window, String database, Instant at, String expires, String... all) {
        return Finding.of(window, at, BUILD, said(database, expires, null, all));
    }

    static Finding notRestorable(String window, String database, Instant at, String... all) {
        return Finding.of(window, at, BUILD, said(database, null, "It lags behind.", all));
    }

    private static Restorability said(String database, String expires, String reason, String... all) {
        return new Restorability(
                database,
                all.length == 0 ? List.of(database) : List.of(all),
                "2026-11-22T10:05:08.456Z",
                "2026-11-22T10:06:00.000Z",
                null,
                expires == null ? null : 35L,
                expires,
                3L,
                null,
                reason);
    }

    static Finding tested(String window, String verdict, Instant at) {
        return Finding.of(
                window,
                at,
                BUILD,
                new RestoreTest(verdict, List.of("why"), "2026-11-22T10:19:00.000Z", "1.0", Map.of("records", 12L)));
    }

    @Test
    void whatWasAppendedIsReadAgainAndTheRecordStaysAsItWas() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        String before = Files.readString(directory.resolve("w-1.json"));
        List<Finding> findings = List.of(restorable("w-1", "dynamodb", AT, null), tested("w-1", "SOUND", AT));
        for (Finding finding : findings) {
            store.findings().append(finding);
        }
        assertEquals(findings, store.findings().of("w-1"));
        RecordStore later = store();
        assertEquals(findings, later.findings().of("w-1"));
        assertEquals(List.of(), later.findings().of("w-2"));
        assertEquals(1, later.all().size(), "a list of findings is no record");
        assertEquals(before, Files.readString(directory.resolve("w-1.json")));
    }

    @Test
    void theFileIsByTheSchemaAndTheTwinsAreTheSame() throws Exception {
        String schema;
        try (InputStream in = BuildRecord.class.getResourceAsStream("consistent-backup-findings.schema.json")) {
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertEquals(schema, Files.readString(Path.of("docs/consistent-backup-findings.schema.json")));
        var judge =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        String written = FindingList.write(List.of(
                restorable("w", "dynamodb", AT, "2026-12-27T10:05:08.456Z"),
                notRestorable("w", "rds", AT),
                tested("w", "TORN", AT)));
        assertTrue(judge.validate(new ObjectMapper().readTree(written)).isEmpty(), () -> judge.validate(mapped(written))
                .toString());
        for (String broken : List.of(
                written.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"),
                written.replace("\"reason\" : null", "\"nothing\" : null"),
                written.replace("TORN", "GREAT"),
                written.replace("\"found\" : \"2026-11-22T", "\"found\" : \"2026-11-22 "))) {
            assertNotEquals(written, broken);
            assertFalse(judge.validate(mapped(broken)).isEmpty(), broken);
        }
    }

    private static com.fasterxml.jackson.databind.JsonNode mapped(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void findingsGoWithTheirRecord() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        store.findings().append(tested("w-1", "UNSOUND", AT));
        kept.set(1);
        store.write(report("w-2"));
        assertFalse(Files.exists(directory.resolve("w-1.findings.json")));
        assertEquals(List.of(), store.findings().of("w-1"));
    }

    @Test
    void theFindingBuildIsFoundUnderItsNewName() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        store.findings().append(tested("w-1", "SOUND", AT));
        store().jobMoved("rehearsal", "team/rehearsal", List.of());
        assertEquals(
                "team/rehearsal", store().findings().of("w-1").get(0).build().job());
        assertEquals("job", store().all().get(0).job());
    }

    @Test
    void aWindowWhoseJobIsMovedKeepsItsFindings() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        store.findings().append(tested("w-1", "SOUND", AT));
        store.jobMoved("job", "team/job", List.of());
        String id = store.ofJob("team/job", 5).get(0).id();
        assertEquals(1, store.findings().of(id).size());
    }

    @Test
    void aTornFileIsSetAsideAndNothingElseIsLost() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        store.findings().append(tested("w-1", "SOUND", AT));
        Path file = directory.resolve("w-1.findings.json");
        Files.writeString(file, Files.readString(file).substring(0, 60));
        RecordStore later = store();
        assertEquals(List.of(), later.findings().of("w-1"));
        later.findings().append(tested("w-1", "TORN", AT));
        assertEquals(1, store().findings().of("w-1").size());
        assertTrue(Files.exists(directory.resolve("w-1.findings.json.damaged")));
    }

    @Test
    void aKindThatOnlyANewerVersionKnowsHidesNoOther() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        store.findings().append(tested("w-1", "SOUND", AT));
        Path file = directory.resolve("w-1.findings.json");
        Files.writeString(
                file, Files.readString(file).replace("\"findings\" : [", "\"findings\" : [ {\"kind\": \"MOON\"},"));
        assertEquals(1, store().findings().of("w-1").size());
    }

    @Test
    void aJobThatGoesWildFillsNoDisk() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        for (int i = 0; i < FindingStore.MOST + 5; i++) {
            store.findings().append(tested("w-1", "SOUND", AT.plusSeconds(i)));
        }
        List<Finding> findings = store.findings().of("w-1");
        assertEquals(FindingStore.MOST, findings.size());
        assertEquals("2026-11-22T10:20:05.000Z", findings.get(0).found());
    }

    @Test
    void whatIsKnownOfADatabaseIsNotLostAmongManyTests() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        store.findings().append(notRestorable("w-1", "rds", AT));
        store.findings().append(restorable("w-1", "rds", AT, null));
        for (int i = 0; i < FindingStore.MOST + 5; i++) {
            store.findings().append(tested("w-1", "SOUND", AT.plusSeconds(i)));
        }
        List<Finding> findings = store.findings().of("w-1");
        assertEquals(FindingStore.MOST, findings.size());
        assertEquals(Finding.Kind.RESTORABLE, findings.get(0).kind());
        assertEquals(true, FindingSummary.of(findings, AT).restorable());
    }

    @Test
    void theLastWordOnEachDatabaseCounts() {
        String[] both = {"dynamodb", "rds"};
        Finding one = restorable("w", "dynamodb", AT, null, both);
        Finding other = restorable("w", "rds", AT.plusSeconds(60), "2026-12-01T00:00:00.000Z", both);
        Finding again = restorable("w", "dynamodb", AT.plusSeconds(90), null, both);
        Finding not = notRestorable("w", "dynamodb", AT.plusSeconds(95), both);
        assertNull(FindingSummary.of(List.of(), AT).restorable());
        assertNull(FindingSummary.of(List.of(one), AT).restorable(), "rds was not asked");
        FindingSummary known = FindingSummary.of(List.of(one, other, again), AT);
        assertEquals(true, known.restorable());
        assertEquals("2026-11-22T10:21:00.000Z", known.since());
        assertEquals("2026-12-01T00:00:00.000Z", known.until());
        assertEquals(false, FindingSummary.of(List.of(one, other, not), AT).restorable());
        FindingSummary later = FindingSummary.of(List.of(one, other, not, again), AT);
        assertEquals(true, later.restorable());
        assertEquals("2026-11-22T10:21:30.000Z", later.since(), "since the last that denied it");
        assertEquals(
                false,
                FindingSummary.of(List.of(one, other), AT.plus(Duration.ofDays(60)))
                        .restorable(),
                "it has expired");
    }

    @Test
    void whatIsOnlyCopiedInTheWindowNeedsNoAnswer() {
        Finding one = restorable("w", "postgresql", AT, null, "postgresql", "cassandra");
        assertEquals(true, FindingSummary.of(List.of(one), AT).restorable());
    }

    @Test
    void theLastRestoreTestCounts() {
        FindingSummary summary =
                FindingSummary.of(List.of(tested("w", "SOUND", AT), tested("w", "TORN", AT.plusSeconds(1))), AT);
        assertEquals("TORN", summary.test().verdict());
        assertFalse(summary.test().isSound());
        assertNull(summary.restorable());
    }
}
