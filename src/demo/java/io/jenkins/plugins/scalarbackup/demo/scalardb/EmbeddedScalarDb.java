package io.jenkins.plugins.scalarbackup.demo.scalardb;

import io.jenkins.plugins.scalarbackup.demo.scalardb.BalanceChecker.Location;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real ScalarDB of one release, on loopback: two PostgreSQL servers, several ScalarDB Servers over both, two banks in
 * them and a workload that moves money across. Snapshots of the databases are restored beside the live ones and judged
 * through ScalarDB.
 */
public final class EmbeddedScalarDb implements AutoCloseable {

    /** Accounts in each of the two banks. */
    public static final int ACCOUNTS = 50;

    /** What each account holds at the beginning. */
    public static final int BALANCE = 10_000;

    /** The money there is at any time. */
    public static final long TOTAL = 2L * ACCOUNTS * BALANCE;

    private static final List<String> FILES = List.of("pg1.zip", "pg2.zip");
    private static final Path CACHE = Path.of("target", "embedded-postgres");

    /** ScalarDB's recovery gives up on transactions that the coordinator knows nothing of after 15 s. */
    private static final Duration SETTLE = Duration.ofSeconds(20);

    private final Path directory;
    private final List<PostgresDatabase> databases;
    private final ScalarDbServers servers;
    private final TransferWorkload workload;
    private final BalanceChecker checker;
    private final AtomicInteger restores = new AtomicInteger();

    private EmbeddedScalarDb(
            Path directory, List<PostgresDatabase> databases, ScalarDbServers servers, BankOperations banks) {
        this.directory = directory;
        this.databases = databases;
        this.servers = servers;
        this.workload = new TransferWorkload(banks, servers.addresses(), ACCOUNTS);
        this.checker = new BalanceChecker(banks, ACCOUNTS, TOTAL);
    }

    /** Starts three servers; the workload is there and not yet started. */
    public static EmbeddedScalarDb start() throws IOException {
        return start(3);
    }

    /** Starts everything but the workload, and returns when all servers answer and the accounts are filled. */
    public static EmbeddedScalarDb start(int pods) throws IOException {
        Path directory = Files.createTempDirectory("scalardb-");
        PostgresBinaries binaries = PostgresBinaries.prepare(CACHE.toAbsolutePath());
        PostgresDatabase first = null;
        PostgresDatabase second = null;
        ScalarDbServers servers = null;
        try {
            first = PostgresDatabase.start("pg1", binaries, directory.resolve("pg1"), directory.resolve("pg1.log"));
            second = PostgresDatabase.start("pg2", binaries, directory.resolve("pg2"), directory.resolve("pg2.log"));
            BankStorage storage = new BankStorage(first.jdbcUrl(), second.jdbcUrl());
            servers = ScalarDbServers.launch(pods, storage, directory);
            BankOperations banks = ScalarDbClassPath.load();
            // While the servers start: they don't look at the tables before the first transaction.
            banks.create(storage.direct(), ACCOUNTS, BALANCE);
            servers.awaitStart();
            return new EmbeddedScalarDb(directory, List.of(first, second), servers, banks);
        } catch (Exception e) {
            closeAll(servers, first, second);
            throw new IOException(
                    "The embedded ScalarDB did not start (logs in " + directory + "): " + e.getMessage(), e);
        }
    }

    public List<ScalarDbPod> pods() {
        return servers.pods();
    }

    /** The pods' addresses, all with the one port of the release. */
    public List<InetSocketAddress> addresses() {
        return servers.addresses();
    }

    /** The Admin service's port. */
    public int port() {
        return servers.port();
    }

    public TransferWorkload workload() {
        return workload;
    }

    /** The PostgreSQL servers: with {@code bank1} and the coordinator, and with {@code bank2}. */
    public List<PostgresDatabase> databases() {
        return databases;
    }

    /** Snapshots of both databases, taken at the same time, into {@code target}. */
    public void snapshot(Path target) throws IOException {
        Files.createDirectories(target);
        both(i -> snapshot(i, target));
    }

    /** A snapshot of one database (0 or 1) into {@code target}. */
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

    /** As {@link #restoreAndCheck(Path)}, with a bound on ScalarDB's recovery. */
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
     * What the live databases hold. The workload must be stopped or the servers be paused: the records of transfers in
     * flight are half-written, as they should be.
     */
    public BalanceReport checkLive() throws IOException {
        try {
            return checker.check(
                    new Location(databases.get(0), PostgresDatabase.MAIN),
                    new Location(databases.get(1), PostgresDatabase.MAIN),
                    SETTLE);
        } catch (SQLException e) {
            throw new IOException("The live databases can't be read: " + e.getMessage(), e);
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

    /** Stops everything and deletes what it wrote, logs included. */
    @Override
    public void close() {
        workload.close();
        closeAll(servers, databases.get(0), databases.get(1));
        try {
            FileTrees.delete(directory);
        } catch (IOException e) {
            // A temporary directory: a test must not fail for it.
            directory.toFile().deleteOnExit();
        }
    }

    private static void closeAll(ScalarDbServers servers, PostgresDatabase first, PostgresDatabase second) {
        if (servers != null) {
            servers.close();
        }
        for (PostgresDatabase database : new PostgresDatabase[] {first, second}) {
            if (database != null) {
                database.close();
            }
        }
    }
}
