package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.record.Samples;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests SQLite itself: the example's backup command and the printed restore, with commits that are only in the -wal
 * file.
 */
class SqliteRestoreTest {
    @TempDir
    private Path directory;

    @Test
    void restoreOfTheCopyHasTheLogAndNothingLater() throws Exception {
        AsPrinted.assumePrograms("sqlite3");
        Path database = directory.resolve("bank.db");
        Process writer = new ProcessBuilder("sqlite3", "-batch", database.toString())
                .redirectErrorStream(true)
                .start();
        Instant from;
        try (BufferedReader answers = writer.inputReader()) {
            say(writer, answers, "PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES ('before');");
            from = Instant.now();
            assertTrue(Files.size(Path.of(database + "-wal")) > 0);
            shell(AsPrinted.block("sqlite"), Map.of("DATABASE", database.toString(), "SCALAR_BACKUP_ID", "w-1"));
            say(writer, answers, "INSERT INTO t VALUES ('after');");
        } finally {
            // As when a machine loses power: the log is left behind.
            writer.destroyForcibly().waitFor();
        }
        assertTrue(Files.size(Path.of(database + "-wal")) > 0);
        WindowRecord window = Samples.lasting(from, from.plusSeconds(5));

        String output = shell(
                AsPrinted.instructions("sqlite", window, "$COPY"),
                Map.of(
                        "DATABASE",
                        database.toString(),
                        "COPY",
                        directory.resolve("copies/w-1.db").toString()));

        assertEquals("ok", output.strip());
        assertEquals(
                "before",
                shell(List.of("sqlite3 \"$DATABASE\" 'SELECT x FROM t'"), Map.of("DATABASE", database.toString()))
                        .strip());
    }

    /** By the script, with names that a shell would misinterpret. */
    @Test
    void theScriptDoesTheSameWhateverTheFilesAreCalled() throws Exception {
        AsPrinted.assumePrograms("sqlite3");
        String hostile = "a 'b' \"c\" $(touch pwned) `touch pwned`\n; touch pwned *";
        Path database = directory.resolve(hostile + ".db");
        Path copy = directory.resolve(hostile + ".copy");
        for (Path file : List.of(database, copy)) {
            shell(
                    List.of("sqlite3 \"$FILE\" \"CREATE TABLE t (x); INSERT INTO t VALUES ('$VALUE')\""),
                    Map.of("FILE", file.toString(), "VALUE", file == copy ? "before" : "after"));
        }
        Files.writeString(Path.of(database + "-wal"), "of the damaged one");
        WindowRecord window = Samples.lasting(Instant.now().minusSeconds(10), Instant.now());
        List<String> restore = AsPrinted.script("sqlite", window, directory, "--from replace");
        Map<String, String> variables = Map.of("DATABASE", database.toString(), "COPY", copy.toString());
        String missing = assertThrows(
                        IOException.class,
                        () -> shell(restore, Map.of("DATABASE", database.toString(), "COPY", copy + "2")))
                .getMessage();
        assertTrue(missing.contains(copy + "2 is not there."), missing);
        assertTrue(Files.exists(Path.of(database + "-wal")), "nothing was done");

        assertTrue(shell(restore, variables).contains("Done."));

        assertFalse(Files.exists(Path.of(database + "-wal")));
        assertFalse(Files.exists(directory.resolve("pwned")));
        assertEquals(
                "before",
                shell(List.of("sqlite3 \"$DATABASE\" 'SELECT x FROM t'"), variables)
                        .strip());
    }

    private String shell(List<String> commands, Map<String, String> variables) throws IOException {
        List<String> there = new ArrayList<>(List.of("cd '" + directory + "'"));
        there.addAll(commands);
        return Shell.run(there, variables);
    }

    /** Returns when the statement has been executed. */
    private static void say(Process sqlite, BufferedReader answers, String sql) throws IOException {
        sqlite.outputWriter().append(sql).append(" SELECT 'done';\n").flush();
        for (String line = answers.readLine(); !"done".equals(line); line = answers.readLine()) {
            assertTrue(line != null && !line.contains("rror"), "sqlite3 says " + line);
        }
    }
}
