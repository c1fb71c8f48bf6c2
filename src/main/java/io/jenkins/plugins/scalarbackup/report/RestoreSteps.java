package io.jenkins.plugins.scalarbackup.report;

import io.jenkins.plugins.scalarbackup.backup.RestorePoint;
import io.jenkins.plugins.scalarbackup.backup.WindowRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The steps, from the vendor's documentation on backing up and restoring ScalarDB and the databases' own. Each database's
 * list is complete in itself, since whoever restores one reads only that.
 */
final class RestoreSteps {
    /** How far behind the clock DynamoDB and RDS are with what they can restore, by their documentation. */
    private static final Duration RESTORABLE_AFTER = Duration.ofMinutes(5);

    private final Set<String> stops = new LinkedHashSet<>();
    private final RestorePoint point;
    private final String at;
    private final String restorable;
    private final boolean several;

    RestoreSteps(WindowRecord window, boolean several) {
        this.several = several;
        point = window.restorePoint();
        Instant recommended = point.recommended();
        at = Times.isoSeconds(recommended);
        restorable = Times.isoSeconds(recommended.plus(RESTORABLE_AFTER));
        window.targets().stream()
                .flatMap(target -> target.target().workloads().stream())
                .filter(workload ->
                        workload.kind().equals("Deployment") || workload.kind().equals("StatefulSet"))
                .forEach(workload -> stops.add(
                        "kubectl -n " + workload.namespace() + " scale " + workload.named() + " --replicas=0"));
    }

    List<String> of(Database database) {
        List<String> steps = new ArrayList<>();
        steps.add("Stop every Scalar pod and every other writer: deploy with replicaCount=0"
                + (stops.isEmpty() ? "." : ", or " + String.join("; ", stops) + "."));
        if (several) {
            steps.add("Restore all databases of this window to this same time, " + at + ".");
        }
        switch (database) {
            case DYNAMODB -> dynamodb(steps);
            case COSMOSDB -> cosmosdb(steps);
            case CASSANDRA -> cassandra(steps);
            case MYSQL -> mysql(steps);
            case POSTGRESQL -> postgresql(steps);
            case RDS -> rds(steps);
            case AURORA -> aurora(steps);
            case AZURE_MYSQL -> azure(steps, "mysql");
            case AZURE_POSTGRESQL -> azure(steps, "postgres");
            case SQLITE -> sqlite(steps);
        }
        steps.add(
                "The coordinator tables (namespace coordinator, unless configured otherwise) belong to the backup: check"
                        + " that they were restored to the same time. Then start the Scalar pods with their former replicaCount.");
        return steps;
    }

    private void dynamodb(List<String> steps) {
        steps.add(at + " is restorable from about " + restorable + " on: LatestRestorableDateTime of each table, in"
                + " aws dynamodb describe-continuous-backups --table-name TABLE, must have passed it.");
        steps.add(
                "For each table A, those of the coordinator and ScalarDB's metadata included, restore to a new table B:"
                        + " aws dynamodb restore-table-to-point-in-time --source-table-name A --target-table-name B"
                        + " --restore-date-time " + at);
        steps.add("Back up B: aws dynamodb create-backup --table-name B --backup-name B-" + compact()
                + "; when the backup is AVAILABLE, delete B.");
        steps.add("Delete A, then create A anew from that backup: aws dynamodb restore-table-from-backup"
                + " --target-table-name A --backup-arn ARN");
        steps.add(
                "A restored table has lost its settings: on each A switch point-in-time recovery on again, and restore"
                        + " auto scaling and the capacity mode.");
    }

