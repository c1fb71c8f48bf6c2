package io.jenkins.plugins.scalarbackup.testkit.bank;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an account's record is, or can be.
 *
 * @param bank 1 or 2
 * @param id of the record
 * @param account whose record it is; one that moves has a record at one of two places
 */
public record Place(int bank, String id, String account) {
    /** Accounts of each bank for transfers. */
    public static final int ACCOUNTS = 20;
    /** Accounts that move, within each bank and between the two. */
    public static final int MOVING = 6;

    /** An account that stays where it is. */
    public static Place fixed(int bank, String name) {
        String account = bank + "-" + name;
        return new Place(bank, account, account);
    }

    /** The two places of an account that moves within a bank. */
    public static List<Place> within(int bank, int number) {
        String account = bank + "-moving-" + number;
        return List.of(new Place(bank, account + ".0", account), new Place(bank, account + ".1", account));
    }

    /** The two places of an account that moves between the banks. */
    public static List<Place> between(int number) {
        String account = "moving-" + number;
        return List.of(new Place(1, account + ".0", account), new Place(2, account + ".1", account));
    }

    /** Where all accounts are at the beginning. */
    public static List<Place> initial() {
        List<Place> places = new ArrayList<>();
        for (int bank = 1; bank <= 2; bank++) {
            for (int i = 0; i < ACCOUNTS; i++) {
                places.add(fixed(bank, "account-" + i));
            }
            for (Special special : Special.values()) {
                places.add(fixed(bank, special.account()));
            }
            for (int i = 0; i < MOVING; i++) {
                places.add(within(bank, i).get(0));
            }
        }
        for (int i = 0; i < MOVING; i++) {
            places.add(between(i).get(0));
        }
        return places;
    }

    /** Accounts, one in each bank, that the workload leaves to transactions with a fate of their own. */
    public enum Special {
        /** Of a transaction whose client went away before it was committed. */
        ABANDONED,
        /** Of a transaction that was committed, and whose client went away before its last record was. */
        UNFINISHED,
        /** Of a transaction that is in flight until it is told to commit. */
        HELD;

        String account() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public Place in(int bank) {
            return fixed(bank, account());
        }
    }
}
