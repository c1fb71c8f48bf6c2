package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.record.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests MariaDB itself, under its own name and MySQL's: the example's dump, and both printed restores, from the
 * window's dump and from the binary logs.
 */
class MySqlRestoreTest {
    private static final String ALL = "SELECT GROUP_CONCAT(x ORDER BY id) FROM bank.t";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void dumpAndBinaryLogsRestoreTheSameAndNothingLater(String name) throws Exception {
        AsPrinted.assumePrograms("mariadbd", "mariadb-install-db", "mysql", "mysqldump", "mysqlbinlog");
        if (name.equals("mariadb")) {
            AsPrinted.assumePrograms("mariadb", "mariadb-dump", "mariadb-binlog");
        }
        Path dumps;
        WindowRecord window;
        List<String> logs;
        String position;
        try (MariaDbServer live = MariaDbServer.start(Files.createDirectory(directory.resolve("live")))) {
            live.sql("CREATE DATABASE bank; CREATE TABLE bank.t (id INT PRIMARY KEY AUTO_INCREMENT, x TEXT)");
            insert(live, "first");
            dump(live, name, "full");
            insert(live, "second");
            live.sql("FLUSH BINARY LOGS");
            insert(live, "third");
            Instant from = Instant.now();
            dump(live, name, "window");
            // Binary logs have whole seconds; any 3 s contain two of them.
            while (Instant.now().isBefore(from.plusSeconds(3))) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            window = Samples.lasting(from, Instant.now());
            insert(live, "late");
            dumps = directory.resolve("dumps");
            Matcher place = Pattern.compile("MASTER_LOG_FILE='([^']+)', MASTER_LOG_POS=(\\d+)")
                    .matcher(Files.readString(dumps.resolve("full.sql")));
            assertTrue(place.find(), "the dump does not say where in the binary log it was taken");
            position = place.group(2);
            logs = logsFrom(live.data(), place.group(1));
        }
        assertEquals(2, logs.size(), logs::toString);

        // Names that a shell would misinterpret.
        Path hostile = Files.createDirectory(directory.resolve("a 'b' $(touch pwned) \"c\"\n`touch pwned`"));
        Path dump = Files.move(dumps.resolve("window.sql"), hostile.resolve("window.sql"));
        Path full = Files.move(dumps.resolve("full.sql"), hostile.resolve("full.sql"));
        Map<String, String> replayed = Map.of("POSITION", position, "BINARY_LOGS", String.join(" ", logs));
        try (MariaDbServer server = MariaDbServer.start(Files.createDirectory(directory.resolve("dumped")))) {
            server.shell(AsPrinted.instructions(name, window, "$DUMP"), Map.of("DUMP", dump.toString()));
            assertEquals("first,second,third", server.sql(ALL));
        }
        try (MariaDbServer server = MariaDbServer.start(Files.createDirectory(directory.resolve("replayed")))) {
            server.shell(AsPrinted.instructions(name, window, "$BACKUP"), Map.of("BACKUP", full.toString()));
            assertEquals("first", server.sql(ALL));
            server.shell(AsPrinted.instructions(name, window, "$BINARY_LOGS"), replayed);
            assertEquals("first,second,third", server.sql(ALL));
            server.sql("DROP DATABASE bank");
            byTheScript(server, name, window, Map.of("DUMP", dump.toString()), "--from dump");
            assertEquals("first,second,third", server.sql(ALL));
            server.sql("DROP DATABASE bank");
            Map<String, String> variables = new HashMap<>(replayed);
            variables.put("BACKUP", full.toString());
            variables.put("BINARY_LOGS", logs.get(0) + " /not/there");
            IOException broken = assertThrows(
                    IOException.class, () -> byTheScript(server, name, window, variables, "--from backup"));
            assertTrue(broken.getMessage().contains("continue with --from replay"), broken.getMessage());
            server.sql("DROP DATABASE bank");
            variables.putAll(replayed);
            byTheScript(server, name, window, variables, "--from backup");
            assertEquals("first,second,third", server.sql(ALL));
        }
        assertFalse(Files.exists(directory.resolve("pwned")));
    }

    private void byTheScript(
            MariaDbServer server, String name, WindowRecord window, Map<String, String> variables, String arguments)
            throws Exception {
        List<String> commands = new ArrayList<>(List.of("cd '" + directory + "'"));
        commands.addAll(AsPrinted.script(name, window, directory, arguments));
        server.shell(commands, variables);
    }

    private static void insert(MariaDbServer server, String value) throws Exception {
        server.sql("INSERT INTO bank.t (x) VALUES ('" + value + "')");
    }

    private void dump(MariaDbServer server, String name, String id) throws Exception {
        List<String> commands = new ArrayList<>(List.of("cd '" + directory + "'"));
        commands.addAll(AsPrinted.block(name));
        server.shell(commands, Map.of("SCALAR_BACKUP_ID", id));
    }

    private static List<String> logsFrom(Path data, String first) throws Exception {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().matches("binlog\\.\\d+")
                            && file.getFileName().toString().compareTo(first) >= 0)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
