package io.jenkins.plugins.scalarbackup.model;

/** A call to a pod's Admin service that did not succeed; the message is a sentence for the log, without the pod's name. */
public class AdminCallException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a failed call tells about the pod. */
    public enum Outcome {
        /** The pod answered that it did not drain in time; by its protocol it undid the Pause. */
        DRAIN_TIMED_OUT(true),
        /** The same, but an earlier request of somebody else still holds the pause (reason TIMED_OUT_STILL_PAUSED). */
        STILL_PAUSED_BY_ANOTHER(true),
        /** Somebody else's Pause is draining, and this one had no effect on the gate (reason PAUSE_IN_PROGRESS). */
        PAUSE_IN_PROGRESS(true),
        /** Somebody's Unpause came in between and opened the gate (reason GATE_OPEN). */
        OPENED_BY_ANOTHER(true),
        /** The pod answered and refused: not implemented, not authorised, a wrong argument. */
        REFUSED(true),
        /** The request can't have reached the pod: no connection, or TLS failed. */
        UNREACHABLE(true),
        /** Anything else: the request may have taken effect, or may do so later. */
        UNKNOWN(false);

        private final boolean certain;

        Outcome(boolean certain) {
            this.certain = certain;
        }

        /** Returns whether the request is known to have no effect, now or later. */
        public boolean isCertain() {
            return certain;
        }
    }

    private final Outcome outcome;
    private final boolean portClosed;

    public AdminCallException(Outcome outcome, String sentence) {
        this(outcome, sentence, null);
    }

    public AdminCallException(Outcome outcome, String sentence, Throwable cause) {
        this(outcome, false, sentence, cause);
    }

    private AdminCallException(Outcome outcome, boolean portClosed, String sentence, Throwable cause) {
        super(Sentences.tidy(sentence), cause);
        this.outcome = outcome;
        this.portClosed = portClosed;
    }

    /** A new TCP connection was refused, or closed by the other side before any data was exchanged. */
    public static AdminCallException portClosed(String sentence, Throwable cause) {
        return new AdminCallException(Outcome.UNREACHABLE, true, sentence, cause);
    }

    /** What the failure tells about the pod. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Returns whether nothing serves the port: a new connection was refused or reset. False for a timeout, an unknown
     * name, a bad certificate or a missing route.
     */
    public boolean isPortClosed() {
        return portClosed;
    }

    /** Returns whether a failure is such an exception. */
    public static boolean isPortClosed(Throwable failure) {
        return failure instanceof AdminCallException call && call.isPortClosed();
    }
}
