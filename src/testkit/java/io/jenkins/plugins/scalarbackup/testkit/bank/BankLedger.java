package io.jenkins.plugins.scalarbackup.testkit.bank;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * Operations on the banks with ScalarDB's own classes, besides those of the pods. Loaded by {@link CoreClassPath}; only
 * types of the JDK and of this package are shared by the two class paths.
 */
public interface BankLedger {
    /** Creates the coordinator's tables, both banks and their accounts. */
    void create(Properties configuration) throws Exception;

    /**
     * Begins a transaction over both banks, prepares it and abandons it: it is undecided, and its records remain
     * prepared.
     *
     * @param configuration without group commit, which the two-phase interface does not support
     * @return the transaction's ID
     */
    String abandon(Properties configuration, Path notes) throws Exception;

    /**
     * Does the same as {@link #abandon}, but commits in the first bank: the transaction is acknowledged, but its record
     * in the second bank is never committed.
     */
    String leaveUnfinished(Properties configuration, Path notes) throws Exception;

    /**
     * Reads everything through ScalarDB, so that its lazy recovery settles what was left behind.
     *
     * @param settle the time limit for that; ScalarDB gives up on a transaction unknown to the coordinator 15 s after
     *     it was prepared
     */
    List<BankRow> read(Properties configuration, Duration settle) throws Exception;
}
