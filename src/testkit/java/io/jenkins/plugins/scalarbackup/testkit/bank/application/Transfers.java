package io.jenkins.plugins.scalarbackup.testkit.bank.application;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.exception.transaction.UnknownTransactionStatusException;
import io.jenkins.plugins.scalarbackup.testkit.bank.Kind;
import io.jenkins.plugins.scalarbackup.testkit.bank.Place;
import io.jenkins.plugins.scalarbackup.testkit.bank.TransactionNotes.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Runs the application's threads, which transfer money and move accounts, and never stop because of an error. */
final class Transfers implements AutoCloseable {
    private static final int HIGHEST_AMOUNT = 100;
    private static final long THINK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final DistributedTransactionManager manager;
    private final Gate gate;
    private final Notes notes;
    private final long dawdleNanos;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile String lastFailure = "";
    private volatile List<Thread> threads = List.of();

    /** @param dawdleMillis the delay of every twentieth transaction before its commit, in milliseconds */
    Transfers(DistributedTransactionManager manager, Gate gate, Notes notes, long dawdleMillis) {
        this.manager = manager;
        this.gate = gate;
        this.notes = notes;
        this.dawdleNanos = TimeUnit.MILLISECONDS.toNanos(dawdleMillis);
    }

    void start(int count) {
        threads = IntStream.range(0, count)
                .mapToObj(i -> new Thread(this::run, "transfers-" + i))
                .toList();
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
    }

    String counters() {
        return acknowledged + " " + refused + " " + failed + " " + lastFailure.replace('\n', ' ');
    }

    private void run() {
        while (threads.contains(Thread.currentThread())) {
            try (Gate.Pass pass = gate.enter()) {
                transact();
            } catch (Gate.ClosedException closed) {
                refused.incrementAndGet();
                LockSupport.parkNanos(REFUSED_NANOS);
            }
            LockSupport.parkNanos(THINK_NANOS);
        }
    }

    private void transact() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Kind kind = kind(random.nextInt(100));
        Instant begun = Instant.now();
        DistributedTransaction transaction;
        try {
            transaction = manager.begin();
        } catch (TransactionException | RuntimeException e) {
            failed(e);
            return;
        }
        String id = transaction.getId();
        notes.begun(id, begun, kind);
        try {
            write(transaction, id, kind, random);
            if (random.nextInt(20) == 0) {
                LockSupport.parkNanos(dawdleNanos);
            }
            transaction.commit();
            notes.ended(id, Outcome.ACKNOWLEDGED);
            acknowledged.incrementAndGet();
        } catch (UnknownTransactionStatusException e) {
            notes.ended(id, Outcome.UNKNOWN);
            failed(e);
        } catch (TransactionException | RuntimeException e) {
            rollback(transaction);
            notes.ended(id, Outcome.ABORTED);
            failed(e);
        }
    }

    private static Kind kind(int percent) {
        if (percent < 35) {
            return Kind.WITHIN;
        }
        if (percent < 70) {
            return Kind.BETWEEN;
        }
        return percent < 85 ? Kind.MOVE_WITHIN : Kind.MOVE_BETWEEN;
    }

    private static void write(DistributedTransaction transaction, String id, Kind kind, ThreadLocalRandom random)
            throws TransactionException {
        int bank = 1 + random.nextInt(2);
        if (kind.moves()) {
            int number = random.nextInt(Place.MOVING);
            List<Place> places = kind.spans() ? Place.between(number) : Place.within(bank, number);
            BankTables.move(transaction, id, places.get(0), places.get(1));
            return;
        }
        int from = random.nextInt(Place.ACCOUNTS);
        int to = (from + 1 + random.nextInt(Place.ACCOUNTS - 1)) % Place.ACCOUNTS;
        int amount = 1 + random.nextInt(HIGHEST_AMOUNT);
        int toBank = kind.spans() ? 3 - bank : bank;
        BankTables.book(transaction, id, 0, Place.fixed(bank, "account-" + from), -amount);
        BankTables.book(transaction, id, 1, Place.fixed(toBank, "account-" + to), amount);
    }

    private static void rollback(DistributedTransaction transaction) {
        try {
            transaction.rollback();
        } catch (TransactionException | RuntimeException e) {
            // What it prepared is rolled back by the next reader.
        }
    }

    private void failed(Exception e) {
        failed.incrementAndGet();
        lastFailure = String.valueOf(e.getMessage());
    }

    /** Lets transactions in flight end. */
    @Override
    public void close() {
        List<Thread> stopping = threads;
        threads = List.of();
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
