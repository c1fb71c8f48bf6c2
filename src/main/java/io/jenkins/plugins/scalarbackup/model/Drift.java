package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;
import java.util.Locale;

/**
 * One thing that is no longer what it was.
 *
 * @param kind in what way
 * @param pod the pod's name; null where it concerns no single pod
 * @param uid the pod's UID; null as above
 * @param seenAt when it was seen, by the controller's clock
 * @param seenBy by what
 * @param detail a sentence for the log
 */
public record Drift(DriftKind kind, String pod, String uid, Instant seenAt, SeenBy seenBy, String detail) {
    public Drift {
        // What comes after it has the full stop; what an API server said may end with one.
        detail = detail == null ? "" : Sentences.tidy(detail).replaceAll("(?<!\\.)\\.\\s*$", "");
    }

    /** One that concerns no single pod. */
    public Drift(DriftKind kind, Instant seenAt, SeenBy seenBy, String detail) {
        this(kind, null, null, seenAt, seenBy, detail);
    }

    /** What saw it. */
    public enum SeenBy {
        /** The pre-flight, or a comparison with an earlier snapshot. */
        BEFORE,
        /** The watch. */
        WATCH,
        /** The poll of each second. */
        POLL,
        /** The closing check. */
        CLOSE,
        /** The second snapshot. */
        AFTER;

        /** As the record writes it. */
        public String recorded() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
