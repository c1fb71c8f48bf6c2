package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.scalardb.ChildProcess;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.FileTrees;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A MariaDB server of its own: a data directory and a free port on 127.0.0.1. */
final class MariaDbDatabase implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int START_ATTEMPTS = 3;
    private static final long DUMP_SECONDS = 60;

    private final MariaDbBinaries binaries;
    private final Path data;
    private final int port;
    private final ChildProcess process;
    private final Driver driver;

    private MariaDbDatabase(MariaDbBinaries binaries, Path data, int port, ChildProcess process, Driver driver) {
        this.binaries = binaries;
        this.data = data;
        this.port = port;
        this.process = process;
        this.driver = driver;
    }

    /**
     * Starts an empty server; its data and log are in {@code directory}.
     *
     * @param driver from the pods' class path
     */
    static MariaDbDatabase start(String name, MariaDbBinaries binaries, Path directory, Driver driver)
            throws IOException {
        Path data = Files.createDirectories(directory).resolve("data");
        binaries.newDataDirectory(data);
        IllegalStateException last = null;
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            int port = freePort();
            ChildProcess process = ChildProcess.start(
                    name,
                    "TERM",
                    directory.resolve("log"),
                    binaries.command(
                            "mariadbd",
                            List.of(
                                    "--datadir=" + data,
                                    "--port=" + port,
                                    "--bind-address=127.0.0.1",
                                    "--socket=" + directory.resolve("socket"),
                                    "--pid-file=" + directory.resolve("pid"),
                                    "--skip-name-resolve",
                                    "--innodb-flush-log-at-trx-commit=0",
                                    "--innodb-buffer-pool-size=64M")));
            MariaDbDatabase database = new MariaDbDatabase(binaries, data, port, process, driver);
            try {
                Waiting.until("The start of " + name, START_TIMEOUT, () -> {
                    process.requireAlive();
                    try (Connection connection = database.connect()) {
                        return connection.isValid(1);
                    }
                });
                return database;
            } catch (IllegalStateException e) {
                process.close();
                last = e;
            }
        }
        throw last;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    String jdbcUrl() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/";
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "root");
        properties.setProperty("allowMultiQueries", "true");
        return driver.connect(jdbcUrl(), properties);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs {@code mariadb-dump} on these databases in a single transaction. */
    void dump(List<String> databases, Path file) throws IOException {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "--host=127.0.0.1",
                "--port=" + port,
                "--user=root",
                "--single-transaction",
                "--skip-triggers",
                "--add-drop-database",
                "--databases"));
        arguments.addAll(databases);
        Path errors = file.resolveSibling(file.getFileName() + ".log");
        Process dump = new ProcessBuilder(binaries.command("mariadb-dump", arguments))
                .redirectOutput(file.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!dump.waitFor(DUMP_SECONDS, TimeUnit.SECONDS) || dump.exitValue() != 0) {
                throw new IOException("mariadb-dump failed: " + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            dump.destroyForcibly();
        }
    }

    /** Restores the dump's databases, in place of those of the same name. */
    void restore(Path file) throws IOException, SQLException {
        execute(Files.readString(file));
    }

    @Override
    public void close() {
        process.close();
        try {
            FileTrees.delete(data);
        } catch (IOException e) {
            // It is a temporary directory, for which a test must not fail.
            data.toFile().deleteOnExit();
        }
    }
}
