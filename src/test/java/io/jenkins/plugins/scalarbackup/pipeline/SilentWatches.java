package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;

/**
 * Determines whether a real API server's watches stay silent while no pod changes. Up to Kubernetes 1.30, such a watch
 * only reports what etcd's progress notification told its server: every 5 s with kubeadm, and every 10 minutes by
 * etcd's default.
 */
final class SilentWatches {
    /** Somewhat more than twice the interval of kubeadm's setting. */
    private static final Duration PATIENCE = Duration.ofSeconds(14);
    /** A cluster in which pods change all that time is not silent. */
    private static final Duration AT_MOST = Duration.ofSeconds(90);

    private static final String PODS = "/api/v1/pods?";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Boolean known;

    private enum Found {
        TELLS,
        SILENT,
        A_POD_CHANGED
    }

    private SilentWatches() {}

    /** Determined once, with Leases in this cluster's namespace. */
    static synchronized boolean areThoseOf(RealCluster cluster) throws JsonProcessingException {
        if (known == null) {
            known = askWhenNoPodChanges(cluster) == Found.SILENT;
        }
        return known;
    }

    /** Waits until no pod changes any more, neither of this test nor of earlier ones. */
    static void areStillIn(RealCluster cluster) throws JsonProcessingException {
        assertEquals(Found.SILENT, askWhenNoPodChanges(cluster));
    }

    private static Found askWhenNoPodChanges(RealCluster cluster) throws JsonProcessingException {
        long end = System.nanoTime() + AT_MOST.toNanos();
        Found found = ask(cluster);
        while (found == Found.A_POD_CHANGED && System.nanoTime() < end) {
            found = ask(cluster);
        }
        return found;
    }

    private static Found ask(RealCluster cluster) throws JsonProcessingException {
        long seen = listed(cluster);
        // Otherwise, there would be nothing newer for a bookmark to report.
        cluster.client
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withGenerateName("something-new-")
                        .endMetadata()
                        .build())
                .create();
        long wanted = listed(cluster);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            String events = cluster.client.raw(
                    PODS + "watch=true&allowWatchBookmarks=true&timeoutSeconds=3&resourceVersion=" + seen);
            for (String line : events.split("\n")) {
                JsonNode event = JSON.readTree(line);
                if (event.path("type").asText("BOOKMARK").equals("BOOKMARK")) {
                    seen = Math.max(seen, version(event.path("object")));
                } else {
                    // This makes every watch on pods report its position, no matter whose pod it was.
                    return Found.A_POD_CHANGED;
                }
            }
            if (seen >= wanted) {
                return Found.TELLS;
            }
        }
        return Found.SILENT;
    }

    private static long listed(RealCluster cluster) throws JsonProcessingException {
        return version(JSON.readTree(cluster.client.raw(PODS + "limit=1")));
    }

    private static long version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asLong();
    }
}
