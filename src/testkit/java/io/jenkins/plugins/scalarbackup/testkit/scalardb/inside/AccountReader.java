package io.jenkins.plugins.scalarbackup.testkit.scalardb.inside;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.Result;
import com.scalar.db.api.Scan;
import com.scalar.db.exception.transaction.TransactionException;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.BankOperations;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.BankOperations.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads all accounts in transactions. If a transaction left a record behind, reading it makes ScalarDB settle it:
 * forward or back according to the coordinator, or back once the transaction is older than 15 s and unknown to the
 * coordinator. The transaction that encountered the record fails, so the reader retries.
 */
final class AccountReader {

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final DistributedTransactionManager manager;
    private final int accounts;

    AccountReader(DistributedTransactionManager manager, int accounts) {
        this.manager = manager;
        this.accounts = accounts;
    }

    Reading read(Duration settle) {
        long end = System.nanoTime() + settle.toNanos();
        int unsettled = recover(end);
        if (unsettled > 0) {
            return new Reading(OptionalLong.empty(), List.of(), unsettled);
        }
        while (true) {
            try {
                return readAll();
            } catch (TransactionException e) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException(
                            "Each account could be read, all of them in one transaction could not: " + e.getMessage(),
                            e);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Reads account by account; returns the number that could not be read until {@code end}. */
    private int recover(long end) {
        List<BankAccount> left = new ArrayList<>();
        for (String bank : BankOperations.BANKS) {
            for (int id = 0; id < accounts; id++) {
                left.add(new BankAccount(bank, id));
            }
        }
        while (true) {
            left.removeIf(this::isReadable);
            if (left.isEmpty() || System.nanoTime() - end > 0) {
                return left.size();
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private record BankAccount(String bank, int id) {}

    private boolean isReadable(BankAccount account) {
        try {
            DistributedTransaction transaction = manager.begin();
            try {
                boolean found = transaction
                        .get(Accounts.get(account.bank(), account.id()))
                        .isPresent();
                transaction.commit();
                return found;
            } catch (TransactionException e) {
                transaction.rollback();
                return false;
            }
        } catch (TransactionException e) {
            return false;
        }
    }

    private Reading readAll() throws TransactionException {
        DistributedTransaction transaction = manager.begin();
        try {
            long total = 0;
            List<Long> transfers = new ArrayList<>();
            for (String bank : BankOperations.BANKS) {
                long seen = 0;
                for (Result account : transaction.scan(Scan.newBuilder()
                        .namespace(bank)
                        .table(BankOperations.TABLE)
                        .all()
                        .build())) {
                    total += account.getInt(Accounts.BALANCE);
                    seen += account.getBigInt(Accounts.TRANSFERS);
                }
                transfers.add(seen);
            }
            transaction.commit();
            return new Reading(OptionalLong.of(total), List.copyOf(transfers), 0);
        } catch (TransactionException e) {
            transaction.rollback();
            throw e;
        }
    }
}
