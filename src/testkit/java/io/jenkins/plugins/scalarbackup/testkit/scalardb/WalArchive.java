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
 * What a PostgreSQL server's recovery to a point in time needs: a base backup, and every segment of the write-ahead log
 * since, which the server itself archives.
 */
public final class WalArchive {

    private static final Duration ARCHIVE_TIMEOUT = Duration.ofSeconds(30);
    /** Files of the running process, which PostgreSQL's documentation says to leave out of a base backup. */
    private static final Set<String> OF_THE_PROCESS = Set.of("postmaster.pid", "postmaster.opts");

    private static final String LOG = "pg_wal";

    private final PostgresBinaries binaries;
    private final Path segments;
    private final Path base;
    /** While it is there, nothing is archived. */
    private final Path hold;

    private WalArchive(PostgresBinaries binaries, Path segments, Path base) {
        this.binaries = binaries;
        this.segments = segments;
        this.base = base;
        this.hold = segments.resolveSibling("hold");
    }

    /** A new archive below {@code directory}; a server uses it when it is started with its {@link #settings()}. */
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

    /** A copy of the running server's files, between the two calls that make one consistent with its log. */
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
                        // The server removed it meanwhile, as it may: the log knows.
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

    /** Where the last base backup is. */
    public Path base() {
        return base;
    }

    /** Where the archived segments are. */
    public Path segments() {
        return segments;
    }

    /** Ends the segment that is being written, as a quiet night would not; gives its name. */
    public String endSegment(PostgresDatabase database) throws SQLException {
        return database.query("SELECT pg_walfile_name(pg_switch_wal())");
    }

    /** Whether a segment is in the archive, by the server's own word. */
    public boolean has(String segment, PostgresDatabase database) throws SQLException {
        String last = database.query("SELECT last_archived_wal FROM pg_stat_archiver");
        return last != null && segment.compareTo(last) <= 0;
    }

    /** Starts a server on a data directory that was made for a recovery; it is open for writing when this returns. */
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

    /** Returns when all that the server has committed until now is in the archive. */
    void reachNow(PostgresDatabase database) throws SQLException {
        String segment = database.query("SELECT pg_walfile_name(pg_switch_wal())");
        Waiting.until(
                "The archiving of " + segment + " of " + database.name(),
                ARCHIVE_TIMEOUT,
                () -> Files.exists(segments.resolve(segment))
                        && segment.compareTo(database.query("SELECT last_archived_wal FROM pg_stat_archiver")) <= 0);
    }

    /**
     * Makes a data directory by shell commands and starts a server on it, which recovers.
     *
     * @param commands what whoever restores would type; they find the base backup in {@code $BASE_BACKUP}, the archive in
     *     {@code $WAL_ARCHIVE}, and the new data directory, empty, in {@code $PGDATA}
     * @param directory of the new server; its data and log are below
     * @return the server, when it has ended its recovery and is open for writing
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
