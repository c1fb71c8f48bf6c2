package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Creates the restore steps, following the vendor's documentation on backing up and restoring ScalarDB, and the
 * databases' own. Each database's list is complete in itself, since a reader restores only that one. Site-specific
 * values are shell variables, so that the commands can be run as printed.
 */
final class RestoreSteps {
    private final WindowRecord window;
    private final Database database;
    private final List<String> databases;
    private final StepList steps;

    private RestoreSteps(Database database, WindowRecord window, List<String> databases) {
        this.window = window;
        this.database = database;
        this.databases = databases;
        steps = new StepList(database, window);
    }

    /**
     * Creates the steps for one database.
     *
     * @param window a window with a recommended restore point for it
     * @param databases all databases to be restored to this window
     */
    static List<RestorePlan.Step> of(Database database, WindowRecord window, List<String> databases) {
        return new RestoreSteps(database, window, databases).create();
    }

    private List<RestorePlan.Step> create() {
        stop();
        window.databaseClocks()
                .of(database.parameter())
                .ifPresent(clock -> steps.step(
                        "clock",
                        "The times below are by the clock of " + database.parameter()
                                + ", which was measured to be "
                                + RecordedDatabaseClock.offsetInWords(clock.offsetMillis())
                                + ": they are not the times of the record's window."));
        if (databases.size() > 1) {
            steps.step("together", together());
        }
        if (steps.isOfScalarDl()) {
            steps.step(
                    "ledger-first",
                    "Of ScalarDL, restore Ledger's databases first and Auditor's then, both from this same window, before"
                            + " either is started again.");
        }
        restore();
        end();
        return steps.all();
    }

    /** If no clock was measured, the restore time is the same for all of them. */
    private String together() {
        if (databases.stream().noneMatch(one -> window.databaseClocks().of(one).isPresent())) {
            return "Restore all databases of this window to this same time, " + steps.at() + ".";
        }
        return "Restore all databases of this window to this same moment, which is, by the clock of each: "
                + databases.stream()
                        .filter(one -> window.restorePoint(one).recommended() != null)
                        .map(one -> one + " "
                                + Times.isoSeconds(window.restorePoint(one).recommended()))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private void stop() {
        Map<String, Set<String>> byCluster = new LinkedHashMap<>();
        window.targets().forEach(target -> target.target().workloads().stream()
                .filter(workload ->
                        workload.kind().equals("Deployment") || workload.kind().equals("StatefulSet"))
                .forEach(workload -> byCluster
                        .computeIfAbsent(String.valueOf(target.target().cluster()), c -> new LinkedHashSet<>())
                        .add("kubectl -n " + ShellWord.of(workload.namespace()) + " scale "
                                + ShellWord.of(workload.named()) + " --replicas=0")));
        String what = steps.isOfScalarDl()
                ? "Stop every pod of ScalarDL Ledger and of Auditor (also where only Ledger was paused), and every other"
                        + " writer: deploy with replicaCount=0"
                : "Stop every Scalar pod and every other writer: deploy with replicaCount=0";
        if (byCluster.size() < 2) {
            steps.step(
                            "stop",
                            what + (byCluster.isEmpty() ? "." : ", or run:"),
                            byCluster.values().stream().flatMap(Set::stream).toArray(String[]::new))
                    .irreversible();
            return;
        }
        steps.step("stop", what + ", or run the commands of the next steps, each with the kubeconfig of its cluster.");
        int number = 0;
        for (Map.Entry<String, Set<String>> cluster : byCluster.entrySet()) {
            // A script knows only one cluster, and can't tell which of these that is.
            steps.step(
                            "stop-" + ++number,
                            "In the cluster " + cluster.getKey() + ":",
                            cluster.getValue().toArray(String[]::new))
                    .irreversible()
                    .inScript();
        }
    }

    private void restore() {
        switch (database) {
            case DYNAMODB -> new AwsRestore(steps).dynamodb();
            case RDS -> new AwsRestore(steps).rds();
            case RDS_CLUSTER -> new AwsRestore(steps).rdsCluster();
            case AURORA -> new AwsRestore(steps).aurora();
            case S3 -> new AwsRestore(steps).s3();
            case COSMOSDB -> new AzureRestore(steps).cosmosdb();
            case AZURE_MYSQL -> new AzureRestore(steps).flexibleServer("mysql");
            case AZURE_POSTGRESQL -> new AzureRestore(steps).flexibleServer("postgres");
            case BLOB_STORAGE -> new AzureRestore(steps).blobStorage();
            case ALLOYDB -> new GoogleRestore(steps).alloydb();
            case SPANNER -> new GoogleRestore(steps).spanner();
            case CLOUD_STORAGE -> new GoogleRestore(steps).cloudStorage();
            case MYSQL -> new MySqlRestore(steps).mysql();
            case MARIADB -> new MySqlRestore(steps).mariadb();
            case POSTGRESQL -> new ServerRestore(steps).postgresql();
            case ORACLE -> new ServerRestore(steps).oracle();
            case SQLSERVER -> new ServerRestore(steps).sqlserver();
            case DB2 -> new ServerRestore(steps).db2();
            case SQLITE -> new ServerRestore(steps).sqlite();
            case CASSANDRA -> new DistributedRestore(steps).cassandra();
            case TIDB -> new DistributedRestore(steps).tidb();
            case YUGABYTEDB -> new DistributedRestore(steps).yugabytedb();
        }
    }

    private void end() {
        steps.step(
                "belongs",
                "What belongs to the backup beside the application's tables, and must be of the same time: ScalarDB's own"
                        + " (namespace scalardb: metadata, and where they are used users, *_privileges, auth_tokens, encrypted_columns,"
                        + " abac_*, transaction_groups). With encryption at rest, the Kubernetes Secrets, or the Vault, with its keys:"
                        + " without them nothing can be read.");
        steps.step(
                "coordinator",
                "The coordinator tables (namespace coordinator, unless configured otherwise) belong to it, too: records of"
                        + " transactions that were acknowledged may still stand as PREPARED, and only these tables say that they"
                        + " were committed. Check that they were restored to the same time. Then start the Scalar pods with their"
                        + " former replicaCount, in the version that they had or a later one.");
    }
}
