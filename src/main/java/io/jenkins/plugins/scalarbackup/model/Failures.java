package io.jenkins.plugins.scalarbackup.model;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The cause of a failure, without the wrappers of futures, and its text. */
public final class Failures {
    private Failures() {}

    /** The cause without the wrappers that futures put around it; null for null. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The failure's sentence for the log; for a bug, which has none, a sentence that names its class. */
    public static String sentence(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedException
                || cause instanceof ClusterException
                || cause instanceof LockLostException
                || cause instanceof AdminCallException) {
            return cause.getMessage();
        }
        return "unexpected " + Sentences.within(String.valueOf(cause))
                + " (please report this with the controller's log)";
    }
}
