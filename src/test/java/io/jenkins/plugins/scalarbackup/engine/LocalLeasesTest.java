package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Leases.Lease;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LocalLeasesTest {
    private final LocalLeases all = new LocalLeases();
    private final Leases leases = all.of("https://a");
    private final Lease mine = new Lease("ns", "lock", "me", 30, null, Map.of("build", "1"), null, null);

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static void conflicts(CompletionStage<?> stage) {
        CompletionException failure = assertThrows(CompletionException.class, () -> now(stage));
        ClusterException cause = assertInstanceOf(ClusterException.class, failure.getCause());
        assertEquals(ClusterException.Kind.CONFLICT, cause.kind());
        assertTrue(cause.getMessage().contains("\"lock\""));
    }

    @Test
    void changesByCompareAndSetOnly() {
        Lease created = now(leases.create(mine));
        conflicts(leases.create(mine));
        Lease renewed = now(leases.replace(created));
        assertNotEquals(created.renewals(), renewed.renewals());
        conflicts(leases.replace(created));
        conflicts(leases.delete(created));
        assertEquals(renewed, now(leases.get("ns", "lock")).orElseThrow());
        now(leases.delete(renewed));
        now(leases.delete(renewed));
        assertTrue(now(leases.get("ns", "lock")).isEmpty());
        conflicts(leases.replace(renewed));
    }

    @Test
    void aClusterHasItsOwnLocks() {
        now(leases.create(mine));
        assertTrue(now(all.of("https://b").get("ns", "lock")).isEmpty());
        assertTrue(now(leases.get("other", "lock")).isEmpty());
        assertEquals(
                "me", now(all.of("https://a").get("ns", "lock")).orElseThrow().holder());
        assertEquals(
                Map.of("build", "1"),
                now(leases.get("ns", "lock")).orElseThrow().annotations());
    }

    @Test
    void aNamespacesLocksAreListed() {
        Lease created = now(leases.create(mine));
        now(leases.create(new Lease("other", "lock", "me", 30, null, Map.of(), null, null)));
        now(all.of("https://b").create(mine));
        assertEquals(List.of(created), now(leases.list("ns")));
        assertEquals(List.of(), now(leases.list("third")));
        assertEquals(created.uid(), now(leases.replace(created)).uid(), "it is the same object");
    }
}
