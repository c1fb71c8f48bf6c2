package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.WatchdogCoverage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchdogSearchTest {
    private static final String LOCK = "scalar-backup.deployment.bank";
    private static final String WATCHDOG = "scalar-backup.watchdog-dog-1";

    private final HandLoop loop = new HandLoop();
    private final FaultyLeases leases = new FaultyLeases();
    private int renewals;

    private CompletableFuture<WatchdogCoverage> search() {
        WatchdogSearch search = new WatchdogSearch(loop, "w1", Set.of());
        search.add("https://api", leases, "prod", LOCK, 3);
        return search.begin(true);
    }

    private void renews(String name, Map<String, String> says) {
        Leases.Lease stands =
                leases.leases.get("prod", name).toCompletableFuture().join().orElse(null);
        Leases.Lease next = new Leases.Lease(
                "prod",
                name,
                "scalar-backup-watchdog.dog-1/n",
                15,
                "renewed-" + ++renewals,
                says,
                stands == null ? null : stands.version(),
                stands == null ? null : stands.uid());
        (stands == null ? leases.leases.create(next) : leases.leases.replace(next))
                .toCompletableFuture()
                .join();
    }

    private static Map<String, String> reaches(String line) {
        return Map.of("scalar-backup.jenkins.io/reach-0", line);
    }

    private WatchdogCoverage after(CompletableFuture<WatchdogCoverage> sight, int seconds) {
        loop.pass(Duration.ofSeconds(seconds));
        assertTrue(sight.isDone());
        return sight.join();
    }

    @Test
    void oneThatRenewsAndReachesThePodsStands() {
        renews(WATCHDOG, Map.of());
        CompletableFuture<WatchdogCoverage> sight = search();
        loop.pass(Duration.ofSeconds(3));
        assertFalse(sight.isDone());
        renews(WATCHDOG, reaches(LOCK + " w1 3/3 -"));
        WatchdogCoverage seen = after(sight, 1);
        assertTrue(seen.stands());
        assertEquals("watchdog dog-1 in namespace \"prod\"", seen.said());
    }

    @Test
    void withoutOneItSaysSoWhenItsTimeIsUp() {
        CompletableFuture<WatchdogCoverage> sight = search();
        loop.pass(Duration.ofSeconds(7));
        assertFalse(sight.isDone());
        WatchdogCoverage seen = after(sight, 1);
        assertFalse(seen.stands());
        assertEquals("no watchdog has a Lease in namespace \"prod\"", seen.said());
    }

    @Test
    void aLeaseThatNobodyRenewsIsADeadOnes() {
        renews(WATCHDOG, reaches(LOCK + " w1 3/3 -"));
        WatchdogCoverage seen = after(search(), 20);
        assertFalse(seen.stands());
        assertEquals("watchdog dog-1 in namespace \"prod\" does not renew its Lease", seen.said());
    }

    @Test
    void podsThatItCantReachAreNamed() {
        renews(WATCHDOG, Map.of());
        CompletableFuture<WatchdogCoverage> sight = search();
        loop.pass(Duration.ofSeconds(1));
        renews(WATCHDOG, reaches(LOCK + " w1 1/3 bank-0,bank-2"));
        WatchdogCoverage seen = after(sight, 20);
        assertFalse(seen.stands());
        assertEquals("watchdog dog-1 in namespace \"prod\" can't reach bank-0, bank-2 (its log says why)", seen.said());
    }

    @Test
    void whatItSaidOfAnEarlierWindowDoesNotCount() {
        renews(WATCHDOG, Map.of());
        CompletableFuture<WatchdogCoverage> sight = search();
        loop.pass(Duration.ofSeconds(1));
        renews(WATCHDOG, reaches(LOCK + " w0 3/3 -"));
        WatchdogCoverage seen = after(sight, 20);
        assertFalse(seen.stands());
        assertEquals(
                "watchdog dog-1 in namespace \"prod\" has not said whether it reaches the pods of Lease " + LOCK,
                seen.said());
    }

    @Test
    void whatItSaidBeforeTheLeaseHadAllPodsDoesNotCount() {
        renews(WATCHDOG, Map.of());
        CompletableFuture<WatchdogCoverage> sight = search();
        loop.pass(Duration.ofSeconds(1));
        renews(WATCHDOG, reaches(LOCK + " w1 0/0 -"));
        loop.pass(Duration.ofSeconds(3));
        assertFalse(sight.isDone());
        renews(WATCHDOG, reaches(LOCK + " w1 3/3 -"));
        assertTrue(after(sight, 1).stands());
    }

    @Test
    void anotherOneThatStandsIsEnough() {
        renews(WATCHDOG, Map.of());
        renews("scalar-backup.watchdog-dog-2", Map.of());
        CompletableFuture<WatchdogCoverage> sight = search();
        loop.pass(Duration.ofSeconds(1));
        renews("scalar-backup.watchdog-dog-2", reaches(LOCK + " w1 3/3 -"));
        assertEquals("watchdog dog-2 in namespace \"prod\"", after(sight, 1).said());
    }

    @Test
    void eachNamespaceNeedsOne() {
        renews(WATCHDOG, Map.of());
        WatchdogSearch search = new WatchdogSearch(loop, "w1", Set.of());
        search.add("https://api", leases, "prod", LOCK, 3);
        search.add("https://api", new FaultyLeases(), "audit", "scalar-backup.deployment.auditor", 2);
        CompletableFuture<WatchdogCoverage> sight = search.begin(true);
        loop.pass(Duration.ofSeconds(1));
        renews(WATCHDOG, reaches(LOCK + " w1 3/3 -"));
        WatchdogCoverage seen = after(sight, 20);
        assertFalse(seen.stands());
        assertEquals("no watchdog has a Lease in namespace \"audit\"", seen.said());
    }

    @Test
    void whereLeasesCantBeListedItSaysWhyUntilTheyCan() {
        renews(WATCHDOG, Map.of());
        leases.failsToList = HandCluster.failure(ClusterException.Kind.FORBIDDEN);
        CompletableFuture<WatchdogCoverage> found = search();
        loop.pass(Duration.ofSeconds(2));
        assertFalse(found.isDone());
        leases.failsToList = null;
        loop.pass(Duration.ofSeconds(1));
        renews(WATCHDOG, reaches(LOCK + " w1 3/3 -"));
        assertTrue(after(found, 1).stands());

        leases.failsToList = HandCluster.failure(ClusterException.Kind.FORBIDDEN);
        String said = after(search(), 8).said();
        assertTrue(said.startsWith("the Leases of namespace \"prod\" can't be listed to look for one ("), said);
    }

    @Test
    void podsWithoutALeaseAreSeenByNone() {
        renews(WATCHDOG, Map.of());
        WatchdogSearch search = new WatchdogSearch(loop, "w1", Set.of("audit"));
        search.add("https://api", leases, "prod", LOCK, 3);
        WatchdogCoverage seen = after(search.begin(true), 0);
        assertFalse(seen.stands());
        assertEquals(
                "without the right to Leases in namespace \"audit\" (docs/rbac.yaml), no watchdog can see the pods there",
                seen.said());
        assertEquals("audit", search.uncoveredNamespace());
    }

    @Test
    void whereNoneIsRequiredNobodyWaitsForOneThatIsNotThere() {
        WatchdogSearch search = new WatchdogSearch(loop, "w1", Set.of());
        search.add("https://api", leases, "prod", LOCK, 3);
        WatchdogCoverage seen = after(search.begin(false), 0);
        assertFalse(seen.stands());
        assertEquals("no watchdog has a Lease in namespace \"prod\"", seen.said());
    }
}
