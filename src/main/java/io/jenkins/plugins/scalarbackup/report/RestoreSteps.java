package io.jenkins.plugins.scalarbackup.report;

import io.jenkins.plugins.scalarbackup.backup.RestorePoint;
import io.jenkins.plugins.scalarbackup.backup.ShellWord;
import io.jenkins.plugins.scalarbackup.backup.WindowRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The steps, from the vendor's documentation on backing up and restoring ScalarDB and the databases' own. Each database's
 * list is complete in itself, since whoever restores one reads only that. What depends on the site is a variable of the
 * shell in the commands, so that they can be run as they are printed.
 */
final class RestoreSteps {
    /** How far behind the clock DynamoDB and RDS are with what they can restore, by their documentation. */
    private static final Duration RESTORABLE_AFTER = Duration.ofMinutes(5);

    private final Set<String> stops = new LinkedHashSet<>();
    private final String id;
    private final RestorePoint point;
    private final String at;
    private final String restorable;
    private final boolean several;
    private final List<String> steps = new ArrayList<>();

    private RestoreSteps(WindowRecord window, boolean several) {
        this.several = several;
        id = window.id();
        point = window.restorePoint();
        Instant recommended = point.recommended();
        at = Times.isoSeconds(recommended);
        restorable = Times.isoSeconds(recommended.plus(RESTORABLE_AFTER));
        window.targets().stream()
                .flatMap(target -> target.target().workloads().stream())
                .filter(workload ->
                        workload.kind().equals("Deployment") || workload.kind().equals("StatefulSet"))
                .forEach(workload -> stops.add("kubectl -n " + ShellWord.of(workload.namespace()) + " scale "
                        + ShellWord.of(workload.named()) + " --replicas=0"));
    }

    /**
     * How to restore one database.
     *
     * @param window has a recommended restore point
     * @param several whether others of this window are to be restored too
     */
    static List<String> of(Database database, WindowRecord window, boolean several) {
        return new RestoreSteps(window, several).make(database);
    }

    private List<String> make(Database database) {
        step(
                "Stop every Scalar pod and every other writer: deploy with replicaCount=0"
                        + (stops.isEmpty() ? "." : ", or run:"),
                stops.toArray(String[]::new));
        if (several) {
            step("Restore all databases of this window to this same time, " + at + ".");
        }
        switch (database) {
            case DYNAMODB -> dynamodb();
            case COSMOSDB -> cosmosdb();
            case CASSANDRA -> cassandra();
            case MYSQL -> mysql();
            case POSTGRESQL -> postgresql();
            case RDS -> rds();
            case AURORA -> aurora();
            case AZURE_MYSQL -> azure("mysql");
            case AZURE_POSTGRESQL -> azure("postgres");
            case SQLITE -> sqlite();
        }
        step(
                "The coordinator tables (namespace coordinator, unless configured otherwise) belong to the backup: check"
                        + " that they were restored to the same time. Then start the Scalar pods with their former replicaCount.");
        return steps;
    }

    /** Commands stand on lines of their own, so that they can be copied; {@link RestoreInstructions} tells how. */
    private void step(String text, String... commands) {
        StringBuilder step = new StringBuilder(text);
        for (String command : commands) {
            step.append('\n').append(RestoreInstructions.COMMAND).append(command);
        }
        steps.add(step.toString());
    }

