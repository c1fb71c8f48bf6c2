package io.jenkins.plugins.scalarbackup.model;

/**
 * Why a window is not opened, or a request not carried out: one sentence or two for the person who reads the log, naming
 * what is wrong, where, and what would be right. Nothing was paused because of it.
 */
public class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String sentence) {
        super(Sentences.tidy(sentence));
    }

    public RefusedException(String sentence, Throwable cause) {
        super(Sentences.tidy(sentence), cause);
    }
}
