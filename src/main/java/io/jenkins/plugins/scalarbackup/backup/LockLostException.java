package io.jenkins.plugins.scalarbackup.backup;

/** A lock that this window held is somebody else's, or can no longer be said to be ours. */
final class LockLostException extends Exception {
    private static final long serialVersionUID = 1L;

    LockLostException(String sentence) {
        super(sentence);
    }
}
