package io.jenkins.plugins.scalarbackup.testkit.bank;

/**
 * A record of a bank: an account, or an entry, which is one half of a transaction.
 *
 * @param bank 1 or 2
 * @param account the account, or the account on which the half was booked
 * @param amount an account's balance, or the change by an entry
 * @param sequence the number of halves booked on the account by then
 * @param writer the ID of the transaction that wrote the record last; empty at the beginning
 */
public record BankRow(int bank, String id, String account, int amount, long sequence, String writer) {
    /** The name of each bank's table. */
    public static final String TABLE = "records";
    /** The balance of each account at the beginning. */
    public static final int BALANCE = 10_000;

    private static final String ENTRY = "entry/";

    /** Returns the bank's namespace in ScalarDB, which is its schema or database in the database. */
    public static String namespace(int bank) {
        return "bank" + bank;
    }

    /** Returns the ID of a half's record. */
    public static String entry(String transaction, int half) {
        return ENTRY + transaction + "/" + half;
    }

    boolean isEntry() {
        return id.startsWith(ENTRY);
    }

    /** Returns 0 or 1 for an entry. */
    int half() {
        return id.charAt(id.length() - 1) - '0';
    }
}
