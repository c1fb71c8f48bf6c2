package io.jenkins.plugins.scalarbackup.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The locks of one cluster: objects that are changed by compare-and-set only. A failure completes with a {@link
 * ClusterException}; {@link ClusterException.Kind#CONFLICT} says that the object is not what the caller took it for.
 */
public interface Leases {
    /**
     * A lock as it stands.
     *
     * @param namespace its namespace
     * @param name its name
     * @param holder who holds it; null or empty when nobody does
     * @param durationSeconds how long a holder may go without renewing
     * @param renewals a text that is another one after each renewal ({@code renewTime}); observers compare it, nobody
     *     reads a clock out of it
     * @param annotations what the holder says of its window
     * @param version what a compare-and-set compares ({@code resourceVersion}); null before it was created
     * @param uid which object of this name it is ({@code metadata.uid}); null before it was created. A replacement must
     *     say it: an API server takes one without it for a creation when the object was deleted meanwhile
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

        /** The same without a holder, and without what that one said. */
        public Lease free() {
            return new Lease(namespace, name, null, durationSeconds, renewals, Map.of(), version, uid);
        }

        /** Whether somebody's name is on it. */
        public boolean isHeld() {
            return holder != null && !holder.isEmpty();
        }
    }

    /** The lock, if there is one. */
    CompletionStage<Optional<Lease>> get(String namespace, String name);

    /** All locks of this plugin in a namespace, whoever's they are. */
    CompletionStage<List<Lease>> list(String namespace);

    /** Creates it, unless it exists. */
    CompletionStage<Lease> create(Lease lease);

    /** Replaces it if it is still the same object ({@link Lease#uid()}) and still has {@link Lease#version()}. */
    CompletionStage<Lease> replace(Lease lease);

    /** Deletes it if it still has {@link Lease#version()}; one that is gone already is a success. */
    CompletionStage<Void> delete(Lease lease);
}
