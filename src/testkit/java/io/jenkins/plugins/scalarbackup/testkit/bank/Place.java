package io.jenkins.plugins.scalarbackup.testkit.bank;

import java.util.ArrayList;
import java.util.List;

/**
 * A place where an account's record is or can be.
 *
 * @param bank 1 or 2
 * @param id the record's ID
 * @param account the account; one that moves has its record at one of two places
 */
public record Place(int bank, String id, String account) {
    /** The number of accounts of each bank for transfers. */
    public static final int ACCOUNTS = 20;
    /** The number of accounts that move, within each bank and between the two. */
    public static final int MOVING = 6;

    /** Returns the place of an account that does not move. */
    public static Place fixed(int bank, String name) {
        String account = bank + "-" + name;
        return new Place(bank, account, account);
    }

    /** Returns the two places of an account that moves within a bank. */
    public static List<Place> within(int bank, int number) {
        String account = bank + "-moving-" + number;
        return List.of(new Place(bank, account + ".0", account), new Place(bank, account + ".1", account));
    }

    /** Returns the two places of an account that moves between the banks. */
    public static List<Place> between(int number) {
        String account = "moving-" + number;
        return List.of(new Place(1, account + ".0", account), new Place(2, account + ".1", account));
    }

    /** Returns the places of all accounts at the beginning. */
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

    /** Accounts, one in each bank, that the workload leaves to special transactions. */
    public enum Special {
        /** For a transaction whose client left before it was committed. */
        ABANDONED,
        /** For a committed transaction whose client left before its last record was committed. */
        UNFINISHED,
        /** For a transaction that is in flight until it is told to commit. */
        HELD;

        String account() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public Place in(int bank) {
            return fixed(bank, account());
        }
    }
}
