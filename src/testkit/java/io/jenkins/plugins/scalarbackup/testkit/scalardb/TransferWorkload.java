package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Applications that continuously move money between the two banks through the ScalarDB Servers: they retry while a
 * server is paused or unreachable. Each transfer involves an account of each bank in one transaction.
 */
public final class TransferWorkload implements AutoCloseable {

    private final BankOperations banks;
    private final List<Properties> servers;
    /** Reserved for {@link #openTransaction}, so that transfers don't conflict with it. */
    private final int lastAccount;

    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<Instant> lastCommit = new AtomicReference<>();
    private final AtomicReference<String> lastFailure = new AtomicReference<>();
    private AutoCloseable threads;

    TransferWorkload(BankOperations banks, List<InetSocketAddress> servers, int accountsPerBank) {
        this.banks = banks;
        this.servers = servers.stream().map(BankStorage::client).toList();
        this.lastAccount = accountsPerBank - 1;
    }

    /** Starts {@code count} threads, spread over the servers. */
    public synchronized void start(int count) {
        if (threads != null) {
            throw new IllegalStateException("The workload is running already");
        }
        try {
            threads = banks.transfer(servers, lastAccount, count, new Counters());
        } catch (Exception e) {
            throw new IllegalStateException("The workload can't be started: " + e.getMessage(), e);
        }
    }

    /** Lets transfers in flight finish, for up to 5 s; it may be started again. */
    public synchronized void stop() {
        if (threads == null) {
            return;
        }
        try {
            threads.close();
        } catch (Exception e) {
            throw new IllegalStateException("The workload can't be stopped: " + e.getMessage(), e);
        } finally {
            threads = null;
        }
    }

    /** Returns the number of transfers whose commit was acknowledged since the first start. */
    public long committed() {
        return committed.get();
    }

    /**
     * Returns the number of transfers whose commit was sent but never clearly answered: the databases may contain them.
     */
    public long unknown() {
        return unknown.get();
    }

    /** Returns the number of attempts at a paused server. */
    public long refused() {
        return refused.get();
    }

    /** Returns the number of attempts that failed for another reason: a conflict, a broken connection. */
    public long failed() {
        return failed.get();
    }

    /** Returns the reason for the latest such failure, for diagnosis. */
    public Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure.get());
    }

    /** Returns when a client was last notified that its transfer is committed, by this machine's clock. */
    public Optional<Instant> lastCommit() {
        return Optional.ofNullable(lastCommit.get());
    }

    /**
     * Begins a transaction at one server and leaves it open: a drain of that server takes until it is committed or
     * expires (60 s by ScalarDB's default). It is a transfer, too, and counts when it is committed. Only one at a time,
     * because all of them use the same account of each bank.
     */
    public BankOperations.OpenTransaction openTransaction(int server) {
        try {
            return new Counted(banks.open(servers.get(server), lastAccount));
        } catch (Exception e) {
            throw new IllegalStateException("No transaction could be begun: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private final class Counted implements BankOperations.OpenTransaction {

        private final BankOperations.OpenTransaction transaction;

        Counted(BankOperations.OpenTransaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public void commit() throws Exception {
            transaction.commit();
            new Counters().committed();
        }

        @Override
        public void close() {
            transaction.close();
        }
    }

    private final class Counters implements BankOperations.Listener {

        @Override
        public void committed() {
            committed.incrementAndGet();
            lastCommit.set(Instant.now());
        }

        @Override
        public void unknown() {
            unknown.incrementAndGet();
        }

        @Override
        public void refused() {
            refused.incrementAndGet();
        }

        @Override
        public void failed(String reason) {
            failed.incrementAndGet();
            lastFailure.set(reason);
        }
    }
}
