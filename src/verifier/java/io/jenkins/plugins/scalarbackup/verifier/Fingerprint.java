package io.jenkins.plugins.scalarbackup.verifier;

/**
 * A 64-bit hash of a transaction's ID or a record's key. Among a hundred million, two are equal in one of some thousand
 * databases; so before a fault is reported because of one, the database is read again.
 */
final class Fingerprint {
    private static final long START = 0x243F6A8885A308D3L;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private long state;

    Fingerprint() {
        this(START);
    }

    /**
     * @param state the state of another fingerprint, to continue from
     */
    Fingerprint(long state) {
        this.state = state;
    }

    long state() {
        return state;
    }

    static long of(String text) {
        return new Fingerprint().add(text).value();
    }

    /** Returns the fingerprint of a member of a group: the same as of {@code parent$child}. */
    static long of(String parent, String child) {
        return new Fingerprint().add(parent).add(GroupIds.DELIMITER).add(child).value();
    }

    Fingerprint add(String text) {
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i));
        }
        return this;
    }

    Fingerprint add(byte[] bytes) {
        for (byte b : bytes) {
            add(b);
        }
        return this;
    }

    Fingerprint add(long word) {
        long mixed = (state ^ word) * FACTOR;
        state = mixed ^ (mixed >>> 32);
        return this;
    }

    long value() {
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
