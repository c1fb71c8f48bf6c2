package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordStoreTest {
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

    private static BuildRecord report(WindowRecord window, String job, long number) {
        return BuildRecord.of(window, new BuildFacts(job, number, null, 1), Samples.PLUGIN);
    }

    private static BuildRecord report(String id) {
        return report(Samples.consistent(id), "job", 1);
    }

    private static List<String> ids(List<RecordIndexEntry> records) {
        return records.stream().map(RecordIndexEntry::id).toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasWrittenIsReadAgainAsItWas() throws Exception {
        BuildRecord report = report("w-1");
        store().write(report);
        RecordStore later = store();
        assertEquals(Optional.of(report.asMap()), later.read("w-1"));
        assertEquals(Optional.of(report.asJson()), later.json("w-1"));
        assertEquals(Optional.of(report.asText()), later.text("w-1"));
        assertEquals(Optional.empty(), later.read("w-2"));
        assertEquals(
                List.of(new RecordIndexEntry(
                        "w-1",
                        "job",
                        false,
                        1,
                        1,
                        "CONSISTENT",
                        true,
                        "2026-11-22T10:05:03.000Z",
                        "2026-11-22T10:04:57.250Z",
                        10_333L,
                        11_310L,
                        List.of(new RecordedWorkload("https://10.0.0.1:6443", "prod", "Deployment/ledger")),
                        List.of(),
                        List.of("scalardl-ledger 3.14.0"),
                        null)),
                later.all());
    }

    @Test
    void anEmptyStoreHasNothing() throws Exception {
        assertEquals(List.of(), store().all());
        assertEquals(Optional.empty(), store().read("w"));
        assertFalse(Files.exists(directory), "asking makes no directory");
    }

    @Test
    void recordsAreListedInTheirOrder() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.inconsistent("b"), "folder/job", 7));
        store.write(report(Samples.consistent("c"), "folder/job", 8));
        store.write(report(Samples.consistent("a"), "folder/job", 7));
        store.write(report(Samples.consistent("b"), "folder/job", 7));
        for (RecordStore each : List.of(store, store())) {
            assertEquals(List.of("a", "c", "b"), ids(each.all()));
            assertEquals("INCONSISTENT", each.all().get(2).verdict(), "the first stands");
        }
    }

    @Test
    void aJobsLatestRecordsComeFirst() throws Exception {
        RecordStore store = store();
        assertEquals(List.of(), store.ofJob("folder/job", 20));
        store.write(report(Samples.consistent("a"), "folder/job", 7));
        store.write(report(Samples.consistent("b"), "folder/other", 1));
        store.write(report(Samples.consistent("c"), "folder/job", 8));
        for (RecordStore each : List.of(store, store())) {
            assertEquals(List.of("c", "a"), ids(each.ofJob("folder/job", 20)));
            assertEquals(List.of("c"), ids(each.ofJob("folder/job", 1)));
            assertEquals(List.of(), each.ofJob("job", 20));
        }
    }

    @Test
    void aRecordThatComesLateIsListedWhereItBelongs() throws Exception {
        Instant now = Instant.now();
        RecordStore store = store();
        store.write(began("first", now.minusSeconds(300)));
        store.write(began("future", now.plus(Duration.ofDays(300))));
        store.write(began("newest", now.minusSeconds(100)));
        store.write(began("late", now.minusSeconds(200)));
        store.write(began("unpaused", null));
        List<String> expected = List.of("unpaused", "newest", "late", "future", "first");
        assertEquals(expected, ids(store.all()));
        assertEquals(expected, ids(store().ofJob("job", 20)));
        Files.delete(directory.resolve(".index.json"));
        List<String> again = new ArrayList<>(ids(store().all()));
        again.removeAll(List.of("unpaused", "future"));
        assertEquals(List.of("newest", "late", "first"), again);
    }

    private static BuildRecord began(String id, Instant at) throws IOException {
        if (at == null) {
            return BuildRecord.read(report(id)
                    .asJson()
                    .replace("2026-11-22T10:04:57.250Z", "null")
                    .replace("\"null\"", "null"));
        }
        return report(Samples.lasting(id, at, at.plusSeconds(10)), "job", 1);
    }

    @Test
    void aJobsRecordsFollowItToItsNewName() throws Exception {
        RecordStore store = store();
        store.jobMoved("job", "unheard of", List.of());
        assertFalse(Files.exists(directory), "nothing to note makes no directory");
        store.write(report(Samples.consistent("a"), "job", 7));
        store.write(report(Samples.consistent("b"), "other", 1));
        store.jobMoved("job", "folder/nightly", List.of());
        store.write(report(Samples.consistent("c"), "folder/nightly", 8));
        for (RecordStore each : List.of(store, store())) {
            assertEquals(List.of("c", "a"), ids(each.ofJob("folder/nightly", 20)));
            assertEquals(List.of("b"), ids(each.ofJob("other", 20)));
            assertEquals(List.of(), each.ofJob("job", 20));
        }
    }

    @Test
    void anIndexOfAnEarlierVersionIsFilledUp() throws Exception {
        store().write(report("w-1"));
        store().jobMoved("job", "team/job", List.of());
        RecordIndexEntry whole = store().all().get(0);
        Path index = directory.resolve(".index.json");
        Files.writeString(
                index, Files.readString(index).replaceAll("(?s),\\s*\"outageMillis\" : \\d+.*\\}\\s*\\]", "}]"));
        assertFalse(Files.readString(index).contains("workloads"));
        assertEquals(List.of(whole), store().all(), "with the name that the job has now");
    }

    @Test
    void theOldestGoWhenThereAreTooMany() throws Exception {
        kept.set(3);
        RecordStore store = store();
        for (int i = 1; i <= 5; i++) {
            store.write(report("w-" + i));
        }
        assertEquals(List.of("w-5", "w-4", "w-3"), ids(store.all()));
        assertEquals(
                List.of(".index.json", "w-3.json", "w-3.txt", "w-4.json", "w-4.txt", "w-5.json", "w-5.txt"), files());
        kept.set(0);
        RecordStore smaller = store();
        smaller.write(report("w-6"));
        assertEquals(List.of("w-6"), ids(smaller.all()), "the record that was just written is never thrown away");
    }

    @Test
    void aJobOfTheSameNameInheritsNothingFromADeletedOne() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.consistent("old"), "job", 1));
        store.write(report(Samples.consistent("other"), "another", 1));
        store.jobDeleted("job", List.of());
        assertEquals(List.of(), store.ofJob("job", 5));
        store.write(report(Samples.consistent("new"), "job", 1));
        store.jobMoved("job", "renamed", List.of());
        for (RecordStore each : List.of(store, store())) {
            assertEquals(List.of("new"), ids(each.ofJob("renamed", 5)));
            assertEquals(List.of("new", "other", "old"), ids(each.all()), "a restore point outlives its job");
            assertEquals("job", each.find("old").orElseThrow().job());
            assertEquals(1, each.ofJob("another", 5).size());
        }
    }

    @Test
    void theJobsOfANewFolderInheritNothing() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.consistent("w-1"), "team/nightly", 1));
        store.write(report(Samples.consistent("w-2"), "teams/nightly", 1));
        store.jobDeleted("team", List.of());
        assertEquals(List.of(), store.ofJob("team/nightly", 20));
        assertEquals(List.of("w-2"), ids(store().ofJob("teams/nightly", 20)));
        assertEquals(2, store().all().size());
    }

    @Test
    void aRecordThatComesAfterItsJobIsNotOfTheNextJobOfItsName() throws Exception {
        RecordStore store = store();
        store.write(report("kept"));
        store.jobDeleted("job", List.of("kept", "late"));
        store.write(report("new"));
        store.write(report("late"));
        for (RecordStore each : List.of(store, store())) {
            assertEquals(List.of("new"), ids(each.ofJob("job", 20)));
            assertEquals(List.of("late", "new", "kept"), ids(each.all()));
        }
    }

    @Test
    void aJobThatTakesANameHasNothingOfWhatWasLeftUnderIt() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.consistent("left"), "nightly", 1));
        store.write(report(Samples.consistent("own"), "job", 1));
        store.jobMoved("job", "nightly", List.of());
        for (RecordStore each : List.of(store, store())) {
            assertEquals(List.of("own"), ids(each.ofJob("nightly", 20)));
            assertTrue(each.find("left").orElseThrow().jobDeleted());
        }
    }

    private static final List<String> INDEXES = List.of("", "{", "{\"records\":[{\"id\":\"own\"}]}");

    @Test
    void renamingsAndDeletionsOutliveALostIndex() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.consistent("gone"), "job", 1));
        store.jobDeleted("job", List.of("late"));
        store.write(report(Samples.consistent("own"), "job", 1));
        store.jobMoved("job", "team/job", List.of("open"));
        store.jobMoved("team/job", "other/job", List.of("open"));
        store.write(report(Samples.consistent("late"), "job", 2));
        store.write(report(Samples.consistent("open"), "job", 3));
        List<RecordIndexEntry> all = store.all();
        for (String index : INDEXES) {
            Files.writeString(directory.resolve(".index.json"), index);
            RecordStore later = store();
            assertEquals(Set.copyOf(all), Set.copyOf(later.all()), index);
            assertEquals(Set.of("own", "open"), Set.copyOf(ids(later.ofJob("other/job", 20))), index);
            assertEquals(List.of(), later.ofJob("job", 20), index);
        }
    }

    @Test
    void aDamagedFileOfWhatBecameOfJobsIsMadeAgainFromTheIndex() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.consistent("gone"), "old", 1));
        store.jobDeleted("old", List.of());
        store.write(report(Samples.consistent("own"), "job", 1));
        store.jobMoved("job", "team/job", List.of());
        Path jobs = directory.resolve(".jobs.json");
        for (String damaged : List.of(
                "",
                "null",
                "{",
                "[]",
                "{}",
                "{\"records\":[1]}",
                "{\"records\":[null]}",
                "{\"records\":[{\"id\":\"own\"}]}")) {
            Files.writeString(jobs, damaged);
            assertEquals(store.all(), store().all(), damaged);
            assertEquals(damaged, Files.readString(directory.resolve(".jobs.json.damaged")));
            // Now the index is lost as well.
            Files.delete(directory.resolve(".index.json"));
            assertEquals(Set.copyOf(store.all()), Set.copyOf(store().all()), damaged);
        }
    }

    @Test
    void whatBecameOfTheJobOfARecordThatWentIsForgotten() throws Exception {
        kept.set(1);
        RecordStore store = store();
        store.write(report("w-1"));
        store.jobDeleted("job", List.of());
        store.write(report("w-2"));
        store.jobDeleted("job", List.of());
        assertFalse(Files.readString(directory.resolve(".jobs.json")).contains("w-1"));
    }

    /** Simulates a second controller with a copied directory: all files were written at the same time. */
    private void copied() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-12-01T00:00:00Z")));
            }
        }
    }

    private static BuildRecord at(String id, String pauseStarted) throws IOException {
        String json = report(id).asJson();
        assertTrue(json.contains("2026-11-22T10:04:57.250Z"));
        return BuildRecord.read(json.replace("2026-11-22T10:04:57.250Z", pauseStarted));
    }

    @Test
    void whatTheIndexLacksComesToWhereItBelongs() throws Exception {
        RecordStore store = store();
        store.write(at("z-oldest", "2026-11-20T01:00:00.000Z"));
        store.write(at("b-middle", "2026-11-21T01:00:00.000Z"));
        store.write(at("a-newest", "2026-11-22T01:00:00.000Z"));
        Path index = directory.resolve(".index.json");
        String whole = Files.readString(index);
        List<String> order = List.of("a-newest", "b-middle", "z-oldest");
        copied();
        for (String lost : order) {
            Files.writeString(index, whole.replace("\"id\" : \"" + lost, "\"id\" : \"another"));
            assertEquals(order, ids(store().all()), "without " + lost);
            assertEquals(whole, Files.readString(index));
        }
        Files.delete(index);
        assertEquals(order, ids(store().all()));
    }

    @Test
    void oneWhoseFileSomebodyRemovedDoesNotStandInTheWay() throws Exception {
        kept.set(2);
        RecordStore store = store();
        store.write(report("w-1"));
        store.write(report("w-2"));
        Files.delete(directory.resolve("w-1.json"));
        store.write(report("w-3"));
        assertEquals(List.of("w-3", "w-2"), ids(store.all()));
        assertFalse(files().contains("w-1.txt"));
    }

    @Test
    void aJobThatTakesANameHasNothingOfWhatWasLeftUnderItThoughItHasNothingItself() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.consistent("left"), "nightly", 1));
        store.jobMoved("job", "nightly", List.of());
        assertEquals(List.of(), store.ofJob("nightly", 20));
    }

    @Test
    void whetherTheLimitHoldsIsLookedAtWhenItMayHaveChanged() throws Exception {
        AtomicLong nanos = new AtomicLong();
        AtomicInteger each = new AtomicInteger(3);
        RecordStore store = new RecordStore(directory, kept::get, each::get, nanos::get);
        for (int i = 1; i <= 3; i++) {
            store.write(report("w-" + i));
        }
        assertFalse(store.isOverLimit());
        kept.set(2);
        assertTrue(store.isOverLimit(), "the setting is another");
        each.set(1);
        assertFalse(store.isOverLimit());
        String ever = "2099-01-01T00:00:00.000Z";
        for (int i = 1; i <= 3; i++) {
            store.findings().append(FindingStoreTest.restorable("w-" + i, "dynamodb", FindingStoreTest.AT, ever));
        }
        assertFalse(store.isOverLimit(), "not at once");
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertTrue(store.isOverLimit());
        store.write(report("w-4"));
        assertTrue(store.isOverLimit());
    }

    @Test
    void whatCouldNotBeWrittenIsKnownUntilSomethingCan() throws Exception {
        RecordStore store = store();
        assertEquals(null, store.trouble());
        Files.createDirectories(directory.getParent());
        Files.writeString(directory, "a file where the directory should be");
        assertThrows(IOException.class, () -> store.write(report("w-1")));
        assertTrue(store.trouble().contains(directory.toString()), store.trouble());
        Files.delete(directory);
        store.write(report("w-1"));
        assertEquals(null, store.trouble());
    }

    @Test
    void aLostOrTornIndexIsMadeAgain() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        store.write(report("w-2"));
        for (String index :
                List.of("{\"records\":[{\"id\":\"w-", "[]", "{\"records\":[1,null,{\"id\":5}]}", "{}", "null", "")) {
            Files.writeString(directory.resolve(".index.json"), index);
            assertEquals(2, store().all().size(), index);
        }
        Files.delete(directory.resolve(".index.json"));
        assertEquals(2, store().all().size());
    }

    @Test
    void aWorkloadWithoutAName() throws Exception {
        String unknown = report("w-1").asJson().replace("\"namespace\" : \"prod\"", "\"namespace\" : null");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("w-1.json"), unknown);
        assertEquals(List.of(), store().all().get(0).workloads());
    }

    @Test
    void whatWasMadeFromTheRecordsIsInTheIndexFromThenOn() throws Exception {
        store().write(report("w-1"));
        store().write(report("w-2"));
        Path index = directory.resolve(".index.json");
        String whole = Files.readString(index);
        String torn = whole.substring(0, whole.length() / 2);
        Files.writeString(index, torn);
        List<LogRecord> said = new ArrayList<>();
        Handler listener = new StreamHandler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line);
            }
        };
        Logger log = Logger.getLogger(RecordIndex.class.getName());
        log.addHandler(listener);
        try {
            store().all();
            assertEquals(
                    List.of(Level.WARNING, Level.INFO),
                    said.stream().map(LogRecord::getLevel).toList());
            assertEquals(whole, Files.readString(index));
            assertEquals(torn, Files.readString(directory.resolve(".index.json.damaged")));
            said.clear();
            assertEquals(2, store().all().size());
            assertEquals(List.of(), said, "nothing had to be read again");
        } finally {
            log.removeHandler(listener);
        }
    }

    /** Whatever state the index was in when the controller died, each record is listed once, and no others. */
    @Test
    void aCrashAnywhereInTheWritingOfTheIndexCostsNothing() throws Exception {
        RecordStore store = store();
        store.write(report(Samples.consistent("w-1"), "a", 1));
        store.write(report(Samples.consistent("w-2"), "b", 1));
        Path index = directory.resolve(".index.json");
        Path fresh = directory.resolve(".index.json.new");
        String before = Files.readString(index);
        store.jobDeleted("a", List.of());
        store.write(report(Samples.consistent("w-3"), "a", 1));
        String after = Files.readString(index);
        List<RecordIndexEntry> all = store.all();
        Path jobs = directory.resolve(".jobs.json");
        String changes = Files.readString(jobs);
        for (int length = 0; length <= after.length(); length += 397) {
            Files.writeString(index, before);
            Files.writeString(fresh, after.substring(0, length));
            RecordStore later = store();
            assertEquals(List.of("w-3", "w-2", "w-1"), ids(later.all()), "cut at " + length);
            // As Jenkins reports again for a new job of the same name.
            later.jobDeleted("a", List.of());
            assertEquals(List.of(), later.ofJob("a", 20), "cut at " + length);
        }
        Files.writeString(index, before);
        Files.writeString(fresh, after);
        Files.writeString(jobs, changes);
        assertEquals(all, store().all(), "it was written, and had only not taken its place");
    }

    /** Ends windows, renames and deletes jobs, and reads pages, all at once. */
    @Test
    void everythingAtOnceLeavesEachRecordWhereItBelongs() throws Exception {
        RecordStore store = store();
        int jobs = 4;
        int windows = 12;
        ExecutorService all = Executors.newFixedThreadPool(jobs + 1);
        try {
            AtomicInteger over = new AtomicInteger();
            Future<?> looking = all.submit(() -> {
                while (over.get() < jobs) {
                    List<String> seen = ids(store.all());
                    assertEquals(seen.size(), Set.copyOf(seen).size());
                }
                return null;
            });
            List<Future<?>> working = IntStream.range(0, jobs)
                    .<Future<?>>mapToObj(job -> all.submit(() -> {
                        try {
                            for (int i = 0; i < windows; i++) {
                                store.write(report(Samples.consistent("w-" + job + "-" + i), name(job, i / 3), i));
                                if (i % 3 == 2) {
                                    store.jobMoved(name(job, i / 3), name(job, i / 3 + 1), List.of());
                                }
                                if (job == 0 && i == 5) {
                                    store.jobDeleted(name(job, 2), List.of());
                                }
                            }
                        } finally {
                            over.incrementAndGet();
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> one : working) {
                one.get();
            }
            looking.get();
        } finally {
            all.shutdownNow();
        }
        for (RecordStore each : List.of(store, store())) {
            assertEquals(jobs * windows, each.all().size());
            for (int job = 0; job < jobs; job++) {
                assertEquals(
                        job == 0 ? windows - 6 : windows,
                        each.ofJob(name(job, 4), 100).size());
            }
        }
    }

    private static String name(int job, int times) {
        return "job-" + job + "-renamed-" + times;
    }

    @Test
    void aCrashBetweenTwoStepsOfWritingCostsNoOtherRecord() throws Exception {
        RecordStore store = store();
        store.write(report("w-1"));
        String indexOfOne = Files.readString(directory.resolve(".index.json"));
        store.write(report("w-2"));

        // As if the index was no longer written, a third record was half written, and a fourth removed by hand.
        Files.writeString(directory.resolve(".index.json"), indexOfOne);
        Files.writeString(directory.resolve("w-3.json123.tmp"), "{\"id\": \"w-");
        Files.writeString(directory.resolve("torn.json"), "{");
        Files.writeString(directory.resolve("other.json"), report("w-9").asJson());
        RecordStore later = store();
        assertEquals(List.of("w-2", "w-1"), ids(later.all()));
        assertFalse(Files.exists(directory.resolve("w-3.json123.tmp")));
        Files.delete(directory.resolve("w-1.json"));
        assertEquals(List.of("w-2"), ids(store().all()));
    }

    @Test
    void aReaderNeverSeesHalfARecord() throws Exception {
        RecordStore store = store();
        int windows = 40;
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                for (int i = 0; i < windows; i++) {
                    store.write(report("w-" + i));
                }
                return null;
            });
            for (int i = 0; i < windows; ) {
                Optional<Map<String, Object>> read = store.read("w-" + i);
                if (read.isPresent()) {
                    assertEquals(report("w-" + i).asMap(), read.get());
                    i++;
                } else if (writing.isDone()) {
                    writing.get();
                    assertTrue(store.read("w-" + i).isPresent());
                }
            }
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void aSpoiltRecordIsReplaced() throws Exception {
        store().write(report("w-1"));
        Files.writeString(directory.resolve("w-1.json"), "{\"id\": \"w-1\", ");
        store().write(report("w-1"));
        assertEquals(Optional.of(report("w-1").asMap()), store().read("w-1"));
    }

    @Test
    void windowsThatEndTogetherAreAllKept() throws Exception {
        RecordStore store = store();
        ExecutorService branches = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writing = IntStream.range(0, 12)
                    .<Future<?>>mapToObj(i -> branches.submit(() -> {
                        store.write(report("w-" + i));
                        return null;
                    }))
                    .toList();
            for (Future<?> one : writing) {
                one.get();
            }
        } finally {
            branches.shutdownNow();
        }
        assertEquals(12, store().all().size());
    }

    @Test
    void anIdLeadsToNoOtherDirectory() {
        for (String id : List.of("../secret", "", ".index", "a/b", "a\\b", "a\0")) {
            assertThrows(IllegalArgumentException.class, () -> store().read(id), id);
        }
    }
}
