package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests {@code scalarUnpause(release: …)} on pods that something else left paused. */
class RescueTest {
    private static final Duration LITTLE = Duration.ofMillis(10);
    private static final String LEASE = "scalar-backup.deployment.bank";

    private final HandLoop loop = new HandLoop();
    private final List<String> log = new ArrayList<>();
    private final HandCluster cluster = new HandCluster(loop, "bank-0", "bank-1");
    private final HandPod bank0 = cluster.of("bank-0");
    private final HandPod bank1 = cluster.of("bank-1");
    private final LocalLeases local = new LocalLeases();
    private final Holder dead = new Holder("other", "1", "w1", "backup #7");
    private final List<String> victims = new ArrayList<>();
    private Set<String> journalled = Set.of();
    private Rescue rescue;
    private CompletableFuture<List<String>> rescued;

    private void paused(HandPod... pods) {
        for (HandPod pod : pods) {
            pod.paused = true;
        }
    }

    private void rescue(boolean force) {
        WindowContext surroundings = new WindowContext(loop, new HandJournal(), log::add, local::of);
        rescue = new Rescue(
                new Holder("jenkins", "1", "rescue-1", "mending #2"),
                force,
                List.of(cluster),
                surroundings,
                victims::add,
                () -> CompletableFuture.completedFuture(journalled));
        rescued = rescue.run().toCompletableFuture();
        loop.pass(LITTLE);
    }

    private void seconds(int seconds) {
        loop.pass(Duration.ofSeconds(seconds));
    }

    private String refusal() {
        return rescued.handle((names, failure) -> {
                    assertTrue(Failures.cause(failure) instanceof RefusedException, String.valueOf(failure));
                    return Failures.cause(failure).getMessage();
                })
                .getNow("nothing came of it yet");
    }

    private void said(String part) {
        assertEquals(1, log.stream().filter(line -> line.contains(part)).count(), part + " in " + log);
    }

    private Map<String, String> claims() {
        return Holder.withPause(
                LeaseAnnotations.contents(
                        dead, cluster.target(), cluster.snapshot().livePods(), HandWorld.draining(20)),
                loop.now(),
                Duration.ofSeconds(60));
    }

    private void holds(String holder, Map<String, String> says) {
        Optional<Leases.Lease> now = stands();
        Leases.Lease lease = new Leases.Lease(
                "prod",
                LEASE,
                holder,
                30,
                null,
                says,
                now.map(Leases.Lease::version).orElse(null),
                now.map(Leases.Lease::uid).orElse(null));
        if (now.isEmpty()) {
            cluster.leases.leases.create(lease);
        } else {
            cluster.leases.leases.replace(lease);
        }
    }

    private Optional<Leases.Lease> stands() {
        return cluster.leases.stands();
    }

    private Optional<Leases.Lease> inController() {
        return local.of(HandCluster.URL)
                .get("prod", LEASE)
                .toCompletableFuture()
                .join();
    }

    private void allIsGivenBack() {
        assertEquals(Optional.empty(), stands());
        assertEquals(Optional.empty(), inController());
        assertEquals(0, bank0.open() + bank1.open(), "connections");
        assertEquals(1, cluster.closed);
        int asked = cluster.leases.asked.size();
        seconds(60);
        assertEquals(asked, cluster.leases.asked.size(), "Leases are kept no longer");
    }

    @Test
    void aDeadHoldersPodsAreOpenedWhenItsLeaseHasRunOut() {
        paused(bank0);
        holds("other/1", claims());
        rescue(false);
        seconds(29);
        assertFalse(rescued.isDone());
        assertEquals(List.of(), bank0.told);
        assertTrue(log.get(0).contains("backup #7 (window w1) on controller other"), log.toString());
        seconds(3);
        assertEquals(List.of("bank-0"), rescued.getNow(null));
        assertFalse(bank0.paused);
        assertEquals(0, bank1.count("unpause"), "it was open");
        assertEquals(List.of(), victims);
        allIsGivenBack();
    }

    @Test
    void aLivingHoldersPodsAreRefusedAtOnce() {
        paused(bank0, bank1);
        holds("other/1", claims());
        rescue(false);
        seconds(3);
        holds("other/1", claims());
        seconds(2);
        assertTrue(refusal().contains("backup #7 (window w1) on controller other holds"), refusal());
        assertTrue(refusal().contains("Nothing was unpaused; force: true"), refusal());
        assertEquals(List.of(), bank0.told);
        assertEquals("other/1", stands().orElseThrow().holder());
        assertEquals(Optional.empty(), inController());
        assertEquals(1, cluster.closed);
    }

    @Test
    void aPersonMayForceItAndTheWindowHearsOfItWhenItsPodsAreOpen() {
        paused(bank0, bank1);
        holds("other/1", claims());
        bank1.silent = true;
        rescue(true);
        assertFalse(bank0.paused);
        assertEquals(List.of(), victims);
        assertEquals("jenkins/1", stands().orElseThrow().holder());
        assertEquals(2, PodClaim.active(stands().orElseThrow()).size(), "what it may leave paused stays claimed");
        seconds(7);
        bank1.silent = false;
        seconds(20);
        assertTrue(bank1.paused, "a pod that does not say whether it is paused is not waited for");
        assertTrue(refusal().startsWith("Not every pod could be opened: pod bank-1: "), refusal());
        assertEquals(List.of("w1"), victims);
    }

