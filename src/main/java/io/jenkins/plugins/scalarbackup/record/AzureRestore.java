package io.jenkins.plugins.scalarbackup.record;

/**
 * The restore steps for Azure services. Sources are Azure's documentation and the vendor's: the Azure CLI reference for
 * every command; "Restore an Azure Cosmos DB account that uses continuous backup mode"; "Point-in-time restore" of
 * either flexible server; "Restore Azure Blobs using Azure CLI" (Azure Backup).
 */
final class AzureRestore {
    private final StepList steps;

    AzureRestore(StepList steps) {
        this.steps = steps;
    }

    void cosmosdb() {
        steps.step(
                "restore",
                "Restore the account to a new one.",
                "az cosmosdb restore --resource-group \"$GROUP\" --account-name \"$ACCOUNT\""
                        + " --target-database-account-name \"$RESTORED\" --location \"$LOCATION\" --restore-timestamp "
                        + steps.at());
        steps.step(
                "consistency",
                "Set the new account's default consistency to STRONG.",
                "az cosmosdb update --resource-group \"$GROUP\" --name \"$RESTORED\" --default-consistency-level Strong");
        steps.step(
                "contact-points",
                "Point scalar.db.contact_points and scalar.db.password at the new account, here in database.properties and"
                        + " for the Scalar pods.");
        storedProcedures();
    }

    private void storedProcedures() {
        String why = "Stored procedures are not restored: run ";
        if (!steps.isOfScalarDl()) {
            steps.step(
                    "stored-procedures",
                    why
                            + "ScalarDB's Schema Loader with --repair-all, with the application's schema and --coordinator for"
                            + " the coordinator tables.",
                    "java -jar \"$SCHEMA_LOADER\" --config database.properties --schema-file \"$SCHEMA\" --coordinator"
                            + " --repair-all");
            return;
        }
        steps.step(
                "stored-procedures",
                why
                        + "ScalarDL's Schema Loader with --repair-all, for Ledger's tables and, where there is an Auditor, in"
                        + " its cluster for Auditor's. Tables of ScalarDB beside them want ScalarDB's own Schema Loader.",
                "helm install repair-schema-ledger scalar-labs/schema-loading -n \"$LEDGER_NAMESPACE\" -f"
                        + " \"$LEDGER_SCHEMA_VALUES\" --set \"schemaLoading.commandArgs={--repair-all}\"",
                "helm install repair-schema-auditor scalar-labs/schema-loading -n \"$AUDITOR_NAMESPACE\" -f"
                        + " \"$AUDITOR_SCHEMA_VALUES\" --set \"schemaLoading.commandArgs={--repair-all}\"");
    }

    void flexibleServer(String service) {
        steps.step(
                "restore",
                "Restore to a new server.",
                "az " + service + " flexible-server restore --resource-group \"$GROUP\" --source-server \"$SERVER\""
                        + " --name \"$RESTORED\" --restore-time " + steps.at());
        steps.contactPoints("server", "another host name");
    }

    void blobStorage() {
        steps.step(
                        "restore",
                        "Restore the storage account's block blobs to the moment, with the operational backup of Azure Backup. It does"
                                + " so in place: what was written since is gone.",
                        "az dataprotection backup-instance restore initialize-for-data-recovery --datasource-type AzureBlob"
                                + " --restore-location \"$LOCATION\" --source-datastore OperationalStore --target-resource-id"
                                // The CLI extension appends fractions and the Z itself: it takes yyyy-mm-ddTHH:MM:SS in
                                // UTC.
                                + " \"$STORAGE_ACCOUNT_ID\" --point-in-time " + steps.at("uuuu-MM-dd'T'HH:mm:ss")
                                + " > restore.json",
                        "az dataprotection backup-instance restore trigger --resource-group \"$GROUP\" --vault-name \"$VAULT\""
                                + " --backup-instance-name \"$BACKUP_INSTANCE\" --restore-request-object restore.json")
                .irreversible();
        steps.step(
                "finished",
                "Go on when that job is Completed.",
                "az dataprotection job list --resource-group \"$GROUP\" --vault-name \"$VAULT\" --output table");
        steps.step(
                "vaulted",
                "A vaulted backup that was taken in this window, " + steps.interval()
                        + ", restores to another storage account instead, in the portal or by a recovery point's ID.");
        steps.contactPoints("container", "another name or storage account");
    }
}
