package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import io.jenkins.plugins.scalarbackup.testkit.scalardb.BalanceChecker.Location;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real ScalarDB of one release, on loopback: two PostgreSQL servers, several ScalarDB Servers over both, two banks in
 * them, and a workload that moves money between them. Snapshots of the databases are restored beside the live ones and
 * checked through ScalarDB.
 */
public final class EmbeddedScalarDb implements AutoCloseable {

    /** The number of accounts in each of the two banks. */
    public static final int ACCOUNTS = 50;

    /** The balance of each account at the beginning. */
    public static final int BALANCE = 10_000;

    /** The sum of money at any time. */
    public static final long TOTAL = 2L * ACCOUNTS * BALANCE;

    private static final List<String> NAMES = List.of("pg1", "pg2");
    private static final List<String> FILES = List.of("pg1.zip", "pg2.zip");
    private static final Path CACHE = Path.of("target", "embedded-postgres");

    /** Time limit for recovery: ScalarDB gives up on transactions unknown to the coordinator after 15 s. */
    private static final Duration SETTLE = Duration.ofSeconds(20);

    private final Path directory;
    private final List<PostgresDatabase> databases;
    private final List<WalArchive> archives;
    private final ScalarDbServers servers;
    private final TransferWorkload workload;
    private final BalanceChecker checker;
    private final AtomicInteger restores = new AtomicInteger();

    private EmbeddedScalarDb(
            Path directory,
            List<PostgresDatabase> databases,
            List<WalArchive> archives,
            ScalarDbServers servers,
            BankOperations banks) {
        this.directory = directory;
        this.databases = databases;
        this.archives = archives;
        this.servers = servers;
        this.workload = new TransferWorkload(banks, servers.addresses(), ACCOUNTS);
        this.checker = new BalanceChecker(banks, ACCOUNTS, TOTAL);
    }

    /** Starts three servers; the workload is not started yet. */
    public static EmbeddedScalarDb start() throws IOException {
        return start(3);
    }

    /** Starts everything but the workload, and returns when all servers answer and the accounts are filled. */
    public static EmbeddedScalarDb start(int pods) throws IOException {
        return start(pods, false, List.of(HostClock.RIGHT, HostClock.RIGHT));
    }

    /**
     * Does the same as {@link #start()}, with databases that can be recovered to any later time ({@link
     * #recoverAndCheck}).
     */
    public static EmbeddedScalarDb startWithWalArchive() throws IOException {
        return startWithWalArchive(List.of(HostClock.RIGHT, HostClock.RIGHT));
    }

    /** Does the same, with these clocks on the databases' hosts, in the order of {@link #databases()}. */
    public static EmbeddedScalarDb startWithWalArchive(List<HostClock> clocks) throws IOException {
        return start(3, true, clocks);
    }

    private static EmbeddedScalarDb start(int pods, boolean archiving, List<HostClock> clocks) throws IOException {
        Path directory = Files.createTempDirectory("scalardb-");
        PostgresBinaries binaries = PostgresBinaries.prepare(CACHE.toAbsolutePath());
        List<PostgresDatabase> databases = new ArrayList<>();
        List<WalArchive> archives = new ArrayList<>();
        ScalarDbServers servers = null;
        try {
            for (String name : NAMES) {
                Map<String, String> settings = Map.of();
                if (archiving) {
                    WalArchive archive =
                            WalArchive.create(binaries, Files.createDirectories(directory.resolve("archive-" + name)));
                    archives.add(archive);
                    settings = archive.settings();
                }
                databases.add(PostgresDatabase.start(
                        name,
                        binaries,
                        directory.resolve(name),
                        settings,
                        directory.resolve(name + ".log"),
                        clocks.get(databases.size())));
            }
            BankStorage storage =
                    new BankStorage(databases.get(0).jdbcUrl(), databases.get(1).jdbcUrl());
            servers = ScalarDbServers.launch(pods, storage, directory);
            BankOperations banks = ScalarDbClassPath.load();
            // While the servers start: they don't read the tables before the first transaction.
            banks.create(storage.direct(), ACCOUNTS, BALANCE);
            for (int i = 0; i < archives.size(); i++) {
                archives.get(i).takeBaseBackup(databases.get(i));
            }
            servers.awaitStart();
            return new EmbeddedScalarDb(directory, List.copyOf(databases), archives, servers, banks);
        } catch (Exception e) {
            closeAll(servers, databases);
            throw new IOException(
                    "The embedded ScalarDB did not start (logs in " + directory + "): " + e.getMessage(), e);
        }
    }

    public List<ScalarDbPod> pods() {
        return servers.pods();
    }