    @Test
    void aForcedRescueAnswersWhatItOpened() {
        paused(bank0, bank1);
        holds("other/1", claims());
        rescue(true);
        assertEquals(List.of("bank-0", "bank-1"), rescued.getNow(null));
        assertEquals(List.of("w1"), victims);
        allIsGivenBack();
    }

    @Test
    void whatNobodyClaimsIsNamedAndLeftAlone() {
        paused(bank0, bank1);
        rescue(false);
        assertTrue(
                refusal().startsWith("Still paused: pod bank-0 in namespace prod, pod bank-1 in namespace prod. "),
                refusal());
        assertTrue(refusal().contains("claims these pods") && refusal().contains("force: true."), refusal());
        assertFalse(refusal().contains("Opened"), refusal());
        assertTrue(bank0.paused && bank1.paused);
        assertEquals(0, bank0.count("unpause") + bank1.count("unpause"));
        allIsGivenBack();
    }

    @Test
    void whatTheJournalClaimsIsOpenedAndTheRestIsNamed() {
        paused(bank0, bank1);
        journalled = Set.of("bank-1-uid");
        rescue(false);
        assertTrue(refusal().startsWith("Still paused: pod bank-0 in namespace prod. "), refusal());
        assertTrue(refusal().contains("claims this pod,"), refusal());
        assertTrue(refusal().endsWith(" Opened: bank-1."), refusal());
        assertTrue(bank0.paused);
        assertFalse(bank1.paused);
    }

    @Test
    void aPodThatStaysPausedIsTriedForTwoMinutesAndThenNamed() {
        paused(bank0);
        journalled = Set.of("bank-0-uid");
        bank0.deaf = 1_000;
        rescue(false);
        seconds(119);
        assertFalse(rescued.isDone());
        assertNotEquals(Optional.empty(), stands(), "the Lease is kept as long as it goes on");
        seconds(1);
        assertTrue(
                refusal().contains("pod bank-0: still paused after 120 s (still paused after an acknowledged Unpause)"),
                refusal());
        long tries = bank0.count("unpause");
        seconds(60);
        assertEquals(tries, bank0.count("unpause"), "it is over");
    }

    @Test
    void aPodThatTakesItsTimeIsOpenedAndItsLeaseIsRenewedMeanwhile() {
        paused(bank0);
        holds("other/1", claims());
        bank0.deaf = 8;
        rescue(true);
        String before = stands().orElseThrow().renewals();
        seconds(11);
        assertNotEquals(before, stands().orElseThrow().renewals());
        seconds(30);
        assertEquals(List.of("bank-0"), rescued.getNow(null));
        allIsGivenBack();
    }

    @Test
    void aLockThatSomebodyElseForcesMeanwhileIsLeftToThatOne() {
        paused(bank0, bank1);
        holds("other/1", claims());
        bank0.deaf = 1_000;
        rescue(true);
        assertFalse(bank1.paused);
        holds("third/1", Map.of(Holder.WINDOW, "rescue-3", Holder.BUILD, "mending #3"));
        seconds(12);
        long tries = bank0.count("unpause");
        seconds(30);
        assertTrue(bank0.count("unpause") - tries <= 1, "the one that was under way");
        assertTrue(
                refusal().contains("mending #3 (window rescue-3) on controller third, so it is left to that one"),
                refusal());
        assertEquals("third/1", stands().orElseThrow().holder());
    }

    @Test
    void whatCanNotBeSaidOfTheLocksIsNoReasonToOpenUnasked() {
        paused(bank0);
        journalled = Set.of("bank-0-uid");
        bank0.deaf = 3;
        rescue(false);
        cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE);
        seconds(30);
        assertFalse(bank0.paused, "the lock is trusted for 25 s");

