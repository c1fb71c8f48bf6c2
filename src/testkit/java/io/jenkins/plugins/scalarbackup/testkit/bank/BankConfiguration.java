package io.jenkins.plugins.scalarbackup.testkit.bank;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** The ways in which ScalarDB commits. The proof is made for each of them. */
public enum BankConfiguration {
    /**
     * ScalarDB's defaults, except that the coordinator's records contain write sets: without them, some torn restores
     * can't be detected.
     */
    DEFAULT(Map.of("coordinator.write_set_logging.enabled", "true"), 0),
    /** Several transactions share a record of the coordinator; a slow one gets a delayed group of its own. */
    GROUP_COMMIT(
            Map.of(
                    "coordinator.write_set_logging.enabled", "true",
                    "coordinator.group_commit.enabled", "true",
                    "coordinator.group_commit.slot_capacity", "4",
                    "coordinator.group_commit.delayed_slot_move_timeout_millis", "150"),
            600),
    /** The outcome is acknowledged before the records are settled. */
    ASYNCHRONOUS(Map.of("async_commit.enabled", "true", "async_rollback.enabled", "true"), 0),
    /** Without the coordinator if one database is enough; its records contain write sets. */
    ONE_PHASE(Map.of("one_phase_commit.enabled", "true", "coordinator.write_set_logging.enabled", "true"), 0);

    private static final String PREFIX = "scalar.db.consensus_commit.";
    private static final String STORAGES = "scalar.db.multi_storage.storages";

    private final Map<String, String> settings;
    private final long dawdleMillis;

    BankConfiguration(Map<String, String> settings, long dawdleMillis) {
        this.settings = settings;
        this.dawdleMillis = dawdleMillis;
    }

    /** Returns the name in the summary. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public long dawdleMillis() {
        return dawdleMillis;
    }

    /**
     * Returns ScalarDB's properties.
     *
     * @param first the JDBC URL of the database with {@code bank1} and the coordinator
     * @param second the JDBC URL of the database with {@code bank2}
     */
    Properties properties(String first, String second) {
        Properties properties = new Properties();
        properties.setProperty("scalar.db.storage", "multi-storage");
        properties.setProperty("scalar.db.transaction_manager", "consensus-commit");
        properties.setProperty("scalar.db.cross_partition_scan.enabled", "true");
        properties.setProperty(STORAGES, "postgresql,mariadb");
        storage(properties, "postgresql", first, "postgres");
        storage(properties, "mariadb", second, "root");
        properties.setProperty(
                "scalar.db.multi_storage.namespace_mapping", "bank1:postgresql,coordinator:postgresql,bank2:mariadb");
        properties.setProperty("scalar.db.multi_storage.default_storage", "postgresql");
        properties.setProperty(PREFIX + "parallel_executor_count", "8");
        settings.forEach((key, value) -> properties.setProperty(PREFIX + key, value));
        return properties;
    }

    /** Returns the properties for ScalarDB's two-phase interface. */
    Properties twoPhaseProperties(String first, String second) {
        Properties properties = properties(first, second);
        properties.stringPropertyNames().stream()
                .filter(name -> name.contains("group_commit"))
                .forEach(properties::remove);
        return properties;
    }

    private static void storage(Properties properties, String name, String url, String user) {
        String prefix = STORAGES + "." + name + ".";
        properties.setProperty(prefix + "storage", "jdbc");
        properties.setProperty(prefix + "contact_points", url);
        properties.setProperty(prefix + "username", user);
        properties.setProperty(prefix + "password", "");
        for (String pool :
                new String[] {"connection_pool", "table_metadata.connection_pool", "admin.connection_pool"}) {
            properties.setProperty(prefix + "jdbc." + pool + ".min_idle", "1");
        }
    }
}
