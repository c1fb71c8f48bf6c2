package io.jenkins.plugins.scalarbackup.restore.planted;

import com.scalar.db.api.Delete;
import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionAdmin;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.Get;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.api.TransactionCrudOperable;
import com.scalar.db.api.Upsert;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import com.scalar.db.service.TransactionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Two databases with a bank in each, as they were at several moments. Money is transferred from the first bank to the
 * second; each transfer writes an account and a new entry in both. The first has the coordinator.
 */
final class Bank {
    static final int MOMENTS = 3;
    private static final int TRANSFERS = 6;
    private static final int ACCOUNTS = 4;
    private static final String PREFIX = "scalar.db.consensus_commit.";

    static final TableMetadata ACCOUNT = TableMetadata.newBuilder()
            .addColumn("id", DataType.TEXT)
            .addColumn("branch", DataType.INT)
            .addColumn("balance", DataType.INT)
            .addPartitionKey("id")
            .addClusteringKey("branch")
            .build();
    static final TableMetadata ENTRY = TableMetadata.newBuilder()
            .addColumn("id", DataType.TEXT)
            .addColumn("amount", DataType.INT)
            .addPartitionKey("id")
            .build();

    /** The configurations of ScalarDB. */
    enum Kind {
        /** As older versions leave the databases. */
        PLAIN(Map.of()),
        LOGGED(Map.of("coordinator.write_set_logging.enabled", "true")),
        GROUPED(Map.of(
                "coordinator.write_set_logging.enabled", "true",
                "coordinator.group_commit.enabled", "true",
                "coordinator.group_commit.slot_capacity", "1")),
        ELSEWHERE(Map.of("coordinator.namespace", "elsewhere"));

        private final Map<String, String> settings;

        Kind(Map<String, String> settings) {
            this.settings = settings;
        }
    }

    private final Kind kind;
    private final Path directory;
    private final Map<Integer, Long> ends = new TreeMap<>();
    private int transfers;

    private Bank(Kind kind, Path directory) {
        this.kind = kind;
        this.directory = directory;
    }

    static Bank open(Kind kind, Path directory) throws Exception {
        Bank bank = new Bank(kind, directory.resolve(kind.name()));
        bank.create();
        for (int moment = 1; moment <= MOMENTS; moment++) {
            bank.work(moment);
        }
        return bank;
    }

    Kind kind() {
        return kind;
    }

    /** Returns the databases as they were at a moment: 1, 2 or 3. */
    Path at(int moment) {
        return directory.resolve("moment-" + moment);
    }

    /** Returns when the last transaction before a moment had ended. */
    long end(int moment) {
        return ends.get(moment);
    }

    static Properties properties(Kind kind, Path directory) {
        Properties properties = new Properties();
        properties.setProperty("scalar.db.storage", "multi-storage");
        properties.setProperty("scalar.db.transaction_manager", "consensus-commit");
        properties.setProperty("scalar.db.multi_storage.storages", "first,second");
        for (String storage : new String[] {"first", "second"}) {
            String prefix = "scalar.db.multi_storage.storages." + storage + ".";
            properties.setProperty(prefix + "storage", "jdbc");
            properties.setProperty(prefix + "contact_points", url(directory, storage));
            properties.setProperty(prefix + "username", "");
            properties.setProperty(prefix + "password", "");
            for (String pool :
                    new String[] {"connection_pool", "table_metadata.connection_pool", "admin.connection_pool"}) {
                properties.setProperty(prefix + "jdbc." + pool + ".min_idle", "0");
            }
        }
        properties.setProperty(
                "scalar.db.multi_storage.namespace_mapping",
                "bank1:first,coordinator:first,elsewhere:first,bank2:second");
        properties.setProperty("scalar.db.multi_storage.default_storage", "first");
        kind.settings.forEach((key, value) -> properties.setProperty(PREFIX + key, value));
        return properties;
    }

    static String url(Path directory, String storage) {
        return "jdbc:sqlite:" + directory.resolve(storage + ".db") + "?busy_timeout=10000";
    }

    private void create() throws Exception {
        Path live = Files.createDirectories(directory.resolve("live"));
        try (DistributedTransactionAdmin admin =
                        TransactionFactory.create(properties(kind, live)).getTransactionAdmin();
                DistributedTransactionManager manager = manager()) {
            admin.createCoordinatorTables();
            for (int bank = 1; bank <= 2; bank++) {
                String namespace = "bank" + bank;
                admin.createNamespace(namespace);
                admin.createTable(namespace, "accounts", ACCOUNT);
                admin.createTable(namespace, "entries", ENTRY);
                admin.createTable(namespace, "nothing", ENTRY);
            }
            DistributedTransaction transaction = manager.begin();
            for (int bank = 1; bank <= 2; bank++) {
                for (int account = 0; account < ACCOUNTS; account++) {
                    transaction.upsert(account(bank, account, 1000));
                }
            }
            transaction.commit();
        }
    }

    private void work(int moment) throws Exception {
        try (DistributedTransactionManager manager = manager()) {
            for (int i = 0; i < TRANSFERS; i++) {
                transfer(manager);
            }
            if (moment == 2) {
                DistributedTransaction transaction = manager.begin();
                delete(transaction, "bank1", "e0");
                delete(transaction, "bank2", "e0");
                transaction.commit();
            }
        }
        ends.put(moment, System.currentTimeMillis());
        Path copy = Files.createDirectories(at(moment));
        for (String name : new String[] {"first.db", "second.db"}) {
            Files.copy(directory.resolve("live").resolve(name), copy.resolve(name));
        }
    }

    private DistributedTransactionManager manager() {
        return TransactionFactory.create(properties(kind, directory.resolve("live")))
                .getTransactionManager();
    }

    private void transfer(DistributedTransactionManager manager) throws TransactionException {
        int number = transfers++;
        DistributedTransaction transaction = manager.begin();
        for (int bank = 1; bank <= 2; bank++) {
            book(transaction, bank, (number + bank) % ACCOUNTS, bank == 1 ? -1 : 1);
            transaction.upsert(Upsert.newBuilder()
                    .namespace("bank" + bank)
                    .table("entries")
                    .partitionKey(Key.ofText("id", "e" + number))
                    .intValue("amount", 1)
                    .build());
        }
        transaction.commit();
    }

    static void book(TransactionCrudOperable transaction, int bank, int account, int amount)
            throws TransactionException {
        int balance = transaction
                .get(Get.newBuilder()
                        .namespace("bank" + bank)
                        .table("accounts")
                        .partitionKey(Key.ofText("id", "a" + account))
                        .clusteringKey(Key.ofInt("branch", bank))
                        .build())
                .orElseThrow()
                .getInt("balance");
        transaction.upsert(account(bank, account, balance + amount));
    }

    static void delete(TransactionCrudOperable transaction, String namespace, String entry)
            throws TransactionException {
        transaction.delete(Delete.newBuilder()
                .namespace(namespace)
                .table("entries")
                .partitionKey(Key.ofText("id", entry))
                .build());
    }

    private static Upsert account(int bank, int account, int balance) {
        return Upsert.newBuilder()
                .namespace("bank" + bank)
                .table("accounts")
                .partitionKey(Key.ofText("id", "a" + account))
                .clusteringKey(Key.ofInt("branch", bank))
                .intValue("balance", balance)
                .build();
    }
}
