package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.record.RestorePlan.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The descriptions of the variables in commands, and which variables a command sets itself. */
final class SiteVariables {
    private static final Pattern USED = Pattern.compile("\\$\\{?([A-Z][A-Z_]*)");
    private static final Pattern SET = Pattern.compile("(?:^|[;\\s])([A-Z][A-Z_]*)=\\$\\(|\\bfor ([A-Z][A-Z_]*) in ");

    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("ACCOUNT", "name of the account to restore from"),
            Map.entry("AUDITOR_NAMESPACE", "namespace of ScalarDL Auditor in Kubernetes"),
            Map.entry("AUDITOR_SCHEMA_VALUES", "values file of Auditor's schema loading"),
            Map.entry("BACKUP_INSTANCE", "name of the backup instance in Azure Backup"),
            Map.entry("BACKUPS", "directory of the backups"),
            Map.entry("BASE_BACKUP", "directory of the last base backup that was complete before the window"),
            Map.entry("BINARY_LOGS", "the binary logs' files in their order, blanks between them"),
            Map.entry("CASSANDRA", "directory of this node's data, commitlog and hints"),
            Map.entry("CLASS", "class of the instances"),
            Map.entry("CLUSTER", "identifier of the cluster to restore from"),
            Map.entry("CPUS", "number of CPUs of the primary instance"),
            Map.entry("DIRECTORY", "the directory object of Data Pump"),
            Map.entry("ENGINE", "engine of the cluster, aurora-postgresql say"),
            Map.entry("GROUP", "resource group"),
            Map.entry("LEDGER_NAMESPACE", "namespace of ScalarDL Ledger in Kubernetes"),
            Map.entry("LEDGER_SCHEMA_VALUES", "values file of Ledger's schema loading"),
            Map.entry("LOCATION", "location of what is restored"),
            Map.entry("LOGIN", "login of impdp"),
            Map.entry("MASTERS", "addresses of the masters, host:port,…"),
            Map.entry("PD", "address of a placement driver, host:port"),
            Map.entry("PGDATA", "data directory to restore into, empty or not there"),
            Map.entry("POSITION", "position in the first binary log at which the backup was taken"),
            Map.entry("RECOVERY_POINT", "ARN of the recovery point"),
            Map.entry("REGION", "region"),
            Map.entry("ROLE", "ARN of the role that AWS Backup takes"),
            Map.entry("SCHEDULE_ID", "ID of the snapshot schedule"),
            Map.entry("SCHEMA", "schema file of the application"),
            Map.entry("SCHEMA_LOADER", "jar of ScalarDB's Schema Loader"),
            Map.entry("SERVER_TZ", "time zone of the server, Asia/Tokyo say"),
            Map.entry("SNAPSHOT", "storage of the snapshot backup"),
            Map.entry("SNAPSHOT_ID", "ID of the window's snapshot"),
            Map.entry("STORAGE_ACCOUNT_ID", "resource ID of the storage account"),
            Map.entry("TABLE", "the table, as namespace.table; each table is restored by itself"),
            Map.entry("TAKEN_AT", "time stamp of the backup"),
            Map.entry("VAULT", "name of the backup vault"),
            Map.entry("WAL_ARCHIVE", "directory of the archived write-ahead log"),
            Map.entry("BACKUP", "the last full backup from before the window"),
            Map.entry("COPY", "the copy that was taken in the window"),
            Map.entry("DATABASE", "name of the database"),
            Map.entry("DUMP", "the dump that was taken in the window"),
            Map.entry("INSTANCE", "identifier of the instance"),
            Map.entry("JOB", "ID of the restore job that was printed"),
            Map.entry("LOGS", "the log backups' files in their order, blanks between them"),
            Map.entry("RESTORED", "name for what is restored"),
            Map.entry("SERVER", "name of the server to restore from"));

    /** Names that mean something else for a certain database. */
    private static final Map<String, String> MEANINGS_FOR_DATABASE = Map.of(
            "postgresql DATABASE", "connection string of the empty database",
            "sqlite DATABASE", "the database's file",
            "dynamodb BACKUP", "ARN of the backup that was printed",
            "spanner BACKUP", "name of the backup",
            "sqlserver BACKUP", "path of the full backup on the server",
            "sqlserver SERVER", "address of the server",
            "cloud-storage COPY", "name of the bucket that has the copy of the window",
            "tidb LOGS", "storage of the log backup");

    private SiteVariables() {}

    /** Returns the variables that the commands use, in order of use. */
    static List<Variable> in(Database database, List<String> commands) {
        Map<String, Variable> found = new LinkedHashMap<>();
        Set<String> set = new LinkedHashSet<>();
        for (String command : commands) {
            Set<String> setHere = setBy(command);
            Matcher used = USED.matcher(command);
            while (used.find()) {
                String name = used.group(1);
                // Other names are part of the quoted name of something in the cluster.
                if (descriptionOf(database, name) != null
                        && !set.contains(name)
                        && !(setHere.contains(name) && !isUsedToSet(command, name))) {
                    found.computeIfAbsent(name, one -> new Variable(one, descriptionOf(database, one)));
                }
            }
            set.addAll(setHere);
        }
        return new ArrayList<>(found.values());
    }

    /**
     * Returns whether an assignment uses the variable's own former value. A loop, in contrast, sets its variable before
     * using it.
     */
    private static boolean isUsedToSet(String command, String name) {
        return command.startsWith(name + "=")
                && command.substring(name.length() + 1).contains("$" + name);
    }

    /** Returns the names of the variables that a command sets for later ones. */
    static Set<String> setBy(String command) {
        Set<String> names = new LinkedHashSet<>();
        Matcher set = SET.matcher(command);
        while (set.find()) {
            names.add(set.group(1) == null ? set.group(2) : set.group(1));
        }
        return names;
    }

    private static String descriptionOf(Database database, String name) {
        return MEANINGS_FOR_DATABASE.getOrDefault(database.parameter() + " " + name, MEANINGS.get(name));
    }
}
