package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The archive for a PostgreSQL server's recovery to a point in time: a base backup, and every later segment of the
 * write-ahead log, which the server itself archives.
 */
public final class WalArchive {

    private static final Duration ARCHIVE_TIMEOUT = Duration.ofSeconds(30);
    /** Files of the running process, which PostgreSQL's documentation excludes from a base backup. */
    private static final Set<String> OF_THE_PROCESS = Set.of("postmaster.pid", "postmaster.opts");

    private static final String LOG = "pg_wal";

    private final PostgresBinaries binaries;
    private final Path segments;
    private final Path base;
    /** While this file exists, nothing is archived. */
    private final Path hold;

    private WalArchive(PostgresBinaries binaries, Path segments, Path base) {
        this.binaries = binaries;
        this.segments = segments;
        this.base = base;
        this.hold = segments.resolveSibling("hold");
    }

    /** Creates an archive below {@code directory}; a server uses it if it is started with its {@link #settings()}. */
    public static WalArchive create(PostgresBinaries binaries, Path directory) throws IOException {
        Path segments = Files.createDirectories(directory.resolve("wal"));
        binaries.own(segments);
        return new WalArchive(binaries, segments, directory.resolve("base"));
    }

    public Map<String, String> settings() {
        return Map.of(
                "archive_mode",
                "on",
                "archive_command",
                "while [ -e \"" + hold + "\" ]; do sleep 0.1; done; cp \"%p\" \"" + segments + "/%f\"");
    }

    /** Copies the running server's files, between the two calls that make a copy consistent with its log. */
    public void takeBaseBackup(PostgresDatabase database) throws IOException, SQLException {
        try (Connection connection = database.connect(PostgresDatabase.MAIN);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('base', fast => true)");
            copy(database.directory());
            try (ResultSet rows = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                rows.next();
                Files.writeString(base.resolve("backup_label"), rows.getString(1));
            }
        }
        binaries.own(base);
    }

    private void copy(Path from) throws IOException {
        Path log = from.resolve(LOG);
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.copy(directory, base.resolve(from.relativize(directory)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean wanted = !file.startsWith(log)
                        && !OF_THE_PROCESS.contains(file.getFileName().toString());
                if (wanted) {
                    try {
                        Files.copy(file, base.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException gone) {
                        // The server may remove a file meanwhile: the log accounts for it.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    /** Lets the archive lag behind, until {@link #release()}. */
    public void hold() throws IOException {
        Files.writeString(hold, "");
    }

    public void release() throws IOException {
        Files.deleteIfExists(hold);
    }

    /** Returns the directory of the last base backup. */
    public Path base() {
        return base;
    }

    /** Returns the directory of the archived segments. */
    public Path segments() {
        return segments;
    }

    /** Ends the current segment, as a quiet night would not do, and returns its name. */
    public String endSegment(PostgresDatabase database) throws SQLException {
        return database.query("SELECT pg_walfile_name(pg_switch_wal())");
    }

    /** Returns whether a segment is in the archive, according to the server. */
    public boolean has(String segment, PostgresDatabase database) throws SQLException {
        String last = database.query("SELECT last_archived_wal FROM pg_stat_archiver");
        return last != null && segment.compareTo(last) <= 0;
    }

    /** Starts a server on a data directory prepared for a recovery; it is open for writing when this returns. */
    public PostgresDatabase start(String name, Path data, Path log) throws IOException {
        binaries.own(data);
        PostgresDatabase database = PostgresDatabase.startOn(name, binaries, data, Map.of(), log);
        try {
            database.awaitPromotion();
            return database;
        } catch (IllegalStateException failed) {
            database.close();
            throw failed;
        }
    }

    /** Returns when everything that the server has committed so far is in the archive. */
    void reachNow(PostgresDatabase database) throws SQLException {
        String segment = database.query("SELECT pg_walfile_name(pg_switch_wal())");
        Waiting.until(
                "The archiving of " + segment + " of " + database.name(),
                ARCHIVE_TIMEOUT,
                () -> Files.exists(segments.resolve(segment))
                        && segment.compareTo(database.query("SELECT last_archived_wal FROM pg_stat_archiver")) <= 0);
    }

    /**
     * Creates a data directory by shell commands and starts a server on it, which recovers.
     *
     * @param commands the commands that a person would type; they find the base backup in {@code $BASE_BACKUP}, the
     *     archive in {@code $WAL_ARCHIVE}, and the new, empty data directory in {@code $PGDATA}
     * @param directory the directory of the new server; its data and log are below
     * @return the server, after its recovery and open for writing
     */
    PostgresDatabase recover(String name, List<String> commands, Path directory) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Path log = directory.resolve("log");
        Shell.run(
                commands,
                Map.of(
                        "BASE_BACKUP", base.toString(),
                        "WAL_ARCHIVE", segments.toString(),
                        "PGDATA", data.toString()));
        return start(name, data, log);
    }
}
