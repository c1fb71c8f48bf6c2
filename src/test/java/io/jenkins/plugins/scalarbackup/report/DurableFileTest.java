package io.jenkins.plugins.scalarbackup.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.scalarbackup.report.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DurableFileTest {
    private static final int MOST = 60;

    @TempDir
    private Path home;

    private final FaultyDisk disk = new FaultyDisk();

    @ParameterizedTest
    @EnumSource(Fault.class)
    void oneOfTheTwoContentsIsWholeWhateverGoesWrongAtWhatever(Fault fault) throws Exception {
        int n = 0;
        for (; n < MOST; n++) {
            DurableFile file = fresh("replaced-" + n);
            file.write(bytes("old"));
            disk.breaks(fault, n);
            boolean written = attempt(() -> file.write(bytes("new")));
            boolean cameToIt = disk.cameToIt();
            disk.isMended();
            String read = read(file).orElse("nothing");
            assertTrue(read.equals("new") || !written && read.equals("old"), fault + " at " + n + ": " + read);
            file.write(bytes("newer"));
            assertEquals(Optional.of("newer"), read(file), fault + " at " + n);
            if (!cameToIt) {
                break;
            }
        }
        assertTrue(n > 8 && n < MOST, "it had to go through all operations: " + n);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aFirstContentIsThereWhenItWasReportedAsWritten(Fault fault) throws Exception {
        int n = 0;
        for (; n < MOST; n++) {
            DurableFile file = fresh("first-" + n + "/and/below");
            disk.breaks(fault, n);
            boolean written = attempt(() -> file.write(bytes("new")));
            boolean cameToIt = disk.cameToIt();
            disk.isMended();
            Optional<String> read = read(file);
            assertTrue(read.isPresent() || !written, fault + " at " + n);
            read.ifPresent(whole -> assertEquals("new", whole));
            file.write(bytes("newer"));
            assertEquals(Optional.of("newer"), read(file), fault + " at " + n);
            if (!cameToIt) {
                break;
            }
        }
        assertTrue(n > 8 && n < MOST, "it had to go through all operations: " + n);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whatIsDeletedIsGoneOrAsItWas(Fault fault) throws Exception {
        for (int n = 0; n < MOST; n++) {
            DurableFile file = fresh("deleted-" + n);
            file.write(bytes("old"));
            Files.writeString(home.resolve("deleted-" + n + "/file.new"), "{torn");
            disk.breaks(fault, n);
            boolean deleted = attempt(file::delete);
            boolean cameToIt = disk.cameToIt();
            disk.isMended();
            Optional<String> read = read(file);
            assertTrue(read.isEmpty() || !deleted && read.get().equals("old"), fault + " at " + n + ": " + read);
            if (!cameToIt) {
                return;
            }
        }
    }

    @Test
    void aNewContentThatDidNotTakeItsPlaceIsReadAndNotLostByTheNextWriting() throws Exception {
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
        return file.read(content -> {
            String text = new String(content, StandardCharsets.UTF_8);
            if (!text.startsWith("{") || !text.endsWith("}")) {
                throw new IOException("torn");
            }
            return text.substring(1, text.length() - 1);
        });
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
