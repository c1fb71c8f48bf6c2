package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.record.Samples;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests Cassandra itself: the example's snapshot and the printed restore, with commits that are only in the commit log.
 */
class CassandraRestoreTest {
    private static final Path CLASS_PATH = Path.of("target", "cassandra.classpath");
    private static final String ALL = "SELECT x FROM bank.t";

    @TempDir
    private Path directory;

    @Test
    void restoreOfTheSnapshotHasTheLogAndNothingLater() throws Exception {
        assumeTrue(
                Files.exists(CLASS_PATH),
                "no " + CLASS_PATH + ": mvn -B -ntp -q -f src/test/cassandra dependency:build-classpath writes it");
        try (CassandraNode node =
                CassandraNode.in(directory, Files.readString(CLASS_PATH).strip())) {
            node.start();
            node.cql(
                    "CREATE KEYSPACE bank WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
                    "CREATE TABLE bank.t (id int PRIMARY KEY, x text)",
                    "INSERT INTO bank.t (id, x) VALUES (1, 'before')");
            Instant from = Instant.now();
            WindowRecord window = Samples.lasting(from, from.plusSeconds(5));
            Shell.run(
                    AsPrinted.block("cassandra"),
                    Map.of(
                            "PATH",
                            node.programs() + ":" + System.getenv("PATH"),
                            "CASSANDRA_PODS",
                            "cassandra-0",
                            "SCALAR_BACKUP_ID",
                            window.id()));
            node.cql("UPDATE bank.t SET x = 'after' WHERE id = 1", "CREATE TABLE bank.later (id int PRIMARY KEY)");
            assertEquals("Row[after]", node.cql(ALL));
            node.kill();

            // By the script, on a directory whose name a shell would misinterpret.
            Path hostile = directory.resolve("a 'b' $(touch pwned) \"c\"\n`touch pwned`");
            Files.createSymbolicLink(hostile, node.storage());
            Map<String, String> there = Map.of("CASSANDRA", hostile.toString());
            WindowRecord another = Samples.lasting("w-2", from, from.plusSeconds(5));
            IOException none = assertThrows(
                    IOException.class,
                    () -> Shell.run(AsPrinted.script("cassandra", another, directory, "--from place"), there));
            assertTrue(none.getMessage().contains("nothing was cleared"), none.getMessage());
            Shell.run(AsPrinted.script("cassandra", window, directory, "--from place"), there);
            assertFalse(Files.exists(Path.of("pwned")));

            node.start();
            assertEquals("Row[before]", node.cql(ALL));
            assertEquals(
                    "Row[t]", node.cql("SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'bank'"));
        }
    }
}