    /** Returns the pods' addresses, all with the port of the release. */
    public List<InetSocketAddress> addresses() {
        return servers.addresses();
    }

    /** Returns the Admin service's port. */
    public int port() {
        return servers.port();
    }

    public TransferWorkload workload() {
        return workload;
    }

    /**
     * Returns the PostgreSQL servers: the one with {@code bank1} and the coordinator, and the one with {@code bank2}.
     */
    public List<PostgresDatabase> databases() {
        return databases;
    }

    /** Takes snapshots of both databases at the same time, into {@code target}. */
    public void snapshot(Path target) throws IOException {
        Files.createDirectories(target);
        both(i -> snapshot(i, target));
    }

    /** Takes a snapshot of one database (0 or 1) into {@code target}. */
    public void snapshot(int database, Path target) throws IOException {
        Files.createDirectories(target);
        try {
            PostgresSnapshot.dump(databases.get(database), target.resolve(FILES.get(database)));
        } catch (SQLException e) {
            throw new IOException("The snapshot of " + FILES.get(database) + " failed: " + e.getMessage(), e);
        }
    }

    /** Restores both snapshots in {@code source} into new databases and reads those through ScalarDB. */
    public BalanceReport restoreAndCheck(Path source) throws IOException {
        return restoreAndCheck(source, SETTLE);
    }

    /** Does the same as {@link #restoreAndCheck(Path)}, with a time limit for ScalarDB's recovery. */
    public BalanceReport restoreAndCheck(Path source, Duration settle) throws IOException {
        String name = "restored_" + restores.incrementAndGet();
        try {
            both(i -> PostgresSnapshot.restore(databases.get(i), name, source.resolve(FILES.get(i))));
            return checker.check(new Location(databases.get(0), name), new Location(databases.get(1), name), settle);
        } catch (SQLException e) {
            throw new IOException("The restored databases can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Checks the live databases. The workload must be stopped or the servers paused, because the records of transfers
     * in flight are half-written, as they should be.
     */
    public BalanceReport checkLive() throws IOException {
        return check(PostgresDatabase.MAIN);
    }

    /** Checks the databases of this name, one on each server. */
    public BalanceReport check(String database) throws IOException {
        try {
            return checker.check(
                    new Location(databases.get(0), database), new Location(databases.get(1), database), SETTLE);
        } catch (SQLException e) {
            throw new IOException("The databases " + database + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Returns when the archives contain everything that the databases have committed so far. */
    public void archiveUntilNow() throws IOException {
        both(i -> archives.get(i).reachNow(databases.get(i)));
    }

    /**
     * Recovers both databases from base backup and archive into servers of their own, and reads those through ScalarDB.
     *
     * @param commands for each database, in the order of {@link #databases()}, the commands that a person would type to
     *     create the data directory {@code $PGDATA} from {@code $BASE_BACKUP} and {@code $WAL_ARCHIVE}
     */
    public BalanceReport recoverAndCheck(List<List<String>> commands) throws IOException {
        Path place = directory.resolve("recovered-" + restores.incrementAndGet());
        Files.createDirectories(place);
        PostgresDatabase[] recovered = new PostgresDatabase[NAMES.size()];
        try {
            both(i ->
                    recovered[i] = archives.get(i).recover(NAMES.get(i), commands.get(i), place.resolve(NAMES.get(i))));
            return checker.check(
                    new Location(recovered[0], PostgresDatabase.MAIN),
                    new Location(recovered[1], PostgresDatabase.MAIN),
                    SETTLE);
        } catch (SQLException e) {
            throw new IOException("The recovered databases can't be read: " + e.getMessage(), e);
        } finally {
            for (PostgresDatabase database : recovered) {
                if (database != null) {
                    database.close();
                }
            }
            FileTrees.delete(place);
        }
    }

    private interface DatabaseWork {
        void run(int database) throws Exception;
    }

    private static void both(DatabaseWork work) throws IOException {
        List<CompletableFuture<Void>> parts = List.of(async(work, 0), async(work, 1));
        try {
            parts.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static CompletableFuture<Void> async(DatabaseWork work, int database) {
        return CompletableFuture.runAsync(() -> {
            try {
                work.run(database);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Stops everything and deletes its files, including logs. */
    @Override
    public void close() {
        workload.close();
        closeAll(servers, databases);
        try {
            FileTrees.delete(directory);
        } catch (IOException e) {
            // It is a temporary directory, for which a test must not fail.
            directory.toFile().deleteOnExit();
        }
    }

    private static void closeAll(ScalarDbServers servers, List<PostgresDatabase> databases) {
        if (servers != null) {
            servers.close();
        }
        databases.forEach(PostgresDatabase::close);
    }
}
