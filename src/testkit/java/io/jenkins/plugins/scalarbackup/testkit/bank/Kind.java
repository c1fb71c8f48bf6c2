package io.jenkins.plugins.scalarbackup.testkit.bank;

/** What a transaction of the workload does. */
public enum Kind {
    /** Money from one account of a bank to another. */
    WITHIN(false),
    /** Money from one bank to the other. */
    BETWEEN(true),
    /** Deletes an account's record and inserts it again, in the same table. */
    MOVE_WITHIN(false),
    /** Deletes an account's record in one bank and inserts it in the other. */
    MOVE_BETWEEN(true);

    private final boolean spans;

    Kind(boolean spans) {
        this.spans = spans;
    }

    /** Writes to both databases; the others stay in one table of one. */
    public boolean spans() {
        return spans;
    }

    public boolean moves() {
        return this == MOVE_WITHIN || this == MOVE_BETWEEN;
    }
}