    private void dynamodb() {
        step(
                "For each table, those of the coordinator and ScalarDB's metadata included: TABLE=namespace.table. "
                        + at
                        + " is restorable from about " + restorable
                        + " on: LatestRestorableDateTime must have passed it.",
                "aws dynamodb describe-continuous-backups --table-name \"$TABLE\"");
        step(
                "Restore it to a new table at that time, and wait until that is there.",
                "aws dynamodb restore-table-to-point-in-time --source-table-name \"$TABLE\" --target-table-name"
                        + " \"$TABLE.restored\" --restore-date-time " + at,
                "aws dynamodb wait table-exists --table-name \"$TABLE.restored\"");
        step(
                "Back the new table up, and go on when the backup's BackupStatus is AVAILABLE.",
                "BACKUP=$(aws dynamodb create-backup --table-name \"$TABLE.restored\" --backup-name \"$TABLE-"
                        + compact() + "\" --query BackupDetails.BackupArn --output text)",
                "aws dynamodb describe-backup --backup-arn \"$BACKUP\"");
        step(
                "Delete the new table and the old one; from here on the backup is all there is.",
                "aws dynamodb delete-table --table-name \"$TABLE.restored\"",
                "aws dynamodb delete-table --table-name \"$TABLE\"",
                "aws dynamodb wait table-not-exists --table-name \"$TABLE\"");
        step(
                "Create the table anew from the backup, under its old name.",
                "aws dynamodb restore-table-from-backup --target-table-name \"$TABLE\" --backup-arn \"$BACKUP\"",
                "aws dynamodb wait table-exists --table-name \"$TABLE\"");
        step(
                "A restored table has lost its settings: switch point-in-time recovery on again, and restore auto scaling and"
                        + " the capacity mode.",
                "aws dynamodb update-continuous-backups --table-name \"$TABLE\" --point-in-time-recovery-specification"
                        + " PointInTimeRecoveryEnabled=true");
    }

    private void cosmosdb() {
        step(
                "Restore the account to a new one.",
                "az cosmosdb restore --resource-group \"$GROUP\" --account-name \"$ACCOUNT\""
                        + " --target-database-account-name \"$RESTORED\" --location \"$LOCATION\" --restore-timestamp "
                        + at);
        step(
                "Set the new account's default consistency to STRONG.",
                "az cosmosdb update --resource-group \"$GROUP\" --name \"$RESTORED\" --default-consistency-level Strong");
        step("Point scalar.db.contact_points and scalar.db.password at the new account, here in database.properties and"
                + " for the Scalar pods.");
        step(
                "Stored procedures are not restored: run ScalarDB's Schema Loader with --repair-all, with the application's"
                        + " schema and --coordinator for the coordinator tables.",
                "java -jar \"$SCHEMA_LOADER\" --config database.properties --schema-file \"$SCHEMA\" --coordinator"
                        + " --repair-all");
    }

    private void cassandra() {
        step("Use the snapshots that were taken in this window, " + interval()
                + "; one of any other time is not consistent. Stop Cassandra on every node.");
        step(
                "On every node, with $CASSANDRA the directory of its data, commitlog and hints: clear them, and place the node's"
                        + " own snapshot in its tables' directories. These commands do so where the snapshots are still on"
                        + " the node and tagged with this window's ID; snapshots of Cassy are placed by its RestoreBackup.",
                "rm -rf \"$CASSANDRA/commitlog\" \"$CASSANDRA/hints\" \"$CASSANDRA/saved_caches\"",
                "for TABLE in \"$CASSANDRA\"/data/*/*; do find \"$TABLE\" -mindepth 1 -maxdepth 1 ! -name snapshots -exec rm"
                        + " -rf {} +; if [ -d \"$TABLE/snapshots/" + id + "\" ]; then cp -a \"$TABLE/snapshots/" + id
                        + "/.\" \"$TABLE\"; fi; done");
        step("When that is done on every node, start all of them, and check the schema and the tables' row counts.");
    }

    private void mysql() {
        step(
                "If a dump was taken in this window, " + interval()
                        + ", load that into an empty server and skip the next two steps.",
                "mysql < \"$DUMP\"");
        step(
                "Else load the last full backup from before " + Times.iso(point.notBefore()) + " into an empty server."
                        + " It must name the binary log and the position at which it was taken, as mysqldump --source-data"
                        + " and mariadb-dump --master-data make it.",
                "mysql < \"$BACKUP\"");
        step(
                "Replay the binary logs after it, in their order, the first from that position on. Were some written by"
                        + " another server of a replication, use the logs of one server only.",
                "TZ=UTC mysqlbinlog --start-position=\"$POSITION\" --stop-datetime='"
                        + Times.in("uuuu-MM-dd HH:mm:ss", point.recommended()) + "' $BINARY_LOGS | mysql");
        contactPoints("server", "another address");
    }

