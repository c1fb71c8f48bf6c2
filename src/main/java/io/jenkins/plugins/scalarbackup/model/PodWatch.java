package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A watch on a target's pods. If its connection breaks, it resumes from the last resource version seen. */
public interface PodWatch extends AutoCloseable {
    /** Notified of the pods' changes, from any thread, one call at a time. */
    interface Listener {
        /** A pod as it is now: new, or changed. */
        void seen(Pod pod);

        /** A pod that is gone, in its last known state. */
        void gone(Pod pod);

        /** All changes up to a resource version have been reported. Called after each event and for bookmarks. */
        default void reached(String resourceVersion) {
            // Optional: not every listener needs the position.
        }

        /**
         * The watch can't resume from its last resource version (410 Gone, forbidden), so changes since then are unknown.
         *
         * @param reason a sentence for the log
         */
        void lost(String reason);
    }

    /**
     * Completes once every change up to a resource version has been reported to the listener: an event or a bookmark that
     * is at least as new has arrived ({@link WatchProgress}). To get one soon, it sends short requests in sequence, each
     * after a new list, which makes newer API servers check their own progress. Fails with a {@link ClusterException} if
     * none arrived in time.
     */
    CompletionStage<Void> reach(String resourceVersion, Duration within);

    /** The last resource version seen, for the journal. */
    String resourceVersion();

    /** Ends the watch. The listener is not called any more. */
    @Override
    void close();
}
