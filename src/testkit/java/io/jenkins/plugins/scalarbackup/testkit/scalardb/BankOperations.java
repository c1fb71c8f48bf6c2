package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * Operations with ScalarDB's own classes: two banks, {@code bank1} and {@code bank2}, each in a database of its own,
 * and money that moves between them. Loaded by {@link ScalarDbClassPath}; only types of the JDK and of this interface
 * are shared by the two class paths.
 */
public interface BankOperations {

    /** The name of each bank's table. */
    String TABLE = "accounts";

    /** Both banks, in the order of their databases. */
    List<String> BANKS = List.of("bank1", "bank2");

    /**
     * Creates the coordinator's tables, both banks and their accounts.
     *
     * @param direct ScalarDB's configuration for direct access to the databases
     */
    void create(Properties direct, int accountsPerBank, int balance) throws Exception;

    /**
     * Starts moving money through ScalarDB Servers until the returned object is closed.
     *
     * @param servers a client configuration for each server; threads are spread over them
     * @param accounts how many accounts of each bank are used
     */
    AutoCloseable transfer(List<Properties> servers, int accounts, int threads, Listener listener) throws Exception;

    /** Begins a transaction, reads and writes in it, and leaves it open until it is committed or abandoned. */
    OpenTransaction open(Properties server, int account) throws Exception;

    /**
     * Reads everything through ScalarDB directly on the databases, so that its lazy recovery settles what transactions
     * in flight left behind.
     *
     * @param settle the time limit for recovery; ScalarDB itself waits 15 s before it gives up on a transaction unknown
     *     to the coordinator
     */
    Reading read(Properties direct, int accountsPerBank, Duration settle) throws Exception;

    /** Receives the outcome of each attempt; called on the transfer threads. */
    interface Listener {
        /** Called when a transfer was committed. */
        void committed();

        /** Called when a transfer's commit got no clear answer: it may count or not. */
        void unknown();

        /** Called when a server is paused. */
        void refused();

        /** Called after a conflict with another transfer, or if a connection broke. */
        void failed(String reason);
    }

    /** A transaction in flight, for which a drain has to wait. */
    interface OpenTransaction extends AutoCloseable {
        void commit() throws Exception;

        /** Closes the client without notifying the server: the transaction stays open there until it expires. */
        @Override
        void close();
    }

    /**
     * The contents of the databases according to ScalarDB.
     *
     * @param total the money in both banks; empty while some record can't be read
     * @param transfers the number of transfers that each bank's accounts have seen; each transfer touches one account
     *     of either bank, so the two are equal unless a transfer was torn apart
     * @param unsettled the number of records that recovery could not settle in time
     */
    record Reading(OptionalLong total, List<Long> transfers, int unsettled) {}
}
