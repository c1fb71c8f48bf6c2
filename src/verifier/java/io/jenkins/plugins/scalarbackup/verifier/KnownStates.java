package io.jenkins.plugins.scalarbackup.verifier;

/**
 * The coordinator's state of each transaction, found as ScalarDB finds it: for a member of a group, from the group's
 * row if that lists it, otherwise from its own row. Uses eight bytes per transaction; filled by one thread, read by
 * many.
 */
final class KnownStates {
    /** The row of the group, which has precedence over the transaction's own row. */
    private static final long BY_GROUP = 4;

    private static final long STATE = 3;
    private static final long FLAGS = STATE | BY_GROUP;
    private static final int FIRST_BITS = 12;

    /** The state in a row. */
    enum State {
        /** There is no row. */
        UNKNOWN,
        COMMITTED,
        ABORTED,
        /** Neither, which no transaction's row should have. */
        OTHER;

        static State of(int code) {
            return code == 3 ? COMMITTED : code == 4 ? ABORTED : OTHER;
        }
    }

    private static final State[] STATES = State.values();

    private int bits = FIRST_BITS;
    private Longs slots = Longs.of(1L << FIRST_BITS);
    private long used;

    void put(long fingerprint, State state, boolean byGroup) {
        if (used * 10 >= (1L << bits) * 7) {
            grow();
        }
        long slot = slot(slots, bits, fingerprint);
        long there = slots.get(slot);
        if (there == 0) {
            used++;
        } else if (!byGroup || (there & BY_GROUP) != 0) {
            return;
        }
        slots.set(slot, (fingerprint & ~FLAGS) | state.ordinal() | (byGroup ? BY_GROUP : 0));
    }

    State get(long fingerprint) {
        return STATES[(int) (slots.get(slot(slots, bits, fingerprint)) & STATE)];
    }

    /** Returns the slot that has it, or where it belongs. */
    private static long slot(Longs slots, int bits, long fingerprint) {
        long mask = (1L << bits) - 1;
        long slot = fingerprint >>> (Long.SIZE - bits);
        while (true) {
            long there = slots.get(slot);
            if (there == 0 || ((there ^ fingerprint) & ~FLAGS) == 0) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private void grow() {
        int wider = bits + 1;
        Longs larger = Longs.of(1L << wider);
        for (long i = 0; i < 1L << bits; i++) {
            long there = slots.get(i);
            if (there != 0) {
                larger.set(slot(larger, wider, there), there);
            }
        }
        slots = larger;
        bits = wider;
    }

    long size() {
        return used;
    }
}
