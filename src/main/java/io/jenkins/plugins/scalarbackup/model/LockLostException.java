package io.jenkins.plugins.scalarbackup.model;

/** A lock that this window held belongs to somebody else, or can't be proven to be ours any more. */
public final class LockLostException extends Exception {
    private static final long serialVersionUID = 1L;

    public LockLostException(String sentence) {
        super(sentence);
    }
}
