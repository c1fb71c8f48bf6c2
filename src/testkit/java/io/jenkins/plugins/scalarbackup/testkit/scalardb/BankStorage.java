package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.net.InetSocketAddress;
import java.util.Properties;

/**
 * ScalarDB's configuration for two databases: {@code bank1} and the coordinator in the first, {@code bank2} in the
 * second, and consensus commit, ScalarDB's own transactions, across both.
 *
 * @param first the JDBC URL of the database with {@code bank1} and the coordinator
 * @param second the JDBC URL of the database with {@code bank2}
 */
public record BankStorage(String first, String second) {

    private static final String STORAGES = "scalar.db.multi_storage.storages";

    /**
     * Returns the properties for direct access to the databases, as of a server, the loader and the balance checker.
     */
    public Properties direct() {
        Properties properties = new Properties();
        properties.setProperty("scalar.db.storage", "multi-storage");
        properties.setProperty("scalar.db.transaction_manager", "consensus-commit");
        properties.setProperty(STORAGES, "pg1,pg2");
        storage(properties, "pg1", first);
        storage(properties, "pg2", second);
        properties.setProperty("scalar.db.multi_storage.namespace_mapping", "bank1:pg1,bank2:pg2,coordinator:pg1");
        properties.setProperty("scalar.db.multi_storage.default_storage", "pg1");
        return properties;
    }

    private static void storage(Properties properties, String name, String url) {
        String prefix = STORAGES + "." + name + ".";
        properties.setProperty(prefix + "storage", "jdbc");
        properties.setProperty(prefix + "contact_points", url);
        properties.setProperty(prefix + "username", "postgres");
        properties.setProperty(prefix + "password", "postgres");
        // By default, each pool opens 20 connections at once, too many for several servers on a small machine.
        for (String pool :
                new String[] {"connection_pool", "table_metadata.connection_pool", "admin.connection_pool"}) {
            properties.setProperty(prefix + "jdbc." + pool + ".min_idle", "1");
        }
    }

    /** Returns the properties of a client of one ScalarDB Server. */
    public static Properties client(InetSocketAddress server) {
        Properties properties = new Properties();
        properties.setProperty("scalar.db.transaction_manager", "grpc");
        properties.setProperty("scalar.db.contact_points", server.getHostString());
        properties.setProperty("scalar.db.contact_port", Integer.toString(server.getPort()));
        properties.setProperty("scalar.db.grpc.deadline_duration_millis", "10000");
        return properties;
    }
}
