package io.jenkins.plugins.scalarbackup.testkit.bank;

/**
 * A record of a bank: an account, or an entry, which is one half of a transaction.
 *
 * @param bank 1 or 2
 * @param account whose record it is, or which account the half was booked on
 * @param amount an account's balance; what an entry has changed it by
 * @param sequence how many halves the account had seen then
 * @param writer the ID of the transaction that wrote the record last; empty at the beginning
 */
public record BankRow(int bank, String id, String account, int amount, long sequence, String writer) {
    /** The table of each bank. */
    public static final String TABLE = "records";
    /** What each account holds at the beginning. */
    public static final int BALANCE = 10_000;

    private static final String ENTRY = "entry/";

    /** The bank's namespace in ScalarDB, its schema or database in the database. */
    public static String namespace(int bank) {
        return "bank" + bank;
    }

    /** The ID of a half's record. */
    public static String entry(String transaction, int half) {
        return ENTRY + transaction + "/" + half;
    }

    boolean isEntry() {
        return id.startsWith(ENTRY);
    }

    /** Of an entry: 0 or 1. */
    int half() {
        return id.charAt(id.length() - 1) - '0';
    }
}