    private void cosmosdb(List<String> steps) {
        steps.add("Restore the account to a new one: az cosmosdb restore --resource-group GROUP --account-name OLD"
                + " --target-database-account-name NEW --location LOCATION --restore-timestamp " + at);
        steps.add(
                "Set the new account's default consistency to STRONG: az cosmosdb update --resource-group GROUP --name"
                        + " NEW --default-consistency-level Strong");
        steps.add("Stored procedures are not restored: run ScalarDB's Schema Loader with --repair-all against the new"
                + " account (with --coordinator for the coordinator tables).");
        steps.add("Point scalar.db.contact_points and scalar.db.password at the new account.");
    }

    private void cassandra(List<String> steps) {
        steps.add("Use the snapshots that were taken in this window, " + interval()
                + "; one of any other time is not consistent.");
        steps.add("On every node: stop Cassandra; clear its data, commitlog and hints directories.");
        steps.add("On every node: place that node's own snapshot files in the tables' data directories.");
        steps.add("Start all nodes, and check the schema and the tables' row counts.");
    }

    private void mysql(List<String> steps) {
        steps.add("If a dump or snapshot was taken in this window, " + interval() + ", restore that and skip the next"
                + " step.");
        steps.add("Else restore the last full backup from before " + Times.iso(point.notBefore())
                + " and replay the binary logs after it: TZ=UTC mysqlbinlog --stop-datetime='"
                + Times.in("uuuu-MM-dd HH:mm:ss", point.recommended()) + "' LOGS | mysql");
        contactPoints(steps, "server", "another address");
    }

    private void postgresql(List<String> steps) {
        steps.add("If a dump or snapshot was taken in this window, " + interval()
                + ", restore that and skip the next two" + " steps.");
        steps.add("Else restore the last base backup that was complete before " + Times.iso(point.notBefore())
                + ", set restore_command, recovery_target_time = '"
                + Times.in("uuuu-MM-dd HH:mm:ss", point.recommended())
                + "+00' and recovery_target_action = 'promote', create recovery.signal, and start the server.");
        steps.add(
                "The WAL archive must reach past the window. If no transaction at all follows the window in it, PostgreSQL"
                        + " ends with \"recovery ended before configured recovery target was reached\": then leave"
                        + " recovery_target_time out.");
        contactPoints(steps, "server", "another address");
    }

    private void rds(List<String> steps) {
        steps.add(at + " is restorable from about " + restorable + " on: LatestRestorableTime in aws rds"
                + " describe-db-instances --db-instance-identifier OLD must have passed it.");
        steps.add(
                "Restore to a new instance: aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier"
                        + " OLD --target-db-instance-identifier NEW --restore-time " + at);
        contactPoints(steps, "instance", "another endpoint");
    }

    private void aurora(List<String> steps) {
        steps.add(at + " is restorable from about " + restorable + " on: LatestRestorableTime in aws rds"
                + " describe-db-clusters --db-cluster-identifier OLD must have passed it.");
        steps.add(
                "Restore to a new cluster: aws rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier OLD"
                        + " --db-cluster-identifier NEW --restore-to-time " + at
                        + "; then add its instances with aws rds create-db-instance.");
        contactPoints(steps, "cluster", "another endpoint");
    }

    private void azure(List<String> steps, String service) {
        steps.add("Restore to a new server: az " + service + " flexible-server restore --resource-group GROUP"
                + " --source-server OLD --name NEW --restore-time " + at);
        contactPoints(steps, "server", "another host name");
    }

    private void sqlite(List<String> steps) {
        steps.add("Use the copy that was taken in this window (.backup), " + interval()
                + "; one of any other time is not consistent.");
        steps.add("Put it in the place of the database file, and delete the -wal and -shm files beside it.");
    }

    private static void contactPoints(List<String> steps, String what, String where) {
        steps.add("Point scalar.db.contact_points at the restored " + what + ", if it has " + where + " now.");
    }

    private String interval() {
        return "from " + Times.iso(point.notBefore()) + " to " + Times.iso(point.notAfter());
    }

    /** The time in characters that a backup's name may have. */
    private String compact() {
        return Times.in("uuuuMMdd-HHmmss", point.recommended());
    }
}
