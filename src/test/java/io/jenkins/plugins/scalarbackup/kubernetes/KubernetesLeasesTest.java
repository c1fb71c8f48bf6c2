package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.failed;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Leases.Lease;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesLeasesTest {
    private static final Lease MINE = new Lease(
            ClusterFixture.NAMESPACE,
            "scalar-backup-ledger",
            "me",
            30,
            null,
            Map.of("scalar/build", "job#1 \"ä\""),
            null,
            null);

    private final ClusterFixture fixture = new ClusterFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Leases leases() throws Exception {
        return fixture.target(ClusterFixture.release("app")).leases();
    }

    @Test
    void changesByCompareAndSetOnly() throws Exception {
        Leases one = leases();
        Leases other = leases();
        assertTrue(now(one.get(ClusterFixture.NAMESPACE, MINE.name())).isEmpty());
        Lease created = now(one.create(MINE));
        assertEquals("me", created.holder());
        assertEquals(30, created.durationSeconds());
        assertEquals(MINE.annotations(), created.annotations());
        assertTrue(
                created.renewals().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"), created.renewals());
        String conflict = failed(Kind.CONFLICT, other.create(MINE));
        assertTrue(conflict.contains("create leases"), conflict);
        Lease renewed = now(one.replace(created));
        assertNotEquals(created.version(), renewed.version());
        assertNotEquals(created.renewals(), renewed.renewals());
        failed(Kind.CONFLICT, other.replace(created));
        failed(Kind.CONFLICT, other.delete(created));
        assertEquals(
                renewed, now(other.get(ClusterFixture.NAMESPACE, MINE.name())).orElseThrow());
        now(one.delete(renewed));
        now(one.delete(renewed));
        failed(Kind.CONFLICT, one.replace(renewed));
        assertTrue(now(one.get(ClusterFixture.NAMESPACE, MINE.name())).isEmpty(), "a deleted Lease came back");
    }

    /** A null text is missing, and not the word "null". */
    @Test
    void whatIsNullSaysNothing() throws Exception {
        Leases leases = leases();
        now(leases.create(MINE));
        fixture.cluster.faults().on("get", "leases").answer((call, lease) -> {
            ((ObjectNode) lease.path("spec")).putNull("holderIdentity").putNull("renewTime");
            ((ObjectNode) lease.at("/metadata/annotations")).putNull("scalar/build");
            return lease;
        });
        Lease seen = now(leases.get(ClusterFixture.NAMESPACE, MINE.name())).orElseThrow();
        assertFalse(seen.isHeld());
        assertEquals("", seen.renewals());
        assertEquals(Map.of("scalar/build", ""), seen.annotations());
    }

    @Test
    void canBeGivenBackWithoutBeingDeleted() throws Exception {
        Leases leases = leases();
        Lease created = now(leases.create(MINE));
        Lease free = now(leases.replace(new Lease(
                created.namespace(),
                created.name(),
                null,
                30,
                created.renewals(),
                Map.of(),
                created.version(),
                created.uid())));
        assertFalse(free.isHeld());
        assertTrue(free.annotations().isEmpty());
    }

    @Test
    void everyRenewalIsAnother() throws Exception {
        Leases leases = leases();
        Lease lease = now(leases.create(MINE));
        Set<String> renewals = new HashSet<>(Set.of(lease.renewals()));
        for (int i = 0; i < 20; i++) {
            lease = now(leases.replace(lease));
            assertTrue(renewals.add(lease.renewals()), lease.renewals());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "update", "delete"})
    void aChangeIsSentOnceWhateverBecomesOfIt(String verb) throws Exception {
        Leases leases = leases();
        Lease lease = verb.equals("create") ? MINE : now(leases.create(MINE));
        fixture.cluster.requests().clear();
        fixture.cluster.faults().on(verb, "leases").cutAnswer();
        String message = failed(
                Kind.UNAVAILABLE,
                switch (verb) {
                    case "create" -> leases.create(lease);
                    case "update" -> leases.replace(lease);
                    default -> leases.delete(lease);
                });
        assertTrue(message.contains(fixture.cluster.url()), message);
        assertEquals(1, fixture.cluster.requests().count(verb, "leases"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "create", "update", "delete"})
    void aMissingRightIsNamed(String verb) throws Exception {
        Lease lease = now(leases().create(MINE));
        List<String> others = List.of("get", "create", "update", "delete").stream()
                .filter(right -> !right.equals(verb))
                .toList();
        var account = fixture.cluster.access().account("backup").allow(others, "leases");
        Leases leases = fixture.target(ClusterFixture.release("app"), account).leases();
        String message = failed(
                Kind.FORBIDDEN,
                switch (verb) {
                    case "get" -> leases.get(lease.namespace(), lease.name());
                    case "create" -> leases.create(lease);
                    case "update" -> leases.replace(lease);
                    default -> leases.delete(lease);
                });
        assertTrue(message.contains("Grant it \"" + verb + "\" on \"leases.coordination.k8s.io\""), message);
    }

    @Test
    void areFoundByTheirLabel() throws Exception {
        Lease created = now(leases().create(MINE));
        Lease renewed = now(leases().replace(created));
        assertEquals(created.uid(), renewed.uid());
        assertEquals(List.of(renewed), now(leases().list(ClusterFixture.NAMESPACE)));
        assertEquals(List.of(), now(leases().list("elsewhere")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leases.coordination.k8s.io \"scalar-backup-ledger\" is forbidden: exceeded quota: objects, requested:"
                        + " count/leases.coordination.k8s.io=1, used: 5, limited: 5",
                "admission webhook \"policy.example\" denied the request: User \"x\" cannot have it",
                "leases.coordination.k8s.io \"scalar-backup-ledger\" is forbidden: unable to create new content in"
                        + " namespace prod because it is being terminated"
            })
    void aRefusalThatIsNoMissingRightIsToldAsTheServerSaidIt(String said) throws Exception {
        fixture.cluster.faults().on("create", "leases").forbidden(said);
        String message = failed(Kind.DENIED, leases().create(MINE));
        assertTrue(message.contains(said.substring(0, 70)), message);
        assertFalse(message.contains("Grant it"), message);
    }

    /** A proxy before the API server may use its own words for a missing right. */
    @Test
    void aMissingRightInOtherWordsIsAskedFor() throws Exception {
        var account = fixture.cluster.access().account("backup").allow(List.of("get"), "leases");
        fixture.cluster.faults().on("create", "leases").forbidden("You shall not pass.");
        failed(
                Kind.FORBIDDEN,
                fixture.target(ClusterFixture.release("app"), account).leases().create(MINE));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aChangeThatWasTurnedAwayMayBeSentAgain(int code) throws Exception {
        var fault = fixture.cluster.faults().on("create", "leases").times(1);
        if (code == 429) {
            fault.tooManyRequests(Duration.ofSeconds(7));
        } else {
            fault.unavailable(Duration.ofSeconds(7));
        }
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> leases().create(MINE).toCompletableFuture().join());
        ClusterException turnedAway = assertInstanceOf(ClusterException.class, failure.getCause());
        assertEquals(Optional.of(Duration.ofSeconds(7)), turnedAway.retryAfter());
        fixture.cluster.faults().on("create", "leases").times(1).status(503);
        failure = assertThrows(
                CompletionException.class,
                () -> leases().create(MINE).toCompletableFuture().join());
        assertEquals(Optional.empty(), ((ClusterException) failure.getCause()).retryAfter(), "it may have been done");
    }

    @Test
    void aLeaseThatCouldNotBeRenewedIsNotCreated() throws Exception {
        var account = fixture.cluster.access().account("backup").allow(List.of("get", "create", "delete"), "leases");
        failed(
                Kind.FORBIDDEN,
                fixture.target(ClusterFixture.release("app"), account).leases().create(MINE));
        assertEquals(0, fixture.cluster.requests().count("create", "leases"));
    }
}
