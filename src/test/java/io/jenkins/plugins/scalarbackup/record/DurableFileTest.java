package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.scalarbackup.record.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurableFileTest {
    private static final int MOST = 60;

    @TempDir
    private Path home;

    private final FaultyDisk disk = new FaultyDisk();

    /** Sets up the state before the fault. */
    private interface Before {
        void in(DurableFile file, Path directory) throws Exception;
    }

    /** The operation under test. */
    private interface Change {
        void of(DurableFile file) throws IOException;
    }

    /** Checks the state after the disk is repaired. */
    private interface After {
        void holds(DurableFile file, boolean done, String when) throws Exception;
    }

    /**
     * Repeats the operation on a file, and makes another one of its disk operations fail each time, until all have
     * failed once.
     *
     * @return the number of disk operations; {@link #MOST} if there were more
     */
    private int eachOperationBreaks(Fault fault, String name, Before before, Change change, After after)
            throws Exception {
        for (int n = 0; n < MOST; n++) {
            String directory = name.formatted(n);
            DurableFile file = fresh(directory);
            before.in(file, home.resolve(directory));
            disk.breaks(fault, n);
            boolean done = attempt(() -> change.of(file));
            boolean cameToIt = disk.cameToIt();
            disk.isMended();
            after.holds(file, done, fault + " at " + n);
            if (!cameToIt) {
                return n;
            }
        }
        return MOST;
    }

    private static void hasTheNewOrTheOld(DurableFile file, boolean written, String when) throws Exception {
        String read = read(file).orElse("nothing");
        assertTrue(read.equals("new") || !written && read.equals("old"), when + ": " + read);
    }

    private static void takesTheNext(DurableFile file, String when) throws Exception {
        file.write(bytes("newer"));
        assertEquals(Optional.of("newer"), read(file), when);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void oneOfTheTwoContentsIsWholeWhateverGoesWrongAtWhatever(Fault fault) throws Exception {
        int n = eachOperationBreaks(
                fault,
                "replaced-%d",
                (file, directory) -> file.write(bytes("old")),
                file -> file.write(bytes("new")),
                (file, written, when) -> {
                    hasTheNewOrTheOld(file, written, when);
                    takesTheNext(file, when);
                });
        assertTrue(n > 8 && n < MOST, "it had to go through all operations: " + n);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aFirstContentIsThereWhenItWasReportedAsWritten(Fault fault) throws Exception {
        int n = eachOperationBreaks(
                fault,
                "first-%d/and/below",
                (file, directory) -> {},
                file -> file.write(bytes("new")),
                (file, written, when) -> {
                    Optional<String> read = read(file);
                    assertTrue(read.isPresent() || !written, when);
                    read.ifPresent(whole -> assertEquals("new", whole));
                    takesTheNext(file, when);
                });
        assertTrue(n > 8 && n < MOST, "it had to go through all operations: " + n);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whatIsDeletedIsGoneOrAsItWas(Fault fault) throws Exception {
        eachOperationBreaks(
                fault,
                "deleted-%d",
                (file, directory) -> {
                    file.write(bytes("old"));
                    Files.writeString(directory.resolve("file.new"), "{torn");
                },
                DurableFile::delete,
                (file, deleted, when) -> {
                    Optional<String> read = read(file);
                    assertTrue(read.isEmpty() || !deleted && read.get().equals("old"), when + ": " + read);
                });
    }

    @Test
    void newContentBesideTheOldIsReadAndNotLost() throws Exception {
        DurableFile file = fresh("left");
        file.write(bytes("old"));
        Path name = home.resolve("left/file");
        Files.move(name, home.resolve("left/file.new"));
        assertEquals(Optional.of("old"), read(file));
        disk.breaks(Fault.IS_FULL, 3);
        attempt(() -> file.write(bytes("new")));
        disk.isMended();
        assertEquals(Optional.of("old"), read(file));
    }

    /** After a power failure, only the new name may exist; the next write must not overwrite it. */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void theOnlyContentIsNotLostByTheNextWriting(Fault fault) throws Exception {
        eachOperationBreaks(
                fault,
                "only-%d",
                (file, directory) -> {
                    Files.createDirectories(directory);
                    Files.writeString(directory.resolve("file.new"), "{old}");
                },
                file -> file.write(bytes("new")),
                DurableFileTest::hasTheNewOrTheOld);
    }

    @Test
    void fileAndItsNewDirectoriesSurviveAPowerFailure() throws Exception {
        DurableFile file = fresh("made/and/below");
        file.write(bytes("new"));
        disk.losesPower();
        assertEquals(Optional.of("new"), read(file));
        assertFalse(Files.exists(home.resolve("made/and/below/file.new")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "file.new"})
    void whatWasDeletedStaysSoAfterAPowerFailure(String name) throws Exception {
        DurableFile file = fresh("deleted");
        Files.createDirectories(home.resolve("deleted"));
        Files.writeString(home.resolve("deleted").resolve(name), "{old}");
        file.delete();
        disk.losesPower();
        assertEquals(Optional.empty(), read(file));
        file.delete();
    }

    @Test
    void aDiskThatTakesNothingForAWhileIsWaitedForAndNotForEver() throws Exception {
        DurableFile file = fresh("idle");
        disk.takesNothing(100);
        file.write(bytes("old"));
        assertEquals(Optional.of("old"), read(file));
        disk.takesNothing(101);
        assertTrue(assertThrows(IOException.class, () -> file.write(bytes("new")))
                .getMessage()
                .contains("takes no more"));
        assertEquals(Optional.of("old"), read(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Invalid argument", "Operation not supported"})
    void aFileSystemThatSyncsNoDirectoryWillDo(String complaint) throws Exception {
        DurableFile file = fresh("network");
        disk.syncsNoDirectory(complaint);
        file.write(bytes("new"));
        assertEquals(Optional.of("new"), read(file));
        file.delete();
        assertEquals(Optional.empty(), read(file));
    }

    @Test
    void aDirectoryThatCanNotBeSyncedForAnotherReasonIsAFailure() throws Exception {
        DurableFile file = fresh("broken");
        file.write(bytes("old"));
        disk.syncsNoDirectory("Input/output error");
        assertThrows(IOException.class, () -> file.write(bytes("new")));
        assertThrows(IOException.class, file::delete);
    }

    @Test
    void aFileSystemWithoutPermissionsAndOpenDirectoriesWillDo() throws Exception {
        disk.isOfWindows();
        DurableFile file = fresh("windows");
        file.write(bytes("new"));
        assertEquals(Optional.of("new"), read(file));
        file.delete();
        assertEquals(Optional.empty(), read(file));
    }

    @Test
    void itIsForItsOwnerOnly() throws Exception {
        assumeTrue(home.getFileSystem().supportedFileAttributeViews().contains("posix"));
        fresh("secret").write(bytes("new"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secret/file"))));
    }

    @Test
    void tidyingTakesAwayWhatIsTornAndNothingElse() throws Exception {
        DurableFile file = fresh("tidy");
        file.write(bytes("old"));
        file.removeIncomplete(DurableFileTest::parse);
        assertEquals(Optional.of("old"), read(file));
        Path unfinished = home.resolve("tidy/file.new");
        Files.writeString(unfinished, "{torn");
        file.removeIncomplete(DurableFileTest::parse);
        assertFalse(Files.exists(unfinished));
        Files.writeString(unfinished, "{newer}");
        file.removeIncomplete(DurableFileTest::parse);
        assertEquals(Optional.of("newer"), read(file));
    }

    @Test
    void aNameThatIsUnfinishedBelongsToItsFile() {
        assertEquals("w.json", DurableFile.finalName("w.json.new"));
        assertEquals("w.json", DurableFile.finalName("w.json"));
    }

    @Test
    void aWritingThatFailedLeavesNothingBesideTheOldContent() throws Exception {
        DurableFile file = fresh("room");
        file.write(bytes("old"));
        disk.takesNothing(101);
        assertThrows(IOException.class, () -> file.write(bytes("new")));
        assertFalse(Files.exists(home.resolve("room/file.new")), "a full disk needs its room back");
    }

    @Test
    void aFileThatIsTornIsNoContent() throws Exception {
        DurableFile file = fresh("torn");
        file.write(bytes("old"));
        Files.writeString(home.resolve("torn/file"), "{ol");
        assertThrows(IOException.class, () -> read(file));
    }

    @Test
    void aRealDiskThatRunsFull() throws Exception {
        Path small = Files.createDirectory(home.resolve("small"));
        assumeTrue(
                mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()),
                "skipped: no small tmpfs can be mounted here");
        try {
            DurableFile file = new DurableFile(small.resolve("file"));
            String old = "o".repeat(20_000);
            file.write(bytes(old));
            for (int size = 30_000; size < 120_000; size += 7_001) {
                String big = "n".repeat(size);
                boolean written = attempt(() -> file.write(bytes(big)));
                String read = read(file).orElse("nothing");
                assertTrue(read.equals(written ? big : old), size + " bytes: " + read.length());
                file.write(bytes(old));
            }
        } finally {
            mount("umount", small.toString());
        }
    }

    private static boolean mount(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private DurableFile fresh(String name) {
        return new DurableFile(disk.on(home.resolve(name).resolve("file")));
    }

    private static byte[] bytes(String text) {
        return ("{" + text + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> read(DurableFile file) throws IOException {
        return file.read(DurableFileTest::parse);
    }

    private static String parse(byte[] content) throws IOException {
        String text = new String(content, StandardCharsets.UTF_8);
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new IOException("torn");
        }
        return text.substring(1, text.length() - 1);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static boolean attempt(Writing writing) {
        try {
            writing.run();
            return true;
        } catch (IOException | FaultyDisk.Dead failed) {
            return false;
        }
    }
}
