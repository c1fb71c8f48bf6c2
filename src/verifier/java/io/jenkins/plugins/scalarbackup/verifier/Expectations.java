package io.jenkins.plugins.scalarbackup.verifier;

/**
 * The newest transaction that wrote each record, according to the write sets: the record must be at least that new.
 * Uses 24 bytes per record; filled by one thread, read by many.
 */
final class Expectations {
    private static final int WORDS = 3;
    private static final int FIRST_BITS = 10;

    /**
     * A record's newest writer.
     *
     * @param transaction the transaction's fingerprint
     * @param committedAt the time of the commit, by its pod's clock
     * @param spans whether its write set lists records of several databases
     */
    record Writer(long transaction, long committedAt, boolean spans) {}

    private int bits = FIRST_BITS;
    private Longs slots = Longs.of(WORDS << FIRST_BITS);
    private long used;

    /** Returns whether the record is new here. */
    boolean put(long key, Writer writer) {
        if (used * 10 >= (1L << bits) * 7) {
            grow();
        }
        long wanted = nonZero(key);
        long slot = slot(slots, bits, wanted);
        boolean fresh = slots.get(slot) == 0;
        if (!fresh && slots.get(slot + 2) >> 1 >= writer.committedAt()) {
            return false;
        }
        slots.set(slot, wanted);
        slots.set(slot + 1, writer.transaction());
        slots.set(slot + 2, writer.committedAt() << 1 | (writer.spans() ? 1 : 0));
        used += fresh ? 1 : 0;
        return fresh;
    }

    /** Returns null if no write set lists the record. */
    Writer get(long key) {
        long wanted = nonZero(key);
        long slot = slot(slots, bits, wanted);
        if (slots.get(slot) == 0) {
            return null;
        }
        long time = slots.get(slot + 2);
        return new Writer(slots.get(slot + 1), time >> 1, (time & 1) != 0);
    }

    boolean isEmpty() {
        return used == 0;
    }

    long size() {
        return used;
    }

    private static long nonZero(long key) {
        return key == 0 ? 1 : key;
    }

    private static long slot(Longs slots, int bits, long key) {
        long mask = (1L << bits) - 1;
        long slot = key >>> (Long.SIZE - bits);
        while (true) {
            long there = slots.get(slot * WORDS);
            if (there == 0 || there == key) {
                return slot * WORDS;
            }
            slot = (slot + 1) & mask;
        }
    }

    private void grow() {
        int wider = bits + 1;
        Longs larger = Longs.of((long) WORDS << wider);
        for (long i = 0; i < 1L << bits; i++) {
            long key = slots.get(i * WORDS);
            if (key != 0) {
                long slot = slot(larger, wider, key);
                for (int word = 0; word < WORDS; word++) {
                    larger.set(slot + word, slots.get(i * WORDS + word));
                }
            }
        }
        slots = larger;
        bits = wider;
    }
}
