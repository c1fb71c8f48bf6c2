package io.jenkins.plugins.scalarbackup.verifier;

/** Signals invalid input. The message is one sentence for the person who provided it. */
final class BadInputException extends Exception {
    private static final long serialVersionUID = 1L;

    BadInputException(String sentence) {
        super(sentence);
    }
}
