package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
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
            sqlite           | .timeout, then .backup
            mariadb          | TZ=UTC mariadb-binlog
            mariadb          | --stop-datetime='2026-11-22 10:05:03'
            oracle           | date -d 2026-11-22T10:05:03Z
            oracle           | OPEN RESETLOGS
            sqlserver        | date -d 2026-11-22T10:05:03Z
            sqlserver        | STOPAT = N'$UNTIL'
            db2              | to 2026-11-22-10.05.03.000000 and stop
            tidb             | --restored-ts '2026-11-22 10:05:03+0000'
            tidb             | --backupts '2026-11-22 10:05:03 +00:00'
            yugabytedb       | restore_snapshot_schedule "$SCHEDULE_ID" 1795341903000000
            alloydb          | --point-in-time=2026-11-22T10:05:03Z
            spanner          | --version-time=2026-11-22T10:05:03Z
            s3               | EncryptionType=original,RestoreTime=2026-11-22T10:05:03Z
            s3               | --query '[Status,StatusMessage]'
            blob-storage     | --point-in-time 2026-11-22T10:05:03 > restore.json
            cloud-storage    | from 2026-11-22T10:04:58.123Z to 2026-11-22T10:05:08.456Z
            rds-cluster      | --restore-to-time 2026-11-22T10:05:03Z
            rds-cluster      | readers
            aurora           | Add its readers
            cassandra        | commitlog_sync
            sqlite           | from 2026-11-22T10:04:58.123Z to 2026-11-22T10:05:08.456Z
            """)
    void hasTheWindowsTimesAndWhatIsPeculiarToTheDatabase(String database, String piece) throws Exception {
        List<RestoreInstructions> all =
                BuildRecordTest.report(Samples.consistent("w")).restore().instructions();
        List<String> steps = all.stream()
                .filter(one -> one.database().equals(database))
                .findFirst()
                .orElseThrow()
                .steps();
        assertTrue(String.join("\n", steps).contains(piece), String.join("\n", steps));
        assertTrue(steps.get(0).contains("kubectl -n prod scale Deployment/ledger --replicas=0"), steps.get(0));
        assertTrue(steps.get(0).contains("replicaCount=0"), steps.get(0));
        String end = String.join(" ", steps.subList(steps.size() - 2, steps.size()));
        for (String belongs :
                List.of("coordinator", "metadata", "users", "privileges", "encrypted_columns", "Secrets")) {
            assertTrue(end.contains(belongs), end);
        }
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
    void scalarDlIsStoppedWithItsAuditorAndRestoredLedgerFirst() throws Exception {
        List<String> steps = RestoreInstructions.forDatabases(List.of("cosmosdb"), Samples.consistent("w"))
                .get(0)
                .steps();
        assertTrue(steps.get(0).contains("Auditor (also where only Ledger was paused)"), steps.get(0));
        assertTrue(steps.get(1).contains("Ledger's databases first and Auditor's then"), steps.get(1));
        String all = String.join("\n", steps);
        assertTrue(all.contains("helm install repair-schema-ledger scalar-labs/schema-loading"), all);
        assertTrue(all.contains("helm install repair-schema-auditor scalar-labs/schema-loading"), all);
        assertTrue(all.contains("--set \"schemaLoading.commandArgs={--repair-all}\""), all);

        WindowRecord scalarDb = Samples.of(Product.SCALARDB_CLUSTER, "https://api", "Deployment", "app");
        String ofScalarDb = String.join(
                "\n",
                RestoreInstructions.forDatabases(List.of("cosmosdb"), scalarDb)
                        .get(0)
                        .steps());
        assertTrue(ofScalarDb.contains("--coordinator --repair-all") && !ofScalarDb.contains("Auditor"), ofScalarDb);
    }

    @Test
    void aWindowWithoutAWholeSecondHasNone() throws Exception {
        Instant from = Instant.parse("2026-11-22T10:05:03.100Z");
        var none = RestoreInstructions.forDatabases(List.of("rds"), Samples.lasting(from, from.plusMillis(500)));
        assertEquals(List.of(), none);
    }

    @Test
    void anUnknownDatabaseIsRefusedWithThoseThatAreKnown() {
        var refused =
                assertThrows(RefusedException.class, () -> RestoreInstructions.check(List.of("mysql", "mongodb")));
        assertEquals(
                "databases: \"mongodb\" is none that this plugin knows how to restore; it knows "
                        + String.join(", ", RestoreInstructions.databases()),
                refused.getMessage());
    }
}
