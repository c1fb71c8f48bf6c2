package io.jenkins.plugins.scalarbackup.demo;

import io.jenkins.plugins.scalarbackup.testkit.bank.BankDatabases;
import io.jenkins.plugins.scalarbackup.testkit.bank.CoreClassPath;
import io.jenkins.plugins.scalarbackup.testkit.bank.Judge;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresDatabase;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.WalArchive;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The equipment to rehearse a restore: PostgreSQL's base backup and archive, the dump of MariaDB, two servers to
 * restore into, and ScalarDB's class path for the verifier.
 */
public final class Rehearsal implements AutoCloseable {
    private final BankEnvironment environment;
    private final BankDatabases databases;
    private final Path directory;
    private Instant ended;
    private String segment;
    private PostgresDatabase recovered;

    /** Takes the base backup; later windows can be restored to. */
    public Rehearsal(BankEnvironment environment) throws IOException, SQLException {
        this.environment = environment;
        databases = environment.databases();
        directory = Files.createDirectories(databases.directory().resolve("rehearsal"));
        archive().takeBaseBackup(databases.first());
    }

    private WalArchive archive() {
        return databases.archive();
    }

    public void releaseArchive() throws IOException {
        archive().release();
    }

    /**
     * Ends the segment that contains the window, since a segment that is not full is not archived, and stops archiving
     * until {@link #releaseArchive}. Not for long: PostgreSQL drops no database while its archiver waits.
     */
    public void endSegmentWhileTheArchiveLags() throws IOException, SQLException {
        archive().hold();
        ended = Instant.now();
        segment = archive().endSegment(databases.first());
    }

    /**
     * Returns the time to which PostgreSQL can be recovered, as the step's block returns it; {@code None} if it is not
     * known yet.
     */
    public String restorable() throws SQLException {
        return archive().has(segment, databases.first()) ? ended.toString() : "None";
    }

    /** Returns the variables of PostgreSQL's script, and of the verifier. */
    public Map<String, String> variables() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("BASE_BACKUP", archive().base().toString());
        variables.put("WAL_ARCHIVE", archive().segments().toString());
        variables.put("PGDATA", data().toString());
        variables.put(
                "JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        variables.put("CLASS_PATH", CoreClassPath.forVerifier());
        return variables;
    }

    /** Loads a dump into MariaDB. */
    public void load(Path dump) throws IOException, SQLException {
        databases.load(dump);
    }

    private Path data() {
        return directory.resolve("recovered");
    }

    /** Starts the server that the script restored, and writes ScalarDB's properties for it. */
    public void startRestored(Path properties) throws IOException {
        recovered = archive().start("recovered", data(), directory.resolve("recovered.log"));
        try (Writer writer = Files.newBufferedWriter(properties)) {
            properties().store(writer, null);
        }
    }

    private Properties properties() {
        return databases.restoredProperties(environment.configuration(), recovered);
    }

    /** Compares the restored databases with the clients' notes. The verifier must have run before. */
    public Judge.Finding judge(Instant pauseStarted, Instant unpauseStarted) throws Exception {
        return Judge.judge(databases.read(properties()), environment.notes(), pauseStarted, unpauseStarted);
    }

    @Override
    public void close() {
        if (recovered != null) {
            recovered.close();
        }
    }
}
