package io.jenkins.plugins.scalarbackup.backup;

/** A call to a pod's Admin service that did not succeed; the message is a sentence for the log, without the pod's name. */
public class AdminCallException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a failed call says of the pod. */
    public enum Outcome {
        /** The pod answered that it did not drain in time; by its protocol it opened its gate again. */
        DRAIN_TIMED_OUT,
        /** The same, but an earlier request of somebody else still holds the pause (reason TIMED_OUT_STILL_PAUSED). */
        STILL_PAUSED_BY_ANOTHER,
        /** The pod answered that another admin request won; the same request may be sent again. */
        LOST_RACE,
        /** The pod answered and refused: not implemented, not authorised, a wrong argument. */
        REFUSED,
        /** The request can't have reached the pod: no connection, or TLS failed. */
        UNREACHABLE,
        /** Anything else: the request may have taken effect, or still may. */
        UNKNOWN
    }

    private final Outcome outcome;

    public AdminCallException(Outcome outcome, String sentence) {
        super(Sentences.tidy(sentence));
        this.outcome = outcome;
    }

    public AdminCallException(Outcome outcome, String sentence, Throwable cause) {
        super(Sentences.tidy(sentence), cause);
        this.outcome = outcome;
    }

    /** What the failure says of the pod. */
    public Outcome outcome() {
        return outcome;
    }
}
