package io.jenkins.plugins.scalarbackup.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreInstructionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dynamodb         | --restore-date-time 2026-11-22T10:05:03Z
            dynamodb         | restorable from about 2026-11-22T10:10:03Z
            dynamodb         | LatestRestorableDateTime
            dynamodb         | capacity mode
            cosmosdb         | --restore-timestamp 2026-11-22T10:05:03Z
            cosmosdb         | STRONG
            cosmosdb         | --repair-all
            cassandra        | from 2026-11-22T10:04:58.123Z to 2026-11-22T10:05:08.456Z
            cassandra        | commitlog and hints
            mysql            | --stop-datetime='2026-11-22 10:05:03'
            postgresql       | recovery_target_time = '2026-11-22 10:05:03+00'
            rds              | --restore-time 2026-11-22T10:05:03Z
            aurora           | --restore-to-time 2026-11-22T10:05:03Z
            azure-mysql      | az mysql flexible-server restore
            azure-postgresql | az postgres flexible-server restore
            sqlite           | from 2026-11-22T10:04:58.123Z to 2026-11-22T10:05:08.456Z
            """)
    void hasTheWindowsTimesAndWhatIsPeculiarToTheDatabase(String database, String piece) throws Exception {
        List<RestoreInstructions> all =
                ReportTest.report(Samples.consistent("w")).instructions();
        List<String> steps = all.stream()
                .filter(one -> one.database().equals(database))
                .findFirst()
                .orElseThrow()
                .steps();
        assertTrue(String.join("\n", steps).contains(piece), String.join("\n", steps));
        assertTrue(steps.get(0).contains("kubectl -n prod scale Deployment/ledger --replicas=0"), steps.get(0));
        assertTrue(steps.get(0).contains("replicaCount=0"), steps.get(0));
        assertTrue(steps.get(steps.size() - 1).contains("coordinator"), steps.toString());
    }

    @Test
    void oneDatabaseAloneIsNotToldOfOthersAndIsNamedOnce() throws Exception {
        var one = RestoreInstructions.forDatabases(List.of("rds", "rds"), Samples.consistent("w"));
        assertEquals(1, one.size());
        assertTrue(one.get(0).steps().stream().noneMatch(step -> step.contains("all databases")));
        var two = RestoreInstructions.forDatabases(List.of("rds", "dynamodb"), Samples.consistent("w"));
        assertEquals(
                List.of("rds", "dynamodb"),
                two.stream().map(RestoreInstructions::database).toList());
        assertTrue(two.get(1).steps().get(1).contains("all databases of this window to this same time"));
    }

    @Test
    void aWindowWithoutAWholeSecondHasNone() throws Exception {
        Instant from = Instant.parse("2026-11-22T10:05:03.100Z");
        var none = RestoreInstructions.forDatabases(List.of("rds"), Samples.lasting(from, from.plusMillis(500)));
        assertEquals(List.of(), none);
    }

    @Test
    void anUnknownDatabaseIsRefusedWithThoseThatAreKnown() {
        var refused = assertThrows(RefusedException.class, () -> RestoreInstructions.check(List.of("mysql", "oracle")));
        assertEquals(
                "databases: \"oracle\" is none that this plugin knows how to restore; it knows dynamodb, cosmosdb,"
                        + " cassandra, mysql, postgresql, rds, aurora, azure-mysql, azure-postgresql, sqlite",
                refused.getMessage());
    }
}
