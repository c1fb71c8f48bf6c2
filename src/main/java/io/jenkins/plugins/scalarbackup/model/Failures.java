package io.jenkins.plugins.scalarbackup.model;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What failed, taken out of what futures wrap around it, and in words. */
public final class Failures {
    private Failures() {}

    /** What really failed, without the wrappers that futures put around it; null of null. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** A failure's sentence for the log; a bug's, which has none, names its class. */
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
