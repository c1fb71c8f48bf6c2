package io.jenkins.plugins.scalarbackup.verifier;

import com.scalar.db.api.DistributedStorage;
import com.scalar.db.api.DistributedStorageAdmin;
import com.scalar.db.api.Get;
import com.scalar.db.api.GetBuilder;
import com.scalar.db.api.Result;
import com.scalar.db.api.Scan;
import com.scalar.db.api.Scanner;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.config.ConfigUtils;
import com.scalar.db.config.DatabaseConfig;
import com.scalar.db.exception.storage.ExecutionException;
import com.scalar.db.io.Key;
import com.scalar.db.service.StorageFactory;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/** The restored databases, read through ScalarDB's storage interface. Nothing here writes. */
final class Restored implements AutoCloseable {
    static final String STATE_TABLE = "state";
    private static final String COORDINATOR_NAMESPACE = "scalar.db.consensus_commit.coordinator.namespace";
    private static final String SCAN_FETCH_SIZE = "scalar.db.scan_fetch_size";
    private static final String CROSS_PARTITION_SCAN = "scalar.db.cross_partition_scan.enabled";
    /** ScalarDB's own default is 10. */
    private static final String ROWS_AT_ONCE = "1000";

    private final Properties properties;
    private final String coordinatorNamespace;
    private DistributedStorage storage;
    private DistributedStorageAdmin admin;

    private Restored(Properties properties) {
        this.properties = properties;
        this.coordinatorNamespace = ConfigUtils.getString(properties, COORDINATOR_NAMESPACE, "coordinator");
    }

    /** Reads the configuration; {@link #connect} then connects. */
    static Restored configured(Path file) throws BadInputException {
        String name = "--config " + Text.shortened(file.toString());
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new BadInputException(name + " can't be read: " + WindowRecord.reason(e) + ".");
        } catch (IllegalArgumentException e) {
            throw new BadInputException(name + " is no file of properties: " + Text.cause(e) + ".");
        }
        try {
            String manager = ConfigUtils.getString(properties, DatabaseConfig.TRANSACTION_MANAGER, "consensus-commit");
            if (!manager.equals("consensus-commit")) {
                throw new BadInputException(name + " has scalar.db.transaction_manager=" + Text.shortened(manager)
                        + "; only consensus-commit leaves what can be verified, and the databases' own settings are"
                        + " needed, not those of a client of ScalarDB Cluster.");
            }
            String store = ConfigUtils.getString(properties, DatabaseConfig.STORAGE, null);
            if (store == null) {
                throw new BadInputException(name + " has no scalar.db.storage.");
            }
            if (!store.equals("multi-storage")
                    && ConfigUtils.getString(properties, DatabaseConfig.CONTACT_POINTS, null) == null) {
                throw new BadInputException(name + " has no scalar.db.contact_points.");
            }
            properties.setProperty(CROSS_PARTITION_SCAN, "true");
            properties.putIfAbsent(SCAN_FETCH_SIZE, ROWS_AT_ONCE);
            new DatabaseConfig(properties);
            return new Restored(properties);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new BadInputException(name + " is not what ScalarDB takes: " + Text.cause(e) + ".");
        }
    }

    /** Connects. Some adapters connect here, others at the first request. */
    void connect() {
        StorageFactory factory = StorageFactory.create(properties);
        admin = factory.getStorageAdmin();
        storage = factory.getStorage();
    }

    String coordinatorNamespace() {
        return coordinatorNamespace;
    }

    List<String> namespaces() throws ExecutionException {
        return admin.getNamespaceNames().stream().sorted().toList();
    }

    List<String> tables(String namespace) throws ExecutionException {
        return admin.getNamespaceTableNames(namespace).stream().sorted().toList();
    }

    /** Returns null if the metadata lack the table. */
    TableRef table(String namespace, String table) throws ExecutionException {
        TableMetadata metadata = admin.getTableMetadata(namespace, table);
        return metadata == null ? null : TableRef.of(namespace, table, database(namespace), metadata);
    }

    private String database(String namespace) throws ExecutionException {
        return admin.getStorageInfo(namespace).getStorageName();
    }

    /** Reads a whole table. */
    void read(String namespace, String table, List<String> columns, Consumer<Result> each)
            throws ExecutionException, IOException {
        Scan all = Scan.newBuilder()
                .namespace(namespace)
                .table(table)
                .all()
                .projections(columns)
                .build();
        try (Scanner scanner = storage.scan(all)) {
            for (Optional<Result> record = scanner.one(); record.isPresent(); record = scanner.one()) {
                each.accept(record.get());
            }
        }
    }

    /** Reads one record, with all its columns. */
    Optional<Result> get(String namespace, String table, Key partitionKey, Key clusteringKey)
            throws ExecutionException {
        GetBuilder.BuildableGetWithPartitionKey get =
                Get.newBuilder().namespace(namespace).table(table).partitionKey(partitionKey);
        return storage.get(
                clusteringKey == null
                        ? get.build()
                        : get.clusteringKey(clusteringKey).build());
    }

    @Override
    public void close() {
        if (storage != null) {
            storage.close();
        }
        if (admin != null) {
            admin.close();
        }
    }
}
