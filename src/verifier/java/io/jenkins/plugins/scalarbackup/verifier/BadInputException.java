package io.jenkins.plugins.scalarbackup.verifier;

/** Something that was given is not as it should be. The message is one sentence for whoever gave it. */
final class BadInputException extends Exception {
    private static final long serialVersionUID = 1L;

    BadInputException(String sentence) {
        super(sentence);
    }
}
