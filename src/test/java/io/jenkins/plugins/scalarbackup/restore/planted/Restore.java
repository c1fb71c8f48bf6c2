package io.jenkins.plugins.scalarbackup.restore.planted;

import com.scalar.db.api.Delete;
import com.scalar.db.api.DistributedStorage;
import com.scalar.db.api.DistributedStorageAdmin;
import com.scalar.db.api.Get;
import com.scalar.db.api.Put;
import com.scalar.db.api.PutBuilder;
import com.scalar.db.api.Result;
import com.scalar.db.api.TwoPhaseCommitTransaction;
import com.scalar.db.api.TwoPhaseCommitTransactionManager;
import com.scalar.db.io.Key;
import com.scalar.db.service.StorageFactory;
import com.scalar.db.service.TransactionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

/** Restored databases that a case may change, and the record of the window. */
final class Restore implements AutoCloseable {
    static final int PREPARED = 1;
    static final int DELETED = 2;
    static final int COMMITTED = 3;
    static final int ABORTED = 4;
    static final long HOUR = 3_600_000;

    final Path directory;
    final Properties properties;
    final String coordinator;
    private final Bank bank;
    private DistributedStorage storage;
    private DistributedStorageAdmin admin;
    long pauseStarted;
    long pauseCompleted;
    long verifiedUntil;
    boolean proven = true;

    /** Restores the bank of a moment, one second before the window. */
    Restore(Bank bank, int moment, Path directory) throws Exception {
        this.bank = bank;
        this.directory = directory;
        Files.createDirectories(directory);
        database("first", moment);
        database("second", moment);
        properties = Bank.properties(bank.kind(), directory);
        coordinator = bank.kind() == Bank.Kind.ELSEWHERE ? "elsewhere" : "coordinator";
        window(bank.end(moment) + 1000);
    }

    /** Sets a window of ten seconds. */
    void window(long from) {
        pauseStarted = from;
        pauseCompleted = from + 200;
        verifiedUntil = from + 10_200;
    }

    long end(int moment) {
        return bank.end(moment);
    }

    /** Replaces a database by that of another moment. */
    void database(String name, int moment) throws Exception {
        Files.copy(
                bank.at(moment).resolve(name + ".db"),
                directory.resolve(name + ".db"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Replaces a table by that of another moment. */
    void table(String database, String table, int moment) throws Exception {
        sql(
                database,
                "ATTACH DATABASE '" + bank.at(moment).resolve(database + ".db") + "' AS other",
                "DELETE FROM main.\"" + table + "\"",
                "INSERT INTO main.\"" + table + "\" SELECT * FROM other.\"" + table + "\"");
    }

    void sql(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(Bank.url(directory, database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    DistributedStorage storage() {
        if (storage == null) {
            storage = StorageFactory.create(properties).getStorage();
        }
        return storage;
    }

    DistributedStorageAdmin admin() {
        if (admin == null) {
            admin = StorageFactory.create(properties).getStorageAdmin();
        }
        return admin;
    }

    Result entry(int bank, String id) throws Exception {
        return storage()
                .get(Get.newBuilder()
                        .namespace("bank" + bank)
                        .table("entries")
                        .partitionKey(Key.ofText("id", id))
                        .build())
                .orElseThrow();
    }

    Result account(int bank, int number) throws Exception {
        return storage()
                .get(Get.newBuilder()
                        .namespace("bank" + bank)
                        .table("accounts")
                        .partitionKey(Key.ofText("id", "a" + number))
                        .clusteringKey(Key.ofInt("branch", bank))
                        .build())
                .orElseThrow();
    }

    /** Returns the transaction that wrote an entry and its account. */
    String transaction(String entry) throws Exception {
        return entry(2, entry).getText("tx_id");
    }

    void alterEntry(int bank, String id, Map<String, Object> columns) throws Exception {
        alter("bank" + bank, "entries", Key.ofText("id", id), null, columns);
    }

    void alterAccount(int bank, int number, Map<String, Object> columns) throws Exception {
        alter("bank" + bank, "accounts", Key.ofText("id", "a" + number), Key.ofInt("branch", bank), columns);
    }

    void alterRow(String transaction, Map<String, Object> columns) throws Exception {
        alter(coordinator, "state", Key.ofText("tx_id", transaction), null, columns);
    }

    void row(String transaction, int state, long createdAt) throws Exception {
        alterRow(transaction, Map.of("tx_state", state, "tx_created_at", createdAt));
    }

    void deleteRow(String transaction) throws Exception {
        storage()
                .delete(Delete.newBuilder()
                        .namespace(coordinator)
                        .table("state")
                        .partitionKey(Key.ofText("tx_id", transaction))
                        .build());
    }

    Result row(String transaction) throws Exception {
        return storage()
                .get(Get.newBuilder()
                        .namespace(coordinator)
                        .table("state")
                        .partitionKey(Key.ofText("tx_id", transaction))
                        .build())
                .orElseThrow();
    }

    /** Changes a record below the transactions. {@code "null"} and the type of a column make it null. */
    void alter(String namespace, String table, Key key, Key clusteringKey, Map<String, Object> columns)
            throws Exception {
        PutBuilder.Buildable put =
                Put.newBuilder().namespace(namespace).table(table).partitionKey(key);
        if (clusteringKey != null) {
            put.clusteringKey(clusteringKey);
        }
        columns.forEach((name, value) -> {
            if (value instanceof Integer number) {
                put.intValue(name, number);
            } else if (value instanceof Long number) {
                put.bigIntValue(name, number);
            } else {
                put.textValue(name, (String) value);
            }
        });
        storage().put(put.build());
    }

    /** The work of a transaction between two services. */
    interface Work {
        void of(TwoPhaseCommitTransaction first, TwoPhaseCommitTransaction second) throws Exception;
    }

    /** Prepares a real transaction across both databases, and leaves it so. @return its ID */
    String prepare(boolean commitFirst, Work work) throws Exception {
        Properties own = new Properties();
        own.putAll(properties);
        own.remove("scalar.db.consensus_commit.coordinator.group_commit.enabled");
        TransactionFactory factory = TransactionFactory.create(own);
        try (TwoPhaseCommitTransactionManager one = factory.getTwoPhaseCommitTransactionManager();
                TwoPhaseCommitTransactionManager other = factory.getTwoPhaseCommitTransactionManager()) {
            TwoPhaseCommitTransaction first = one.begin();
            TwoPhaseCommitTransaction second = other.join(first.getId());
            work.of(first, second);
            first.prepare();
            second.prepare();
            if (commitFirst) {
                first.commit();
            }
            window(System.currentTimeMillis() + 1000);
            return first.getId();
        }
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