        paused(bank1);
        cluster.leases.failsToChange = null;
        journalled = Set.of("bank-1-uid");
        bank1.deaf = 12;
        rescue(false);
        cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE);
        seconds(26);
        long tries = bank1.count("unpause");
        assertTrue(tries > 5, tries + " tries");
        seconds(30);
        assertEquals(tries, bank1.count("unpause"));
        assertFalse(rescued.isDone());
        cluster.leases.failsToChange = null;
        seconds(60);
        assertEquals(List.of("bank-1"), rescued.getNow(null));
    }

    @Test
    void aClaimOnAPodThatIsGoneEndsAndOneOnAnotherTargetsPodStays() {
        HandPod elsewhere = cluster.add("other-0");
        Map<String, String> says = new TreeMap<>(claims());
        cluster.pods.remove("bank-1");
        paused(bank0);
        holds("other/1", says);
        cluster.unlisted.add("other-0");
        rescue(true);
        assertEquals(List.of("bank-0"), rescued.getNow(null));
        said("also claims pod other-0 for window w1, and is left as it is for that.");
        assertEquals(0, elsewhere.told.size());
        assertTrue(
                PodClaim.active(stands().orElseThrow()).stream()
                        .anyMatch(claim -> claim.pod().equals("other-0")),
                "it runs out, and whoever comes next finds the claim");
        assertEquals(Optional.empty(), inController());
    }

    @Test
    void aClaimOnAPodThatIsGoneKeepsNoLease() {
        paused(bank0);
        holds("other/1", claims());
        bank1.shown = HandCluster.pod("bank-1", "its-successor", "10.0.0.9");
        rescue(true);
        assertEquals(List.of("bank-0"), rescued.getNow(null));
        assertEquals(List.of(), log);
        allIsGivenBack();
    }

    @Test
    void whatADeadHolderDoesNotClaimIsNobodysToOpen() {
        Map<String, String> says = claims();
        WorkloadLock lease = new WorkloadLock(loop, HandCluster.BANK, cluster.leases, local.of("x"), dead, log::add);
        lease.annotations().set(says);
        lease.annotations().disclaim(Set.of("bank-1-uid"));
        lease.reclaim(LockRecovery.Purpose.CONTINUE_WINDOW);
        loop.pass(LITTLE);
        paused(bank0, bank1);
        rescue(false);
        seconds(32);
        assertFalse(bank0.paused);
        assertEquals(0, bank1.count("unpause"));
        assertTrue(refusal().startsWith("Still paused: pod bank-1 in namespace prod. "), refusal());
    }

    @Test
    void withoutAPodOrAClusterThatAnswersItSaysSo() {
        cluster.pods.clear();
        rescue(false);
        assertTrue(refusal().contains("No pod of release \"bank\" in namespace \"prod\" is there"), refusal());
        assertEquals(1, cluster.closed);

        cluster.fails.put("resolve", HandCluster.failure(Kind.UNAUTHORIZED));
        rescue(false);
        assertEquals("The API server says UNAUTHORIZED.", refusal());
        cluster.fails.put("resolve", new IllegalStateException("a bug"));
        rescue(false);
        assertTrue(refusal().contains("unexpected java.lang.IllegalStateException: a bug"), refusal());
    }

    @Test
    void anUnreachablePodIsNamedAndTheOthersAreOpened() {
        paused(bank0, bank1);
        journalled = Set.of("bank-0-uid", "bank-1-uid");
        bank0.unreachable = true;
        rescue(false);
        assertEquals("Not every pod could be opened: pod bank-0: the pod says UNREACHABLE.", refusal());
        assertFalse(bank1.paused);
    }

    @Test
    void howPodsAreReachedIsSettledOnceWhereNobodySaidIt() {
        cluster.access = Access.AUTO;
        paused(bank0, bank1);
        rescue(true);
        assertEquals(List.of("bank-0", "bank-1"), rescued.getNow(null));
        assertEquals(1, cluster.asked.stream().filter("settle"::equals).count());

        cluster.access = Access.POD_IP;
        rescue(true);
        assertEquals(1, cluster.asked.stream().filter("settle"::equals).count());
    }

    @Test
    void oneThatIsStoppedWaitsNoLongerAndOpensNothing() {
        paused(bank0);
        holds("other/1", claims());
        rescue(false);
        seconds(5);
        rescue.cancel();
        seconds(2);
        assertTrue(refusal().startsWith("Stopped while looking at Lease prod/"), refusal());
        assertTrue(bank0.paused);
        assertEquals("other/1", stands().orElseThrow().holder());
        assertEquals(Optional.empty(), inController());
    }

    @Test
    void withoutLeaseRightsOnlyTheLocalLockIsAsked() {
        cluster.leases.failsToGet = HandCluster.failure(Kind.FORBIDDEN);
        paused(bank0);
        journalled = Set.of("bank-0-uid");
        rescue(false);
        assertEquals(List.of("bank-0"), rescued.getNow(null));
        assertEquals(Optional.empty(), inController());
    }

    @Test
    void twoTargetsOfOneWorkloadTakeItsLockOnce() {
        paused(bank0);
        HandCluster again = new HandCluster(loop);
        again.pods.putAll(cluster.pods);
        again.leases = cluster.leases;
        WindowContext surroundings = new WindowContext(loop, new HandJournal(), log::add, local::of);
        rescued = new Rescue(
                        new Holder("jenkins", "1", "rescue-1", "mending #2"),
                        true,
                        List.of(cluster, again),
                        surroundings,
                        victims::add,
                        () -> CompletableFuture.completedFuture(Set.of()))
                .run()
                .toCompletableFuture();
        loop.pass(LITTLE);
        assertEquals(List.of("bank-0"), rescued.getNow(null));
        assertEquals(1, cluster.leases.asked.stream().filter("create"::equals).count());
        assertEquals(1, again.closed);
        allIsGivenBack();
    }
}
