package io.jenkins.plugins.scalarbackup.model;

import java.time.Instant;
import java.util.Locale;

/**
 * One change that makes a window unproven, or one thing that can't be proven not to have changed.
 *
 * @param kind the kind of change
 * @param pod the pod's name; null if it concerns no single pod
 * @param uid the pod's UID; null as above
 * @param seenAt when it was detected, by the controller's clock
 * @param seenBy what detected it
 * @param detail a sentence for the log
 */
public record Drift(DriftKind kind, String pod, String uid, Instant seenAt, SeenBy seenBy, String detail) {
    public Drift {
        // The surrounding sentence adds the full stop; the text of an API server may end with one.
        detail = detail == null ? "" : Sentences.tidy(detail).replaceAll("(?<!\\.)\\.\\s*$", "");
    }

    /** Drift that concerns no single pod. */
    public Drift(DriftKind kind, Instant seenAt, SeenBy seenBy, String detail) {
        this(kind, null, null, seenAt, seenBy, detail);
    }

    /** What detected the drift. */
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

        /** The name in the record. */
        public String recorded() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
