package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import com.scalar.db.api.Delete;
import com.scalar.db.api.Get;
import com.scalar.db.api.Insert;
import com.scalar.db.api.Result;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.api.TransactionCrudOperable;
import com.scalar.db.api.Update;
import com.scalar.db.exception.transaction.CrudException;
import com.scalar.db.io.DataType;
import com.scalar.db.io.Key;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankRow;
import io.jenkins.plugins.scalarbackup.testkit.bank.Place;
import java.util.Optional;

/**
 * The tables, one per bank and in a database of its own. Each has a record per account and one per half of each
 * transaction, so that transactions can be looked up by ID, and one can stay within a table.
 */
final class BankTables {
    private static final String ID = "id";
    private static final String ACCOUNT = "account";
    private static final String AMOUNT = "amount";
    private static final String SEQUENCE = "sequence";
    private static final String WRITER = "writer";

    static final TableMetadata METADATA = TableMetadata.newBuilder()
            .addColumn(ID, DataType.TEXT)
            .addColumn(ACCOUNT, DataType.TEXT)
            .addColumn(AMOUNT, DataType.INT)
            .addColumn(SEQUENCE, DataType.BIGINT)
            .addColumn(WRITER, DataType.TEXT)
            .addPartitionKey(ID)
            .build();

    private BankTables() {}

    static Optional<Result> find(TransactionCrudOperable transaction, Place place) throws CrudException {
        return transaction.get(Get.newBuilder()
                .namespace(BankRow.namespace(place.bank()))
                .table(BankRow.TABLE)
                .partitionKey(Key.ofText(ID, place.id()))
                .build());
    }

    static void open(TransactionCrudOperable transaction, Place place, int balance) throws CrudException {
        insert(transaction, place, place.account(), balance, 0, "");
    }

    /** Books {@code amount} on an account, as one half of a transaction. */
    static void book(TransactionCrudOperable transaction, String writer, int half, Place place, int amount)
            throws CrudException {
        Result account = find(transaction, place).orElseThrow(() -> new IllegalStateException("No account " + place));
        long sequence = account.getBigInt(SEQUENCE) + 1;
        transaction.update(Update.newBuilder()
                .namespace(BankRow.namespace(place.bank()))
                .table(BankRow.TABLE)
                .partitionKey(Key.ofText(ID, place.id()))
                .textValue(ACCOUNT, place.account())
                .intValue(AMOUNT, account.getInt(AMOUNT) + amount)
                .bigIntValue(SEQUENCE, sequence)
                .textValue(WRITER, writer)
                .build());
        entry(transaction, writer, half, place, amount, sequence);
    }

    /** Deletes an account's record at the one of two places where it is, and inserts it at the other. */
    static void move(TransactionCrudOperable transaction, String writer, Place one, Place other) throws CrudException {
        Optional<Result> atOne = find(transaction, one);
        Optional<Result> atOther = find(transaction, other);
        Result account =
                atOne.or(() -> atOther).orElseThrow(() -> new IllegalStateException("No account " + one.account()));
        Place from = atOne.isPresent() ? one : other;
        Place to = atOne.isPresent() ? other : one;
        int balance = account.getInt(AMOUNT);
        long sequence = account.getBigInt(SEQUENCE);
        transaction.delete(Delete.newBuilder()
                .namespace(BankRow.namespace(from.bank()))
                .table(BankRow.TABLE)
                .partitionKey(Key.ofText(ID, from.id()))
                .build());
        entry(transaction, writer, 0, from, -balance, sequence + 1);
        insert(transaction, to, to.account(), balance, sequence + 2, writer);
        entry(transaction, writer, 1, to, balance, sequence + 2);
    }

    private static void entry(
            TransactionCrudOperable transaction, String writer, int half, Place place, int amount, long sequence)
            throws CrudException {
        Place entry = new Place(place.bank(), BankRow.entry(writer, half), place.account());
        insert(transaction, entry, place.account(), amount, sequence, writer);
    }

    private static void insert(
            TransactionCrudOperable transaction, Place place, String account, int amount, long sequence, String writer)
            throws CrudException {
        transaction.insert(Insert.newBuilder()
                .namespace(BankRow.namespace(place.bank()))
                .table(BankRow.TABLE)
                .partitionKey(Key.ofText(ID, place.id()))
                .textValue(ACCOUNT, account)
                .intValue(AMOUNT, amount)
                .bigIntValue(SEQUENCE, sequence)
                .textValue(WRITER, writer)
                .build());
    }

    static BankRow row(int bank, Result record) {
        return new BankRow(
                bank,
                record.getText(ID),
                record.getText(ACCOUNT),
                record.getInt(AMOUNT),
                record.getBigInt(SEQUENCE),
                record.getText(WRITER));
    }
}
