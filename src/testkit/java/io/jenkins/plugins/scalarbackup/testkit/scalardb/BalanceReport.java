package io.jenkins.plugins.scalarbackup.testkit.scalardb;

import java.util.List;

/**
 * What a pair of databases holds, and whether that can be the state of the two banks at any one time.
 *
 * @param expectedTotal the money there was at the beginning, and at any time since
 * @param reading what ScalarDB read after its own recovery
 * @param before the records' states in the databases before recovery: PREPARED alone is legal here
 * @param after the same after recovery
 */
public record BalanceReport(
        long expectedTotal, BankOperations.Reading reading, RecordStates before, RecordStates after) {

    /** Records that ScalarDB's recovery left neither committed nor rolled back. */
    public long halfWritten() {
        return Math.max(reading.unsettled(), after.prepared() + after.deleted() + after.other());
    }

    /** The transfers that both banks have seen; that of the first bank when they disagree. */
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

    /** One line for people. */
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
     * The {@code tx_state} of accounts as the databases hold it.
     *
     * @param coordinator the coordinator's records
     */
    public record RecordStates(long committed, long prepared, long deleted, long other, long coordinator) {}
}
