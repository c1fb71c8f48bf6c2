package io.jenkins.plugins.scalarbackup.model;

/**
 * A window was not opened, or a request not carried out. The message is one or two sentences for the reader of the log that
 * name what is wrong, where, and how to fix it. Nothing stays paused because of it.
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
