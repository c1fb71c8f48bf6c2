package io.jenkins.plugins.scalarbackup.testkit.scalardb.inside;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.exception.transaction.UnknownTransactionStatusException;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.BankOperations.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs applications: each thread moves money through its server and never stops because of an error. */
final class TransferThreads implements AutoCloseable {

    private static final int HIGHEST_AMOUNT = 100;
    /** Break between transfers, without which the threads would take all of the machine. */
    private static final long THINK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long STOP_MILLIS = 5_000;

    private final List<ServerClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int accounts;
    private final Listener listener;
    private volatile boolean stopped;

    TransferThreads(List<Properties> servers, int accounts, int count, Listener listener) {
        this.accounts = accounts;
        this.listener = listener;
        for (Properties server : servers) {
            clients.add(new ServerClient(server));
        }
        for (int i = 0; i < count; i++) {
            ServerClient client = clients.get(i % clients.size());
            Thread thread = new Thread(() -> run(client), "transfers-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void run(ServerClient client) {
        while (!stopped) {
            LockSupport.parkNanos(transfer(client) ? THINK_NANOS : RETRY_NANOS);
        }
    }

    private boolean transfer(ServerClient client) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int amount = (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(HIGHEST_AMOUNT));
        DistributedTransaction transaction = null;
        try {
            transaction = client.begin();
            Accounts.move(transaction, random.nextInt(accounts), random.nextInt(accounts), amount);
            transaction.commit();
            listener.committed();
            return true;
        } catch (UnknownTransactionStatusException e) {
            listener.unknown();
        } catch (TransactionException | RuntimeException e) {
            if (isPaused(e)) {
                listener.refused();
            } else {
                listener.failed(String.valueOf(e.getMessage()));
            }
            rollback(transaction);
        }
        return false;
    }

    /** Returns whether a failure is the answer of a paused ScalarDB Server, to any call. */
    private static boolean isPaused(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("paused")) {
                return true;
            }
        }
        return false;
    }

    private static void rollback(DistributedTransaction transaction) {
        if (transaction == null) {
            return;
        }
        try {
            transaction.rollback();
        } catch (TransactionException | RuntimeException e) {
            // The server drops the transaction itself; what it prepared is rolled back by the next reader.
        }
    }

    /** Lets transfers in flight finish. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        for (Thread thread : threads) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            thread.join(Math.max(1, left));
        }
        clients.forEach(ServerClient::close);
    }
}
