package io.jenkins.plugins.scalarbackup.backup;

/** An API server that did not do what it was asked; the message is a sentence that names verb, resource and server. */
public class ClusterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is to be made of it. */
    public enum Kind {
        /** Somebody else changed or created the object first (409, or a failed precondition). */
        CONFLICT,
        /** No right to this verb (403). */
        FORBIDDEN,
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

    public ClusterException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public ClusterException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    /** What is to be made of it. */
    public Kind kind() {
        return kind;
    }
}
