package io.jenkins.plugins.scalarbackup.report;

import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The databases under ScalarDB and ScalarDL that the plugin can say how to restore. */
enum Database {
    DYNAMODB,
    COSMOSDB,
    CASSANDRA,
    MYSQL,
    POSTGRESQL,
    RDS,
    AURORA,
    AZURE_MYSQL,
    AZURE_POSTGRESQL,
    SQLITE;

    /** As a pipeline author writes it, {@code azure-mysql}. */
    String parameter() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> parameters() {
        return Arrays.stream(values()).map(Database::parameter).toList();
    }

    static Database named(String parameter) throws RefusedException {
        return Arrays.stream(values())
                .filter(database -> database.parameter().equals(parameter))
                .findFirst()
                .orElseThrow(() -> new RefusedException("databases: \"" + parameter
                        + "\" is none that this plugin knows how to restore; it knows "
                        + String.join(", ", parameters())));
    }
}
