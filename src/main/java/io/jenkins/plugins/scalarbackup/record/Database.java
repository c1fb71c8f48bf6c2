package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The databases under ScalarDB and ScalarDL for which the plugin has restore instructions. */
enum Database {
    DYNAMODB("Amazon DynamoDB"),
    COSMOSDB("Azure Cosmos DB"),
    CASSANDRA("Apache Cassandra"),
    MYSQL("MySQL"),
    MARIADB("MariaDB"),
    POSTGRESQL("PostgreSQL"),
    ORACLE("Oracle Database"),
    SQLSERVER("Microsoft SQL Server"),
    DB2("IBM Db2"),
    TIDB("TiDB"),
    YUGABYTEDB("YugabyteDB"),
    RDS("Amazon RDS"),
    RDS_CLUSTER("Amazon RDS Multi-AZ DB cluster"),
    AURORA("Amazon Aurora"),
    AZURE_MYSQL("Azure Database for MySQL"),
    AZURE_POSTGRESQL("Azure Database for PostgreSQL"),
    ALLOYDB("AlloyDB for PostgreSQL"),
    SPANNER("Google Spanner"),
    S3("Amazon S3"),
    BLOB_STORAGE("Azure Blob Storage"),
    CLOUD_STORAGE("Google Cloud Storage"),
    SQLITE("SQLite");

    private final String title;

    Database(String title) {
        this.title = title;
    }

    /** Returns the name as its vendor writes it. */
    String title() {
        return title;
    }

    /** Returns the name for the parameter {@code databases}, such as {@code azure-mysql}. */
    String parameter() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> parameters() {
        return Arrays.stream(values()).map(Database::parameter).toList();
    }

    static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        for (Database database : values()) {
            titles.put(database.parameter(), database.title());
        }
        return titles;
    }

    /**
     * Returns whether it can be restored to a point in time, which an unknown database may be. If not, only copies made
     * in the window count.
     */
    static boolean isRestoredToAMoment(String parameter) {
        return Arrays.stream(values())
                .filter(database -> database.parameter().equals(parameter))
                .noneMatch(database -> database == CASSANDRA || database == SQLITE || database == CLOUD_STORAGE);
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
