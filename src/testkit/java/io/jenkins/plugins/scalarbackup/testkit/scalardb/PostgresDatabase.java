package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * A PostgreSQL server with its own data directory and a free port on 127.0.0.1; {@link #close()} deletes the data.
 * ScalarDB works on its {@code postgres} database; snapshots are restored into further databases of the same server,
 * or, for a recovery to a point in time, into another server that starts on a prepared data directory.
 */
public final class PostgresDatabase implements AutoCloseable {

    /** The database of a new server. */
    public static final String MAIN = "postgres";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final int START_ATTEMPTS = 3;

    private final String name;
    private final Path directory;
    private final int port;
    private final ChildProcess process;

    private PostgresDatabase(String name, Path directory, int port, ChildProcess process) {
        this.name = name;
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a server with an empty database.
     *
     * @param settings as in {@link #startOn}
     */
    public static PostgresDatabase start(
            String name, PostgresBinaries binaries, Path directory, Map<String, String> settings, Path log)
            throws IOException {
        return start(name, binaries, directory, settings, log, HostClock.RIGHT);
    }

    /** Starts a server with an empty database on a host with this clock. */
    static PostgresDatabase start(
            String name,
            PostgresBinaries binaries,
            Path directory,
            Map<String, String> settings,
            Path log,
            HostClock clock)
            throws IOException {
        binaries.newDataDirectory(directory);
        return startOn(name, binaries, directory, settings, log, clock);
    }

    /**
     * Starts a server on an existing data directory, such as a base backup with {@code recovery.signal}.
     *
     * @param settings further settings for {@code postgresql.conf}, such as {@code restore_command}
     */
    static PostgresDatabase startOn(
            String name, PostgresBinaries binaries, Path directory, Map<String, String> settings, Path log)
            throws IOException {
        return startOn(name, binaries, directory, settings, log, HostClock.RIGHT);
    }

    private static PostgresDatabase startOn(
            String name,
            PostgresBinaries binaries,
            Path directory,
            Map<String, String> settings,
            Path log,
            HostClock clock)
            throws IOException {
        IllegalStateException last = null;
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            // PostgreSQL can't choose a port itself, so another process may take this one in between: then it is tried
            // again.
            int port = freePort();
            ChildProcess process =
                    ChildProcess.start(name, "INT", log, command(binaries, directory, port, settings, clock));
            PostgresDatabase database = new PostgresDatabase(name, directory, port, process);
            try {
                Waiting.until("The start of " + name, START_TIMEOUT, database::answers);
                return database;
            } catch (IllegalStateException e) {
                process.close();
                last = e;
            }
        }
        throw last;
    }

    private static List<String> command(
            PostgresBinaries binaries, Path directory, int port, Map<String, String> settings, HostClock clock) {
        List<String> arguments = new ArrayList<>(List.of("-D", directory.toString(), "-p", Integer.toString(port)));
        setting(arguments, "listen_addresses", "127.0.0.1");
        setting(arguments, "unix_socket_directories", "");
        setting(arguments, "max_connections", "200");
        setting(arguments, "shared_buffers", "32MB");
        // Only processes crash in a test, not the machine; not waiting for the disk saves most of the time.
        setting(arguments, "fsync", "off");
        settings.forEach((key, value) -> setting(arguments, key, value));
        return binaries.command("postgres", arguments, clock);
    }

    private static void setting(List<String> arguments, String key, String value) {
        arguments.add("-c");
        arguments.add(key + "=" + value);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Returns when a server that recovers to a point in time has done so and is open for writing. */
    void awaitPromotion() {
        Waiting.until("The recovery of " + name, START_TIMEOUT, () -> {
            process.requireAlive();
            return "f".equals(query("SELECT pg_is_in_recovery()"));
        });
    }

    private boolean answers() throws SQLException {
        process.requireAlive();
        try (Connection connection = connect(MAIN)) {
            return connection.isValid(1);
        }
    }

    /** Returns the name in messages, which is also the name of the storage in ScalarDB's configuration. */
    public String name() {
        return name;
    }

    Path directory() {
        return directory;
    }

    /** Returns the URL for the PostgreSQL driver; user {@code postgres}, no password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Returns the URL of the live database. */
    public String jdbcUrl() {
        return jdbcUrl(MAIN);
    }

    /** Connects as superuser. */
    public Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        return new Driver().connect(jdbcUrl(database), properties);
    }

    /** Creates an empty database beside the live one. */
    public void createDatabase(String database) throws SQLException {
        execute("CREATE DATABASE " + database + " TEMPLATE template0");
    }

    /** Removes a database, even if clients are connected. */
    public void dropDatabase(String database) throws SQLException {
        execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect(MAIN);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first column of the first row, as text. */
    String query(String sql) throws SQLException {
        try (Connection connection = connect(MAIN);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Stops the server; does nothing if it is already gone. */
    @Override
    public void close() {
        process.close();
        try {
            FileTrees.delete(directory);
        } catch (IOException e) {
            // The rest is in a temporary directory, for which a test must not fail.
            directory.toFile().deleteOnExit();
        }
    }
}
