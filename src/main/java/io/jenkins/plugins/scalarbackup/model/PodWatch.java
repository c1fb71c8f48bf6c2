package io.jenkins.plugins.scalarbackup.model;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A watch on a target's pods. One that is cut goes on by itself from the last resource version it saw. */
public interface PodWatch extends AutoCloseable {
    /** Hears of the pods, from any thread but one call at a time. */
    interface Listener {
        /** A pod as it is now: new, or changed. */
        void seen(Pod pod);

        /** A pod that is gone, as it was last. */
        void gone(Pod pod);

        /** All that happened up to a resource version has been told: after each event, and by bookmarks. */
        default void reached(String resourceVersion) {
            // who keeps no position needs none
        }

        /**
         * The watch can't go on from where it was (410 Gone, forbidden), so what happened since is not known.
         *
         * @param reason a sentence for the log
         */
        void lost(String reason);
    }

    /**
     * Completes once every change up to a resource version has been told to the listener: an event or a bookmark that is
     * at least as new has come ({@link WatchProgress}). To get one soon, short requests are made, one after the other, each
     * with a new list before it, which makes newer API servers look how far they are. Completes with a {@link
     * ClusterException} when none came within the time.
     */
    CompletionStage<Void> reach(String resourceVersion, Duration within);

    /** The last resource version that was seen, for the journal. */
    String resourceVersion();

    /** Ends it. The listener hears no more. */
    @Override
    void close();
}
