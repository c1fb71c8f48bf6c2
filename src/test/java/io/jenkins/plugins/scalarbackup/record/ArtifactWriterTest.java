package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests numbering, clean-up and failures; that Jenkins archives the files is tested with a real Jenkins. */
class ArtifactWriterTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream log = new PrintStream(written, true, StandardCharsets.UTF_8);
    private Build build;
    private RecordStore store;

    @BeforeEach
    void start() throws IOException {
        build = new Build(Files.createDirectory(home.resolve("42")));
        store = new RecordStore(home.resolve("records"), () -> 1_000, () -> 30);
    }

    private static BuildRecord report(String id) {
        return BuildRecord.of(Samples.consistent(id), Samples.BUILD, Samples.PLUGIN);
    }

    private String log() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void archivesTheRecordInBothFormsWithAFingerprintAndCleansUp() throws Exception {
        BuildRecord report = report("w-1");
        new ArtifactWriter(store).write(build, log, report);
        assertEquals(
                Map.of("consistent-backup.json", report.asJson(), "consistent-backup.txt", report.asText()),
                build.archived);
        assertEquals(1, build.fingerprints.size());
        assertTrue(build.fingerprints.get("consistent-backup.json").matches("[0-9a-f]{32}"));
        assertTrue(build.saved, "the fingerprint and the number are in build.xml");
        assertTrue(store.read("w-1").isPresent());
        try (Stream<Path> left = Files.list(build.root())) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals("", log());
    }

    /** After a crash, a second and worse record may be made from the journal. */
    @Test
    void theFirstRecordOfAWindowStands() throws Exception {
        BuildRecord first = report("w-1");
        new ArtifactWriter(store).write(build, log, first);
        BuildRecord second = BuildRecord.of(Samples.inconsistent("w-1"), Samples.BUILD, Samples.PLUGIN);
        assertEquals(
                first.asMap(),
                new ArtifactWriter(store).write(build, log, second).asMap());
        assertEquals(first.asJson(), build.archived.get("consistent-backup.json"));
        assertEquals(first.asText(), build.archived.get("consistent-backup.txt"));
        assertEquals(Optional.of(first.asJson()), store.json("w-1"));
        assertEquals("CONSISTENT", store.all().get(0).verdict());
    }

    @Test
    void furtherWindowsAreNumberedAndTheSameOneKeepsItsNumber() {
        ArtifactWriter writer = new ArtifactWriter(store);
        for (String id : List.of("a", "b", "c", "b")) {
            writer.write(build, log, report(id));
        }
        assertEquals(
                Map.of("a", "consistent-backup", "b", "consistent-backup-2", "c", "consistent-backup-3"),
                build.windows.artifacts());
        assertEquals(6, build.archived.size());
    }

    @Test
    void windowsThatEndTogetherGetDifferentNumbers() throws Exception {
        ArtifactWriter writer = new ArtifactWriter(store);
        int branches = 8;
        CountDownLatch together = new CountDownLatch(branches);
        ExecutorService threads = Executors.newFixedThreadPool(branches);
        try {
            List<Future<RecordFiles>> all = IntStream.range(0, branches)
                    .mapToObj(i -> threads.submit(() -> {
                        together.countDown();
                        together.await();
                        return writer.write(build, log, report("w-" + i));
                    }))
                    .toList();
            for (Future<RecordFiles> one : all) {
                assertTrue(store.read(one.get().id()).isPresent());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(2 * branches, build.archived.size());
        assertEquals(
                branches, build.windows.artifacts().values().stream().distinct().count());
    }

    @Test
    void anArtifactThatCantBeWrittenCostsNotTheStoredRecord() throws Exception {
        build.failure = new IOException("the object store is away");
        new ArtifactWriter(store).write(build, log, report("w-1"));
        assertTrue(store.read("w-1").isPresent());
        assertTrue(log().contains("w-1 was not archived: java.io.IOException: the object store is away"), log());
    }

    @Test
    void aStoreThatCantBeWrittenCostsNotTheArtifact() throws Exception {
        Files.writeString(home.resolve("records"), "a file where the directory should be");
        new ArtifactWriter(store).write(build, log, report("w-1"));
        assertEquals(2, build.archived.size());
        assertTrue(log().contains("was not written below JENKINS_HOME"), log());
    }

    @Test
    void ifNothingCanBeWrittenTheRecordIsInTheLog() throws Exception {
        Files.writeString(home.resolve("records"), "a file where the directory should be");
        build.failure = new IOException("away");
        BuildRecord report = report("w-1");
        new ArtifactWriter(store).write(build, log, report);
        assertTrue(log().contains(report.asJson()), log());
    }

    @Test
    void anInterruptedThreadWritesAllTheSameAndStaysInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        RecordFiles record = new ArtifactWriter(store).write(build, log, report("w-1"));
        assertTrue(Thread.interrupted());
        assertEquals("w-1", record.id());
        assertEquals(2, build.archived.size());
        assertTrue(store.read("w-1").isPresent());
        assertEquals("", log());
    }

    @Test
    void aDeletedBuildIsNotMadeAnew() throws Exception {
        Files.delete(build.root());
        new ArtifactWriter(store).write(build, log, report("w-1"));
        assertFalse(build.saved);
        assertTrue(store.read("w-1").isPresent());
        assertTrue(log().contains("the build is gone"), log());
    }

    /** A build that archives into a map. */
    private static final class Build implements ArchivingBuild {
        final WindowsAction windows = new WindowsAction();
        final Map<String, String> archived = new ConcurrentHashMap<>();
        final Map<String, String> fingerprints = new ConcurrentHashMap<>();
        volatile boolean saved;
        volatile IOException failure;
        private final Path root;

        Build(Path root) {
            this.root = root;
        }

        @Override
        public Path root() {
            return root;
        }

        @Override
        public WindowsAction windows() {
            return windows;
        }

        @Override
        public void save() {
            saved = true;
        }

        @Override
        public void archive(Path directory, List<String> names) throws IOException {
            if (failure != null) {
                throw failure;
            }
            for (String name : names) {
                archived.put(name, Files.readString(directory.resolve(name)));
            }
        }

        @Override
        public void fingerprint(String name, String md5) {
            saved = false;
            fingerprints.put(name, md5);
        }
    }
}
