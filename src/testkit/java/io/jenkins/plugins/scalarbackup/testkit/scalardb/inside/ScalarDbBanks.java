package io.jenkins.plugins.scalarbackup.testkit.scalardb.inside;

import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.DistributedTransactionAdmin;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.service.TransactionFactory;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.BankOperations;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;

/** The implementation of the operations, on ScalarDB's class path. */
public final class ScalarDbBanks implements BankOperations {

    private static final String CONFIGURATOR = "org.apache.logging.log4j.core.config.Configurator";

    /** Silences ScalarDB's log, which would show each recovered record with a stack trace. */
    public ScalarDbBanks() throws ReflectiveOperationException {
        Class.forName(CONFIGURATOR)
                .getMethod("setLevel", String.class, String.class)
                .invoke(null, "com.scalar.db", "ERROR");
    }

    @Override
    public void create(Properties direct, int accountsPerBank, int balance) throws Exception {
        inside(() -> {
            TransactionFactory factory = TransactionFactory.create(direct);
            try (DistributedTransactionAdmin admin = factory.getTransactionAdmin();
                    DistributedTransactionManager manager = factory.getTransactionManager()) {
                admin.createCoordinatorTables();
                for (String bank : BANKS) {
                    admin.createNamespace(bank);
                    admin.createTable(bank, TABLE, Accounts.TABLE_METADATA);
                }
                DistributedTransaction transaction = manager.begin();
                for (String bank : BANKS) {
                    for (int id = 0; id < accountsPerBank; id++) {
                        Accounts.create(transaction, bank, id, balance);
                    }
                }
                transaction.commit();
            }
            return null;
        });
    }

    @Override
    public AutoCloseable transfer(List<Properties> servers, int accounts, int threads, Listener listener)
            throws Exception {
        return inside(() -> new TransferThreads(servers, accounts, threads, listener));
    }

    @Override
    public OpenTransaction open(Properties server, int account) throws Exception {
        return inside(() -> {
            ServerClient client = new ServerClient(server);
            try {
                return new Held(client, account);
            } catch (Exception e) {
                client.close();
                throw e;
            }
        });
    }

    @Override
    public Reading read(Properties direct, int accountsPerBank, Duration settle) throws Exception {
        return inside(() -> {
            try (DistributedTransactionManager manager =
                    TransactionFactory.create(direct).getTransactionManager()) {
                return new AccountReader(manager, accountsPerBank).read(settle);
            }
        });
    }

    /**
     * Runs work with ScalarDB's class loader as the thread's, by which ScalarDB finds its storages and transaction
     * managers.
     */
    private static <T> T inside(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ScalarDbBanks.class.getClassLoader());
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** An open transaction that has read and written one account of each bank and committed nothing. */
    private static final class Held implements OpenTransaction {

        private final ServerClient client;
        private final DistributedTransaction transaction;

        Held(ServerClient client, int account) throws Exception {
            this.client = client;
            this.transaction = client.begin();
            Accounts.move(transaction, account, account, 1);
        }

        @Override
        public void commit() throws Exception {
            transaction.commit();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
