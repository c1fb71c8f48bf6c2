package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The locks of one cluster: objects that are changed by compare-and-set only. A failure completes with a
 * {@link ClusterException}; {@link ClusterException.Kind#CONFLICT} means that the object is not what the caller expected.
 */
public interface Leases {
    /**
     * A lock's state.
     *
     * @param namespace its namespace
     * @param name its name
     * @param holder the holder; null or empty if nobody holds it
     * @param durationSeconds how long a holder may go without renewing
     * @param renewals a text that changes with each renewal ({@code renewTime}); it is compared, and never interpreted as a
     *     time
     * @param annotations the holder's data about its window
     * @param version the version for compare-and-set ({@code resourceVersion}); null before it was created
     * @param uid identifies the object ({@code metadata.uid}); null before it was created. A replacement must contain it:
     *     without it, an API server creates the object if it was deleted meanwhile
     */
    record Lease(
            String namespace,
            String name,
            String holder,
            int durationSeconds,
            String renewals,
            Map<String, String> annotations,
            String version,
            String uid) {
        public Lease {
            annotations = Map.copyOf(annotations);
        }

        /** The lock without holder and annotations. */
        public Lease released() {
            return new Lease(namespace, name, null, durationSeconds, renewals, Map.of(), version, uid);
        }

        /** Returns whether it has a holder. */
        public boolean isHeld() {
            return holder != null && !holder.isEmpty();
        }
    }

    /** The lock, if it exists. */
    CompletionStage<Optional<Lease>> get(String namespace, String name);

    /** All locks of this plugin in a namespace, of any controller. */
    CompletionStage<List<Lease>> list(String namespace);

    /** Creates it, unless it exists. */
    CompletionStage<Lease> create(Lease lease);

    /** Replaces it if it is still the same object ({@link Lease#uid()}) and still has {@link Lease#version()}. */
    CompletionStage<Lease> replace(Lease lease);

    /** Deletes it if it still has {@link Lease#version()}; succeeds if it is already gone. */
    CompletionStage<Void> delete(Lease lease);
}
