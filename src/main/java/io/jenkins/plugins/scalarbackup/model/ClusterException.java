package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.Optional;

/** A request that the API server did not carry out. The message is a sentence that names verb, resource and server. */
public class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        /** Somebody else changed or created the object first (409, or a failed precondition). */
        CONFLICT,
        /** No right to this verb (403). */
        FORBIDDEN,
        /** Refused although the right exists, for example by a quota or an admission webhook (403). */
        DENIED,
        /** The credential is not accepted (401). */
        UNAUTHORIZED,
        /** There is no such object, namespace or resource (404). */
        NOT_FOUND,
        /** The server was not reached, or answered 429 or 5xx to every try; its state is unknown. */
        UNAVAILABLE,
        /** The server answered something else (another 4xx, or something that can't be parsed). */
        INVALID
    }

    private final Kind kind;
    private final Duration retryAfter;

    public ClusterException(Kind kind, String sentence) {
        this(kind, sentence, null);
    }

    public ClusterException(Kind kind, String sentence, Throwable cause) {
        this(kind, sentence, cause, null);
    }

    /**
     * A request that may have been rejected unprocessed (429, or 503 with {@code Retry-After}).
     *
     * @param retryAfter how long the server asks to wait before the next try; null if the request may have been processed
     */
    public ClusterException(Kind kind, String sentence, Throwable cause, Duration retryAfter) {
        super(Sentences.tidy(sentence), cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** The kind of failure. */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns how long to wait before a request that was not processed is repeated; even a change may be. Empty if it
     * may have been processed.
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
