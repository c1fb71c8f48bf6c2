package io.jenkins.plugins.scalarbackup.admin;

import io.grpc.Status;
import java.time.Duration;

/** Formats parts of error messages. */
final class ErrorText {
    /** Maximum length in characters: a status can contain a whole page of an HTTP proxy. */
    private static final int LONGEST = 300;

    private ErrorText() {}

    /** Formats a duration as pipeline authors write it: {@code 85 s}, {@code 1.5 s}. */
    static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
    }

    /**
     * Formats the status sent by the other side, or else by gRPC: {@code (UNAVAILABLE: the server is paused)}, after a
     * blank.
     */
    static String statusText(Status status) {
        StringBuilder said = new StringBuilder(status.getCode().name());
        if (status.getDescription() != null) {
            said.append(": ").append(status.getDescription());
        }
        Throwable root = status.getCause();
        while (root != null && root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root != null && root.getMessage() != null) {
            said.append(": ").append(root.getMessage());
        }
        return " (" + oneLine(said.toString()) + ")";
    }

    static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Returns the first throwable of a type in a chain of causes; null if there is none. */
    static <T extends Throwable> T find(Throwable thrown, Class<T> type) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 50; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
