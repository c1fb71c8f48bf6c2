package io.jenkins.plugins.scalarbackup.testkit.bank;

/** The kinds of transactions in the workload. */
public enum Kind {
    /** Moves money between two accounts of a bank. */
    WITHIN(false),
    /** Moves money from one bank to the other. */
    BETWEEN(true),
    /** Deletes an account's record and inserts it again, in the same table. */
    MOVE_WITHIN(false),
    /** Deletes an account's record in one bank and inserts it in the other. */
    MOVE_BETWEEN(true);

    private final boolean spans;

    Kind(boolean spans) {
        this.spans = spans;
    }

    /** Returns whether it writes to both databases; the others stay in one table of one database. */
    public boolean spans() {
        return spans;
    }

    public boolean moves() {
        return this == MOVE_WITHIN || this == MOVE_BETWEEN;
    }
}
