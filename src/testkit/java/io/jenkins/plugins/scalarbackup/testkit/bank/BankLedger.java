package io.jenkins.plugins.scalarbackup.testkit.bank;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * What is done with ScalarDB's own classes beside the pods. Loaded by {@link CoreClassPath}; only types of the JDK and of
 * this package cross between the two class paths.
 */
public interface BankLedger {
    /** Creates the coordinator's tables, both banks and their accounts. */
    void create(Properties configuration) throws Exception;

    /**
     * Begins a transaction over both banks, prepares it and goes away: nobody has decided on it, its records lie about.
     *
     * @param configuration without group commit, which the two-phase interface doesn't have
     * @return the transaction's ID
     */
    String abandon(Properties configuration, Path notes) throws Exception;

    /** As {@link #abandon}, but commits in the first bank: it is acknowledged, its record in the second never is. */
    String leaveUnfinished(Properties configuration, Path notes) throws Exception;

    /**
     * Reads everything through ScalarDB, so that its lazy recovery settles what was left behind.
     *
     * @param settle how long that may take; ScalarDB gives up on a transaction of which the coordinator knows nothing
     *     15 s after it was prepared
     */
    List<BankRow> read(Properties configuration, Duration settle) throws Exception;
}
