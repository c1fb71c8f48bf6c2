package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * What is done with ScalarDB's own classes: two banks, {@code bank1} and {@code bank2}, each in a database of its own,
 * and money that moves between them. Loaded by {@link ScalarDbClassPath}; only types of the JDK and of this interface
 * cross between the two class paths.
 */
public interface BankOperations {

    /** The table of each bank. */
    String TABLE = "accounts";

    /** Both banks, in the order of their databases. */
    List<String> BANKS = List.of("bank1", "bank2");

    /**
     * Creates the coordinator's tables, both banks and their accounts.
     *
     * @param direct ScalarDB's configuration on the databases themselves
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
     * Reads everything through ScalarDB on the databases themselves, so that its lazy recovery settles what was left
     * behind by transactions in flight.
     *
     * @param settle how long recovery may take; ScalarDB itself waits 15 s before it gives up on a transaction of which
     *     the coordinator knows nothing
     */
    Reading read(Properties direct, int accountsPerBank, Duration settle) throws Exception;

    /** Hears of each attempt; called from the transfer threads. */
    interface Listener {
        /** A transfer was committed. */
        void committed();

        /** A transfer's commit got no clear answer: it may count or not. */
        void unknown();

        /** A server is paused. */
        void refused();

        /** A conflict with another transfer, or a broken connection. */
        void failed(String reason);
    }

    /** A transaction in flight: what a drain has to wait for. */
    interface OpenTransaction extends AutoCloseable {
        void commit() throws Exception;

        /** Closes the client without telling the server: the transaction stays open there until it expires. */
        @Override
        void close();
    }

    /**
     * What ScalarDB says the databases hold.
     *
     * @param total the money in both banks; empty while some record can't be read
     * @param transfers how many transfers each bank's accounts have seen; each transfer touches one account of either
     *     bank, so the two are equal unless a transfer was torn apart
     * @param unsettled records that recovery could not settle in time
     */
    record Reading(OptionalLong total, List<Long> transfers, int unsettled) {}
}
