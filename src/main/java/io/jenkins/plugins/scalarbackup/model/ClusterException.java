package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.Optional;

/** An API server that did not do what it was asked; the message is a sentence that names verb, resource and server. */
public class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is to be made of it. */
    public enum Kind {
        /** Somebody else changed or created the object first (409, or a failed precondition). */
        CONFLICT,
        /** No right to this verb (403). */
        FORBIDDEN,
        /** Refused though the right is there: by a quota or an admission webhook (403), say. */
        DENIED,
        /** The credential is not accepted (401). */
        UNAUTHORIZED,
        /** There is no such object, namespace or resource (404). */
        NOT_FOUND,
        /** The server was not reached, or answered 429 or 5xx more often than was tried; its state is not known. */
        UNAVAILABLE,
        /** The server answered something else (another 4xx, or what can't be understood). */
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
     * A request that was turned away at the door (429, or 503 with {@code Retry-After}): nothing of it was done.
     *
     * @param retryAfter when the server asks to be asked again; null where the request may have been done
     */
    public ClusterException(Kind kind, String sentence, Throwable cause, Duration retryAfter) {
        super(Sentences.tidy(sentence), cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** What is to be made of it. */
    public Kind kind() {
        return kind;
    }

    /** When to ask again, of a request that was not processed, so that even a change may be sent once more. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
