package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.testkit.scalardb.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real MariaDB with a binary log, reached by a socket; clients find it through {@code ~/.my.cnf}, as a person's do.
 */
final class MariaDbServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path data;
    private final Path home;
    private final Process process;

    private MariaDbServer(Path data, Path home, Process process) {
        this.data = data;
        this.home = home;
        this.process = process;
    }

    /** Starts an empty server. */
    static MariaDbServer start(Path directory) throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        Path home = Files.createDirectories(directory.resolve("home"));
        Shell.run(
                List.of("mariadb-install-db --no-defaults --datadir=\"$DATA\" --user=\"$(id -un)\""
                        + " --auth-root-authentication-method=normal --skip-test-db"),
                Map.of("DATA", data.toString()));
        Path socket = directory.resolve("socket");
        Files.writeString(home.resolve(".my.cnf"), "[client]\nuser=root\nsocket=" + socket + "\n");
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        "mariadbd",
                        "--no-defaults",
                        "--datadir=" + data,
                        "--socket=" + socket,
                        "--pid-file=" + directory.resolve("pid"),
                        "--user=" + System.getProperty("user.name"),
                        "--skip-networking",
                        "--log-bin=binlog",
                        "--innodb-flush-log-at-trx-commit=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        MariaDbServer server = new MariaDbServer(data, home, process);
        try {
            long end = System.nanoTime() + START.toNanos();
            while (!server.answers()) {
                assertTrue(process.isAlive() && System.nanoTime() < end, () -> "mariadbd did not start: " + text(log));
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return server;
        } catch (AssertionError | InterruptedException failure) {
            server.close();
            throw failure;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private boolean answers() {
        try {
            sql("SELECT 1");
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Runs SQL and returns the result without headings. */
    String sql(String statements) throws IOException {
        return shell(List.of("mysql --skip-column-names --execute=\"$SQL\""), Map.of("SQL", statements))
                .strip();
    }

    /** Runs commands whose clients connect to this server. */
    String shell(List<String> commands, Map<String, String> variables) throws IOException {
        Map<String, String> all = new java.util.HashMap<>(variables);
        all.put("HOME", home.toString());
        return Shell.run(commands, all);
    }

    /** Returns the directory of the binary logs. */
    Path data() {
        return data;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
