package io.jenkins.plugins.scalarbackup.testkit.scalardb.inside;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.Get;
import com.scalar.db.api.Put;
import com.scalar.db.api.Result;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.exception.transaction.CrudException;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.BankOperations;

/**
 * The columns of an account, and the transfer between two.
 *
 * <p>The RPC of this ScalarDB Server only supports Put, not the Insert and Update that replaced it in the library.
 */
@SuppressWarnings("deprecation")
final class Accounts {

    static final String ID = "id";
    static final String BALANCE = "balance";
    static final String TRANSFERS = "transfers";

    static final TableMetadata TABLE_METADATA = TableMetadata.newBuilder()
            .addColumn(ID, DataType.INT)
            .addColumn(BALANCE, DataType.INT)
            .addColumn(TRANSFERS, DataType.BIGINT)
            .addPartitionKey(ID)
            .build();

    private Accounts() {}

    static Get get(String bank, int id) {
        return Get.newBuilder()
                .namespace(bank)
                .table(BankOperations.TABLE)
                .partitionKey(Key.ofInt(ID, id))
                .build();
    }

    static void create(DistributedTransaction transaction, String bank, int id, int balance) throws CrudException {
        transaction.put(put(bank, id, balance, 0));
    }

    private static Put put(String bank, int id, int balance, long transfers) {
        return Put.newBuilder()
                .namespace(bank)
                .table(BankOperations.TABLE)
                .partitionKey(Key.ofInt(ID, id))
                .intValue(BALANCE, balance)
                .bigIntValue(TRANSFERS, transfers)
                .build();
    }

    /**
     * Moves {@code amount} (negative: in the other direction) from an account of the first bank to one of the second.
     */
    static void move(DistributedTransaction transaction, int from, int to, int amount) throws CrudException {
        add(transaction, BankOperations.BANKS.get(0), from, -amount);
        add(transaction, BankOperations.BANKS.get(1), to, amount);
    }

    private static void add(DistributedTransaction transaction, String bank, int id, int amount) throws CrudException {
        Result account = transaction
                .get(get(bank, id))
                .orElseThrow(() -> new IllegalStateException("No account " + id + " in " + bank));
        transaction.put(put(bank, id, account.getInt(BALANCE) + amount, account.getBigInt(TRANSFERS) + 1));
    }
}
