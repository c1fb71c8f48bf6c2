package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionAdmin;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.Result;
import com.scalar.db.api.Scan;
import com.scalar.db.api.TwoPhaseCommitTransaction;
import com.scalar.db.api.TwoPhaseCommitTransactionManager;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.service.TransactionFactory;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankLedger;
import io.jenkins.plugins.scalarbackup.testkit.bank.BankRow;
import io.jenkins.plugins.scalarbackup.testkit.bank.Kind;
import io.jenkins.plugins.scalarbackup.testkit.bank.Place;
import io.jenkins.plugins.scalarbackup.testkit.bank.Place.Special;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The implementation of the operations, on ScalarDB's class path. */
public final class ScalarDbLedger implements BankLedger {
    /**
     * Strong references, without which the loggers' levels would be lost: ScalarDB logs each record that it recovers,
     * and its pools each connection.
     */
    private static final List<Logger> LOGS = List.of(Logger.getLogger("com.scalar.db"), Logger.getLogger("com.zaxxer"));

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Keeps ScalarDB's log out of the test's. */
    public ScalarDbLedger() {
        LOGS.forEach(log -> log.setLevel(Level.OFF));
    }

    @Override
    public void create(Properties configuration) throws Exception {
        inside(() -> {
            TransactionFactory factory = TransactionFactory.create(configuration);
            try (DistributedTransactionAdmin admin = factory.getTransactionAdmin();
                    DistributedTransactionManager manager = factory.getTransactionManager()) {
                admin.createCoordinatorTables();
                for (int bank = 1; bank <= 2; bank++) {
                    admin.createNamespace(BankRow.namespace(bank));
                    admin.createTable(BankRow.namespace(bank), BankRow.TABLE, BankTables.METADATA);
                }
                DistributedTransaction transaction = manager.begin();
                for (Place place : Place.initial()) {
                    BankTables.open(transaction, place, BankRow.BALANCE);
                }
                transaction.commit();
            }
            return null;
        });
    }

    @Override
    public String abandon(Properties configuration, Path notes) throws Exception {
        return prepared(configuration, notes, Special.ABANDONED, false);
    }

    @Override
    public String leaveUnfinished(Properties configuration, Path notes) throws Exception {
        return prepared(configuration, notes, Special.UNFINISHED, true);
    }

    private static String prepared(Properties configuration, Path file, Special special, boolean commit)
            throws Exception {
        return inside(() -> {
            TransactionFactory factory = TransactionFactory.create(configuration);
            // Two managers, as the two services of a microservice transaction have.
            try (TwoPhaseCommitTransactionManager first = factory.getTwoPhaseCommitTransactionManager();
                    TwoPhaseCommitTransactionManager second = factory.getTwoPhaseCommitTransactionManager();
                    Notes notes = new Notes(file)) {
                Instant begun = Instant.now();
                TwoPhaseCommitTransaction coordinator = first.begin();
                String id = coordinator.getId();
                TwoPhaseCommitTransaction participant = second.join(id);
                notes.begun(id, begun, Kind.BETWEEN);
                BankTables.book(coordinator, id, 0, special.in(1), -1);
                BankTables.book(participant, id, 1, special.in(2), 1);
                coordinator.prepare();
                participant.prepare();
                if (commit) {
                    coordinator.commit();
                }
                notes.ended(id, commit ? Outcome.ACKNOWLEDGED : Outcome.ABORTED);
                return id;
            }
        });
    }

    @Override
    public List<BankRow> read(Properties configuration, Duration settle) throws Exception {
        return inside(() -> {
            try (DistributedTransactionManager manager =
                    TransactionFactory.create(configuration).getTransactionManager()) {
                long end = System.nanoTime() + settle.toNanos();
                while (true) {
                    try {
                        return readAll(manager);
                    } catch (TransactionException unsettled) {
                        if (System.nanoTime() > end) {
                            throw unsettled;
                        }
                        LockSupport.parkNanos(RETRY_NANOS);
                    }
                }
            }
        });
    }

    private static List<BankRow> readAll(DistributedTransactionManager manager) throws TransactionException {
        DistributedTransaction transaction = manager.begin();
        try {
            List<BankRow> rows = new ArrayList<>();
            for (int bank = 1; bank <= 2; bank++) {
                for (Result record : transaction.scan(Scan.newBuilder()
                        .namespace(BankRow.namespace(bank))
                        .table(BankRow.TABLE)
                        .all()
                        .build())) {
                    rows.add(BankTables.row(bank, record));
                }
            }
            transaction.commit();
            return rows;
        } catch (TransactionException e) {
            transaction.rollback();
            throw e;
        }
    }

    /**
     * Runs work with ScalarDB's class loader as the thread's, by which ScalarDB finds its storages and transaction
     * managers.
     */
    private static <T> T inside(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ScalarDbLedger.class.getClassLoader());
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
