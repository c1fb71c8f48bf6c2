package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.util.List;

/**
 * The contents of a pair of databases, and whether they can be the state of the two banks at any one time.
 *
 * @param expectedTotal the money at the beginning, and at any time since
 * @param reading what ScalarDB read after its own recovery
 * @param before the states of the records before recovery: only here, PREPARED is legal
 * @param after the states of the records after recovery
 */
public record BalanceReport(
        long expectedTotal, BankOperations.Reading reading, RecordStates before, RecordStates after) {

    /** Returns the number of records that ScalarDB's recovery left neither committed nor rolled back. */
    public long halfWritten() {
        return Math.max(reading.unsettled(), after.prepared() + after.deleted() + after.other());
    }

    /** Returns the number of transfers seen by both banks; that of the first bank if they disagree. */
    public long transfers() {
        return reading.transfers().isEmpty() ? -1 : reading.transfers().get(0);
    }

    public boolean isConsistent() {
        List<Long> transfers = reading.transfers();
        return halfWritten() == 0
                && reading.total().isPresent()
                && reading.total().getAsLong() == expectedTotal
                && transfers.stream().distinct().count() == 1;
    }

    /** Returns a line for people. */
    public String describe() {
        String money = reading.total().isPresent()
                ? "total " + reading.total().getAsLong() + " of " + expectedTotal
                : "total unreadable";
        List<Long> transfers = reading.transfers();
        String seen = transfers.isEmpty() ? "" : ", transfers seen by the banks " + transfers;
        return (isConsistent() ? "consistent: " : "BROKEN: ") + money + seen + ", half-written records " + halfWritten()
                + " (before recovery " + before.prepared() + " prepared)";
    }

    /**
     * The number of accounts by {@code tx_state} in the databases.
     *
     * @param coordinator the number of the coordinator's records
     */
    public record RecordStates(long committed, long prepared, long deleted, long other, long coordinator) {}
}
