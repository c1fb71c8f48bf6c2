package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.record.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests crashes of controller or machine at every single disk operation of storing a record, a rename or a deletion.
 */
class RecordIndexCrashTest {
    private static final int MOST = 200;

    @TempDir
    Path home;

    private final FaultyDisk disk = new FaultyDisk();
    private Path directory;

    @BeforeEach
    void place() {
        directory = disk.on(home.resolve("0"));
    }

    private interface Change {
        void of(RecordStore store) throws IOException;
    }

    private RecordStore store() {
        return store(100);
    }

    private RecordStore store(int kept) {
        return new RecordStore(directory, () -> kept, () -> 1);
    }

    private static BuildRecord record(String id, String job) {
        return BuildRecord.of(Samples.consistent(id), new BuildFacts(job, 1, null, 1), Samples.PLUGIN);
    }

    private static List<String> ids(List<RecordIndexEntry> records) {
        return records.stream().map(RecordIndexEntry::id).sorted().toList();
    }

    /** Returns whether it finished before the fault. */
    private boolean survives(Fault fault, int at, Change change) throws IOException {
        directory = disk.on(home.resolve(String.valueOf(at)));
        RecordStore store = store();
        store.write(record("w-1", "a"));
        store.write(record("w-2", "b"));
        disk.breaks(fault, at);
        boolean ended = true;
        try {
            change.of(store);
        } catch (FaultyDisk.Dead dead) {
            ended = false;
        }
        assertEquals(ended, !disk.cameToIt());
        disk.isMended();
        return ended;
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"PROCESS_DIES", "POWER_FAILS"})
    void aRecordIsListedOnceOrNotThere(Fault fault) throws IOException {
        boolean survived = false;
        for (int at = 0; !survived; at++) {
            assertTrue(at < MOST);
            survived = survives(fault, at, store -> store.write(record("w-3", "a")));
            RecordStore later = store();
            List<String> listed = ids(later.all());
            assertEquals(
                    later.json("w-3").isPresent() ? List.of("w-1", "w-2", "w-3") : List.of("w-1", "w-2"),
                    listed,
                    "at operation " + at);
            assertFalse(survived && listed.size() < 3);
            // It is tried again from the journal.
            later.write(record("w-3", "a"));
            assertEquals(List.of("w-1", "w-3"), ids(store().ofJob("a", 20)), "at operation " + at);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"PROCESS_DIES", "POWER_FAILS"})
    void aJobHasItsOldNameOrItsNewOne(Fault fault) throws IOException {
        boolean survived = false;
        for (int at = 0; !survived; at++) {
            assertTrue(at < MOST);
            survived = survives(fault, at, store -> store.jobMoved("a", "c", List.of()));
            RecordStore later = store();
            assertEquals(List.of("w-1", "w-2"), ids(later.all()), "at operation " + at);
            assertEquals(List.of("w-2"), ids(later.ofJob("b", 20)));
            int old = later.ofJob("a", 20).size();
            assertEquals(1, old + later.ofJob("c", 20).size());
            assertFalse(survived && old > 0);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"PROCESS_DIES", "POWER_FAILS"})
    void aJobThatIsMadeAnewInheritsNothingAlsoWhereItsDeletionWasNotNoted(Fault fault) throws IOException {
        boolean survived = false;
        for (int at = 0; !survived; at++) {
            assertTrue(at < MOST);
            survived = survives(fault, at, store -> store.jobDeleted("a", List.of()));
            RecordStore later = store();
            assertEquals(List.of("w-1", "w-2"), ids(later.all()), "at operation " + at);
            assertFalse(survived && !later.ofJob("a", 20).isEmpty());
            // Jenkins reports that the job is new.
            later.jobDeleted("a", List.of());
            assertEquals(List.of(), store().ofJob("a", 20), "at operation " + at);
        }
    }

    /** If the index is lost as well, the other file has the job's new name. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"PROCESS_DIES", "POWER_FAILS"})
    void aRenamedJobKeepsItsNameWithoutTheIndex(Fault fault) throws IOException {
        boolean survived = false;
        for (int at = 0; !survived; at++) {
            assertTrue(at < MOST);
            survived = survives(fault, at, store -> store.jobMoved("a", "c", List.of()));
            Files.deleteIfExists(directory.resolve(".index.json"));
            Files.deleteIfExists(directory.resolve(".index.json.new"));
            RecordStore later = store();
            assertEquals(List.of("w-1", "w-2"), ids(later.all()), "at operation " + at);
            int old = later.ofJob("a", 20).size();
            assertEquals(1, old + later.ofJob("c", 20).size());
            assertFalse(survived && old > 0);
        }
    }

    /** Every page view asks for it, and a network disk may hang. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"PROCESS_DIES", "POWER_FAILS", "FAILS"})
    void ofARecordThatIsRemovedNothingIsLeftBehind(Fault fault) throws IOException {
        boolean survived = false;
        for (int at = 0; !survived; at++) {
            assertTrue(at < MOST);
            directory = disk.on(home.resolve(String.valueOf(at)));
            RecordStore store = store();
            store.write(record("w-1", "a"));
            store.findings().append(FindingStoreTest.tested("w-1", "UNSOUND", Samples.START));
            store.write(record("w-2", "a"));
            RecordStore smaller = store(1);
            smaller.all();
            disk.breaks(fault, at);
            try {
                smaller.write(record("w-3", "a"));
            } catch (FaultyDisk.Dead | IOException broken) {
                survived = false;
            }
            survived = !disk.cameToIt();
            disk.isMended();
            // The journal tries it again.
            store(1).write(record("w-3", "a"));
            store(1).write(record("w-4", "a"));
            try (Stream<Path> files = Files.list(directory)) {
                assertEquals(
                        List.of(".index.json", "w-4.json", "w-4.txt"),
                        files.map(file -> file.getFileName().toString())
                                .sorted()
                                .toList(),
                        "at operation " + at);
            }
        }
    }

    @Test
    void askingForTroubleTouchesNoDisk() throws IOException {
        RecordStore store = store();
        store.write(record("w-1", "a"));
        disk.breaks(Fault.FAILS, 0);
        assertNull(store.trouble());
        assertFalse(disk.cameToIt());
        store.checkDisk();
        assertTrue(disk.cameToIt());
    }

    @Test
    void whyTheyCanNotBeListedIsKnownUntilTheyCan() throws IOException {
        store().write(record("w-1", "a"));
        AtomicLong nanos = new AtomicLong();
        RecordStore store = new RecordStore(directory, () -> 100, () -> 1, nanos::get);
        // First checking whether there is a directory, and then reading it.
        disk.breaks(Fault.FAILS, 1);
        assertEquals(List.of(), store.all());
        assertNotNull(store.trouble());
        disk.isMended();
        assertEquals(List.of(), store.all(), "pages ask all the time: the disk is left alone for a moment");
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertEquals(List.of("w-1"), ids(store.all()));
        assertNull(store.trouble());
    }
}
