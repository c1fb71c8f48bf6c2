package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import io.jenkins.plugins.scalarbackup.testkit.scalardb.BalanceReport.RecordStates;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Opens two databases, live or restored, through ScalarDB itself, and sums up their contents. */
public final class BalanceChecker {

    private static final int PREPARED = 1;
    private static final int DELETED = 2;
    private static final int COMMITTED = 3;

    private final BankOperations banks;
    private final int accountsPerBank;
    private final long expectedTotal;

    BalanceChecker(BankOperations banks, int accountsPerBank, long expectedTotal) {
        this.banks = banks;
        this.accountsPerBank = accountsPerBank;
        this.expectedTotal = expectedTotal;
    }

    /** The location of a bank's database: the live one, or a restored one beside it. */
    public record Location(PostgresDatabase server, String database) {
        String url() {
            return server.jdbcUrl(database);
        }
    }

    /**
     * Reads all records in transactions, so that ScalarDB's recovery runs, and then all of them in one.
     *
     * @param settle the time limit for recovery
     */
    public BalanceReport check(Location first, Location second, Duration settle) throws SQLException {
        RecordStates before = states(first, second);
        BankOperations.Reading reading;
        try {
            BankStorage storage = new BankStorage(first.url(), second.url());
            reading = banks.read(storage.direct(), accountsPerBank, settle);
        } catch (Exception e) {
            throw new IllegalStateException("The databases can't be read through ScalarDB: " + e.getMessage(), e);
        }
        return new BalanceReport(expectedTotal, reading, before, states(first, second));
    }

    private static RecordStates states(Location first, Location second) throws SQLException {
        long[] counts = new long[5];
        count(counts, first, "bank1");
        count(counts, second, "bank2");
        try (Connection connection = first.server().connect(first.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM coordinator.state")) {
            rows.next();
            counts[4] = rows.getLong(1);
        }
        return new RecordStates(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    private static void count(long[] counts, Location location, String bank) throws SQLException {
        String query = "SELECT tx_state, count(*) FROM " + bank + "." + BankOperations.TABLE + " GROUP BY tx_state";
        try (Connection connection = location.server().connect(location.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                int slot =
                        switch (rows.getInt(1)) {
                            case COMMITTED -> 0;
                            case PREPARED -> 1;
                            case DELETED -> 2;
                            default -> 3;
                        };
                counts[slot] += rows.getLong(2);
            }
        }
    }
}
