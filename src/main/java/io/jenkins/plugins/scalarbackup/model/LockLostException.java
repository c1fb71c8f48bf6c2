package io.jenkins.plugins.scalarbackup.model;

/** A lock that this window held is somebody else's, or can no longer be said to be ours. */
public final class LockLostException extends Exception {
    private static final long serialVersionUID = 1L;

    public LockLostException(String sentence) {
        super(sentence);
    }
}