    private void postgresql() {
        step(
                "If a dump was taken in this window, " + interval()
                        + ", load that into an empty database and skip the next two steps.",
                "pg_restore --exit-on-error --dbname=\"$DATABASE\" \"$DUMP\"");
        step(
                "Else put the last base backup that was complete before " + Times.iso(point.notBefore())
                        + " into an empty data directory and have it recovered. As the user postgres:",
                "cp -a \"$BASE_BACKUP/.\" \"$PGDATA\"",
                "echo \"restore_command = 'cp \\\"$WAL_ARCHIVE/%f\\\" \\\"%p\\\"'\" >> \"$PGDATA/postgresql.auto.conf\"",
                "echo \"recovery_target_time = '" + Times.in("uuuu-MM-dd HH:mm:ss", point.recommended())
                        + "+00'\" >> \"$PGDATA/postgresql.auto.conf\"",
                "echo \"recovery_target_action = 'promote'\" >> \"$PGDATA/postgresql.auto.conf\"",
                "touch \"$PGDATA/recovery.signal\"");
        step("Start the server. If it ends with \"recovery ended before configured recovery target was reached\", no"
                + " transaction at all follows the window in the archive; if the archive does reach past the window, leave"
                + " recovery_target_time out.");
        contactPoints("server", "another address");
    }

    private void rds() {
        step(
                at + " is restorable from about " + restorable + " on: LatestRestorableTime must have passed it.",
                "aws rds describe-db-instances --db-instance-identifier \"$INSTANCE\"");
        step(
                "Restore to a new instance.",
                "aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier \"$INSTANCE\""
                        + " --target-db-instance-identifier \"$RESTORED\" --restore-time " + at,
                "aws rds wait db-instance-available --db-instance-identifier \"$RESTORED\"");
        contactPoints("instance", "another endpoint");
    }

    private void aurora() {
        step(
                at + " is restorable from about " + restorable + " on: LatestRestorableTime must have passed it.",
                "aws rds describe-db-clusters --db-cluster-identifier \"$CLUSTER\"");
        step(
                "Restore to a new cluster, and add an instance: a restored cluster has none.",
                "aws rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier \"$CLUSTER\""
                        + " --db-cluster-identifier \"$RESTORED\" --restore-to-time " + at,
                "aws rds create-db-instance --db-cluster-identifier \"$RESTORED\" --db-instance-identifier"
                        + " \"$RESTORED-1\" --engine \"$ENGINE\" --db-instance-class \"$CLASS\"",
                "aws rds wait db-instance-available --db-instance-identifier \"$RESTORED-1\"");
        contactPoints("cluster", "another endpoint");
    }

    private void azure(String service) {
        step(
                "Restore to a new server.",
                "az " + service + " flexible-server restore --resource-group \"$GROUP\" --source-server \"$SERVER\""
                        + " --name \"$RESTORED\" --restore-time " + at);
        contactPoints("server", "another host name");
    }

    private void sqlite() {
        step(
                "Use the copy that was taken in this window (.backup), " + interval()
                        + "; one of any other time is not consistent. Put it in the place of the database file, without the -wal"
                        + " and -shm files beside that.",
                "rm -f \"$DATABASE-wal\" \"$DATABASE-shm\"",
                "cp \"$COPY\" \"$DATABASE\"",
                "sqlite3 \"$DATABASE\" 'PRAGMA integrity_check'");
    }

    private void contactPoints(String what, String where) {
        step("Point scalar.db.contact_points at the restored " + what + ", if it has " + where + " now.");
    }

    private String interval() {
        return "from " + Times.iso(point.notBefore()) + " to " + Times.iso(point.notAfter());
    }

    /** The time in characters that a backup's name may have. */
    private String compact() {
        return Times.in("uuuuMMdd-HHmmss", point.recommended());
    }
}
