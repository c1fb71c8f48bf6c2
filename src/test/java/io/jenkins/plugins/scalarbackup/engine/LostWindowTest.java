package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.engine.LostWindow.Outcome;
import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.Leases;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodClaim;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Tests a window of which only its Lease is left. */
class LostWindowTest {
    private static final Duration LITTLE = Duration.ofMillis(10);
    private static final Instant SINCE = Instant.parse("2026-01-31T01:00:00Z");
    private static final String LEASE = "scalar-backup.deployment.bank";

    private final HandLoop loop = new HandLoop();
    private final List<String> log = new ArrayList<>();
    private final HandCluster cluster = new HandCluster(loop, "bank-0", "bank-1");
    private final HandPod bank0 = cluster.of("bank-0");
    private final HandPod bank1 = cluster.of("bank-1");
    private final Leases local = new LocalLeases().of(HandCluster.URL);
    private final Holder forgotten = new Holder("jenkins", "1", "w1", "backup #7");
    private final Set<String> known = new HashSet<>();

    private Map<String, String> says() {
        return Holder.withPause(
                LeaseAnnotations.contents(
                        forgotten, cluster.target(), cluster.snapshot().livePods(), HandWorld.draining(20)),
                SINCE,
                Duration.ofSeconds(60));
    }

    private Leases.Lease lease(String holder, Map<String, String> annotations) {
        return new Leases.Lease("prod", LEASE, holder, 30, null, annotations, null, null);
    }

    private Leases.Lease stands(Map<String, String> annotations) {
        bank0.paused = true;
        bank1.paused = true;
        return cluster.leases
                .leases
                .create(lease("jenkins/1", annotations))
                .toCompletableFuture()
                .join();
    }

    private LostWindow lost(Leases.Lease found) {
        return new LostWindow(
                new Holder("jenkins", "2", "opening-w1", "the controller"),
                found,
                cluster,
                local,
                claim -> cluster.target(),
                known::contains,
                loop,
                log::add);
    }

    private LostWindow run() {
        return run(says());
    }

    private LostWindow run(Map<String, String> says) {
        LostWindow lost = lost(stands(says));
        lost.run();
        loop.pass(LITTLE);
        return lost;
    }

    private void seconds(int seconds) {
        loop.pass(Duration.ofSeconds(seconds));
    }

    private Optional<Leases.Lease> stands() {
        return cluster.leases.stands();
    }

    private Optional<Leases.Lease> inController() {
        return local.get("prod", LEASE).toCompletableFuture().join();
    }

    private void said(String... parts) {
        for (String part : parts) {
            assertEquals(1, log.stream().filter(line -> line.contains(part)).count(), part + " in " + log);
        }
    }

    private static Outcome of(LostWindow lost) {
        return lost.outcome().toCompletableFuture().getNow(null);
    }

    private static List<String> left(LostWindow lost) {
        return lost.stillPaused().stream().map(StillPaused::pod).toList();
    }

    /** Gives the Lease to somebody else. */
    private void seize(String holder, Map<String, String> annotations) {
        Leases.Lease now = stands().orElseThrow();
        cluster.leases.leases.replace(
                new Leases.Lease("prod", LEASE, holder, 30, null, annotations, now.version(), now.uid()));
    }

    private void renewedByItsHolder() {
        seize("jenkins/1", stands().orElseThrow().annotations());
    }

    @Test
    void itsPodsAreOpenedWhenNobodyRenewedItForAWholeDuration() {
        LostWindow lost = run();
        said("tells of window w1 of backup #7", "watched for 30 s");
        assertEquals(List.of("bank-0", "bank-1"), left(lost));
        StillPaused first = lost.stillPaused().get(0);
        assertTrue(first.command().contains("-n prod") && first.command().contains("10.0.0.1:60053"), first.command());
        assertTrue(first.why().contains("has not run out yet"), first.why());
        seconds(30);
        assertEquals(List.of(), bank0.told);
        assertNull(of(lost));
        seconds(2);
        said("Opening what window w1 may have left paused: bank-0, bank-1.");
        assertFalse(bank0.paused || bank1.paused);
        assertEquals(List.of("check", "unpause", "check"), bank0.told);
        assertEquals(List.of(), left(lost));
        assertEquals("jenkins/2", stands().orElseThrow().holder());
        assertEquals(
                List.of("bank-0", "bank-1"),
                LostWindow.claims(stands().orElseThrow()).stream()
                        .map(PodClaim::pod)
                        .toList(),
                "whoever opens them goes on saying which they are");
        assertTrue(inController().isPresent());
        seconds(28);
        assertEquals("jenkins/2", stands().orElseThrow().holder(), "a Pause may come late for 20 s and 10 s more");
        assertNull(of(lost));
        seconds(8);
        assertEquals(Outcome.UNPAUSED, of(lost));
        assertEquals(Optional.empty(), stands());
        assertEquals(Optional.empty(), inController());
        said("The pods of window w1 of backup #7 are open; it has no record");
        assertEquals(0, bank0.open() + bank1.open(), "connections");
        int asked = cluster.leases.asked.size();
        seconds(60);
        assertEquals(asked, cluster.leases.asked.size(), "the Lease is kept no longer");
    }

    @Test
    void aPodThatIsOpenIsOnlyLookedAtAndAPauseThatComesLateIsOpened() {
        LostWindow lost = run();
        bank1.paused = false;
        seconds(33);
        assertEquals(0, bank1.count("unpause"), "somebody may be about to pause it");
        assertEquals(1, bank0.count("unpause"));
        bank1.paused = true;
        seconds(10);
        assertFalse(bank1.paused);
        assertEquals(1, bank0.count("unpause"));
        seconds(30);
        assertEquals(Outcome.UNPAUSED, of(lost));
        long looks = bank0.count("check");
        assertTrue(looks >= 6 && looks <= 10, looks + " looks, every 5 s for half a minute");
    }

    @Test
    void aHolderThatLivesOnAnotherControllerIsLeftAlone() {
        LostWindow lost = run();
        seconds(10);
        renewedByItsHolder();
        seconds(1);
        assertNull(of(lost));
        seconds(2);
        assertEquals(Outcome.NOT_OURS, of(lost));
        said("lives on another controller with this one's identity");
        assertEquals("jenkins/1", stands().orElseThrow().holder());
        assertEquals(List.of(), bank0.told);
        assertEquals(List.of(), left(lost));
        seconds(60);
        assertTrue(bank0.paused);
    }

    @Test
    void aLeaseThatIsGoneOrAnothersOrKnownByNowIsNobodysBusinessHere() {
        LostWindow gone = run();
        cluster.leases.leases.delete(stands().orElseThrow());
        seconds(3);
        assertEquals(Outcome.NOT_OURS, of(gone));

        LostWindow anothers = run();
        Map<String, String> other = new TreeMap<>(says());
        other.put(Holder.WINDOW, "w2");
        seize("jenkins/1", other);
        seconds(3);
        assertEquals(Outcome.NOT_OURS, of(anothers));
        cluster.leases.leases.delete(stands().orElseThrow());

        LostWindow journalled = run();
        known.add("w1");
        seconds(3);
        assertEquals(Outcome.NOT_OURS, of(journalled));
        assertEquals(List.of(), bank0.told);
    }

    @Test
    void aForbiddenLeaseIsToldAndAFailedReadIsTriedAgain() {
        LostWindow away = run();
        cluster.leases.failsToGet = HandCluster.failure(Kind.UNAVAILABLE);
        seconds(60);
        assertNull(of(away));
        cluster.leases.failsToGet = null;
        seconds(6);
        assertFalse(bank0.paused, "it is as it was more than 30 s ago");

        cluster.leases.leases.delete(stands().orElseThrow());
        cluster.leases.failsToGet = HandCluster.failure(Kind.FORBIDDEN);
        LostWindow forbidden = run();
        assertEquals(Outcome.NOT_OURS, of(forbidden));
        said("may not be read any more, so window w1 can't be opened from here");
        assertTrue(bank0.paused);
    }

    @Test
    void whoHasTheLockInsideTheControllerIsWaitedFor() {
        Leases.Lease theirs = local.create(lease("jenkins/2", Map.of(Holder.WINDOW, "a rescue")))
                .toCompletableFuture()
                .join();
        run();
        seconds(50);
        assertTrue(bank0.paused);
        assertEquals("jenkins/1", stands().orElseThrow().holder());
        assertEquals(
                "a rescue", inController().orElseThrow().annotations().get(Holder.WINDOW), "theirs is not given back");
        local.delete(theirs);
        seconds(6);
        assertFalse(bank0.paused);
    }

    @Test
    void aChangeThatFailsIsTriedAgainAndBlocksNobodyOfThisController() {
        run();
        cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE);
        seconds(34);
        assertTrue(bank0.paused);
        assertEquals(Optional.empty(), inController(), "others may need the pods meanwhile");
        cluster.leases.failsToChange = null;
        seconds(6);
        assertFalse(bank0.paused);
    }

    @Test
    void aLeaseThatItTookWithoutHearingOfItIsItsOwn() {
        LostWindow lost = run();
        cluster.leases.losesTheAnswer = HandCluster.failure(Kind.UNAVAILABLE);
        seconds(32);
        assertEquals("jenkins/2", stands().orElseThrow().holder());
        assertTrue(bank0.paused);
        assertNull(of(lost));
        seconds(6);
        assertFalse(bank0.paused || bank1.paused);
        seconds(40);
        assertEquals(Outcome.UNPAUSED, of(lost));
        assertEquals(Optional.empty(), stands());
    }

    @Test
    void whatARescueOfThisControllerTookAndGaveUpIsOpenedAfterAll() {
        LostWindow lost = run();
        Map<String, String> rescue = new TreeMap<>(says());
        rescue.put(Holder.WINDOW, "rescue");
        seconds(10);
        seize("jenkins/2", rescue);
        seconds(10);
        // It renews its Lease.
        seize("jenkins/2", rescue);
        seconds(28);
        assertNull(of(lost));
        assertEquals(List.of(), bank0.told, "the rescue may be at it");
        seconds(8);
        assertFalse(bank0.paused || bank1.paused);
        seconds(40);
        assertEquals(Outcome.UNPAUSED, of(lost));
    }

    @Test
    void aLeaseThatAWindowOfThisControllerTookIsThatWindows() {
        LostWindow lost = run();
        Map<String, String> next = new TreeMap<>(says());
        next.put(Holder.WINDOW, "w2");
        known.add("w2");
        seize("jenkins/2", next);
        seconds(3);
        assertEquals(Outcome.NOT_OURS, of(lost));
    }

    @Test
    void aLockThatSomebodyForcedEndsIt() {
        LostWindow lost = run();
        bank0.unreachable = true;
        seconds(33);
        assertFalse(bank1.paused);
        assertEquals(List.of("bank-0"), left(lost));
        assertTrue(lost.stillPaused().get(0).why().contains("it is being opened"));
        seize("jenkins/9", Map.of(Holder.WINDOW, "rescue", Holder.BUILD, "a rescue"));
        seconds(12);
        assertEquals(Outcome.NOT_OURS, of(lost));
        said("a rescue (window rescue) on controller jenkins, so window w1 is left to that one.");
        int told = bank0.told.size();
        bank0.unreachable = false;
        seconds(120);
        assertEquals(told, bank0.told.size(), "it is theirs to open");
        assertEquals("jenkins/9", stands().orElseThrow().holder());
        assertEquals(Optional.empty(), inController());
        assertEquals(0, bank0.open() + bank1.open(), "connections");
    }

    @Test
    void aLockForcedByARescueHoldsBackTheNextUnpause() {
        LostWindow lost = run();
        bank0.unreachable = true;
        seconds(33);
        Leases.Lease mine = inController().orElseThrow();
        local.replace(new Leases.Lease(
                "prod", LEASE, "jenkins/2", 30, null, Map.of(Holder.WINDOW, "rescue"), mine.version(), mine.uid()));
        bank0.unreachable = false;
        seconds(7);
        assertNull(of(lost), "it learns of it with its next renewal");
        assertEquals(0, bank0.count("unpause"));
        seconds(5);
        assertEquals(Outcome.NOT_OURS, of(lost));
        assertTrue(bank0.paused);
    }

    @Test
    void aPodThatIsSilentAtTheLastLookIsTakenForPaused() {
        LostWindow lost = run();
        seconds(55);
        assertFalse(bank0.paused);
        bank0.silent = true;
        bank0.paused = true;
        seconds(30);
        assertNull(of(lost));
        bank0.silent = false;
        seconds(20);
        assertFalse(bank0.paused);
        assertEquals(Outcome.UNPAUSED, of(lost));
    }

    @Test
    void aLeaseThatIsOursAlreadySinceTheAnswerWasLostIsGoneOnWith() {
        cluster.leases = new FaultyLeases() {
            private boolean lost;

            @Override
            public CompletionStage<Lease> replace(Lease lease) {
                CompletionStage<Lease> done = super.replace(lease);
                boolean first = !lost;
                lost = true;
                return first ? CompletableFuture.failedFuture(HandCluster.failure(Kind.UNAVAILABLE)) : done;
            }
        };
        run();
        seconds(32);
        assertEquals("jenkins/2", stands().orElseThrow().holder());
        assertTrue(bank0.paused);
        seconds(6);
        assertFalse(bank0.paused);
    }

    /** Lets a rescue of this controller take over the Lease with its claims, and give up visibly. */
    private void aRescueTakesIt() {
        Map<String, String> claims = PodClaim.written(LostWindow.claims(stands().orElseThrow()));
        Map<String, String> says = new TreeMap<>(claims);
        says.put(Holder.WINDOW, "rescue-1");
        says.put(Holder.VERSION, "1");
        seize("jenkins/2", says);
    }

    @Test
    void whatARescueOfThisControllerGivesUpIsLeftToUs() {
        LostWindow lost = run();
        seconds(5);
        aRescueTakesIt();
        seconds(10);
        aRescueTakesIt();
        seconds(29);
        assertNull(of(lost), "it lives, and is one of ours");
        assertTrue(bank0.paused);
        seconds(5);
        assertFalse(bank0.paused);
    }

    @Test
    void aRescueThatOpenedAllIsNotFollowed() {
        LostWindow done = run();
        seize("jenkins/2", Map.of(Holder.WINDOW, "rescue-1"));
        seconds(3);
        assertEquals(Outcome.NOT_OURS, of(done), "it claims nothing any more");

        cluster.leases.leases.delete(stands().orElseThrow());
        LostWindow journalled = run();
        known.add("rescue-1");
        aRescueTakesIt();
        seconds(3);
        assertEquals(Outcome.NOT_OURS, of(journalled));
    }

    @Test
    void withoutTheLockNothingIsOpened() {
        LostWindow lost = run();
        bank0.unreachable = true;
        seconds(33);
        cluster.leases.failsToChange = HandCluster.failure(Kind.UNAVAILABLE);
        seconds(30);
        bank0.unreachable = false;
        seconds(20);
        assertEquals(0, bank0.count("unpause"), "its Lease has run out: whoever took it may have paused the pod");
        assertTrue(bank0.paused);
        cluster.leases.failsToChange = null;
        seconds(70);
        assertFalse(bank0.paused);
        seconds(30);
        assertEquals(Outcome.UNPAUSED, of(lost));
    }

    @Test
    void whereThePodIsAndAConnectionToItAreAskedForUntilTheyAreThere() {
        LostWindow lost = run();
        cluster.fails.put("pod", HandCluster.failure(Kind.UNAVAILABLE));
        seconds(40);
        assertEquals(0, bank0.connections.size());
        assertEquals(List.of("bank-0", "bank-1"), left(lost));
        cluster.fails.remove("pod");
        cluster.fails.put("connect", HandCluster.failure(Kind.UNAVAILABLE));
        seconds(10);
        assertTrue(bank0.paused);
        cluster.fails.remove("connect");
        seconds(6);
        assertFalse(bank0.paused || bank1.paused);
        assertEquals(List.of(), left(lost));
        seconds(30);
        assertEquals(Outcome.UNPAUSED, of(lost));
    }

    @Test
    void aPodOfTheSameNameIsAnotherPodAndAnEndedOneIsNone() {
        LostWindow lost = run();
        bank0.shown = HandCluster.pod("bank-0", "another-uid", "10.0.0.1");
        bank1.shown = new Pod("bank-1", "bank-1-uid", "Failed", false, false, "node", "10.0.0.2", List.of());
        seconds(33);
        assertEquals(List.of(), bank0.told);
        assertEquals(List.of(), bank1.told);
        assertEquals(List.of(), left(lost));
        seconds(40);
        assertEquals(Outcome.UNPAUSED, of(lost));
    }

    @Test
    void aSilentPodThatIsReplacedMeanwhileIsWaitedForNoLonger() {
        LostWindow lost = run();
        bank0.silent = true;
        seconds(33);
        assertNull(of(lost));
        bank0.shown = HandCluster.pod("bank-0", "another-uid", "10.0.0.1");
        seconds(15);
        assertEquals(List.of(), left(lost));
        seconds(40);
        assertEquals(Outcome.UNPAUSED, of(lost));
        assertTrue(bank0.paused, "the other one was never asked");
    }

    @Test
    void aSilentPodThatAnswersAgainIsOpenedOverANewConnection() {
        run();
        bank0.silent = true;
        seconds(50);
        assertTrue(bank0.connections.size() > 1, "it may have moved");
        bank0.silent = false;
        seconds(15);
        assertFalse(bank0.paused);
    }

    @Test
    void howLongAPauseMayBeLateIsWhatTheLeaseSaysWithinReason() {
        assertEquals(30, lastsAfterOpening("20"));
        assertEquals(85, lastsAfterOpening("soon"));
        assertEquals(85, lastsAfterOpening(null));
        assertEquals(86_410, lastsAfterOpening("99999"));
    }

    /** Returns it rounded down to the five seconds between two checks. */
    private long lastsAfterOpening(String maxPauseWait) {
        Map<String, String> says = new TreeMap<>(says());
        says.remove(Holder.MAX_PAUSE_WAIT);
        if (maxPauseWait != null) {
            says.put(Holder.MAX_PAUSE_WAIT, maxPauseWait);
        }
        LostWindow lost = run(says);
        for (int i = 0; i < 100 && bank0.paused; i++) {
            loop.pass(Duration.ofMillis(500));
        }
        long opened = loop.nanoTime();
        for (int i = 0; i < 90_000 && of(lost) == null; i++) {
            seconds(1);
        }
        long lasted = Duration.ofNanos(loop.nanoTime() - opened).toSeconds();
        return lasted / 5 * 5;
    }

    @Test
    void whatItsLeaseTellsIsReadAsFarAsItCanBe() {
        LostWindow lost = lost(stands(says()));
        assertEquals(SINCE, lost.since());
        assertEquals(LEASE, lost.lease().name());
        Map<String, String> odd = new TreeMap<>(says());
        odd.put(Holder.PAUSES_SINCE, "yesterday");
        assertNull(lost(lease("jenkins/1", odd)).since());
        assertNull(lost(lease("jenkins/1", Map.of())).since());
        assertEquals("unknown", LostWindow.window(lease("jenkins/1", Map.of())));
        assertEquals("an unknown build", LostWindow.build(lease("jenkins/1", Map.of())));
    }

    @Test
    void lostIsWhatAnotherStartOfThisInstanceClaimsAndNobodyKnows() {
        Holder one = new Holder("jenkins", "2", "memory", "the memory");
        assertTrue(LostWindow.isLost(lease("jenkins/1", says()), one, known::contains));
        assertFalse(LostWindow.isLost(lease("other/1", says()), one, known::contains));
        assertFalse(LostWindow.isLost(lease("jenkins/2", says()), one, known::contains), "this very start");
        assertFalse(LostWindow.isLost(lease("jenkins/1", says()), one, "w1"::equals));
        Map<String, String> unpaused = new TreeMap<>(says());
        unpaused.remove(Holder.PAUSES_SINCE);
        assertFalse(LostWindow.isLost(lease("jenkins/1", unpaused), one, known::contains), "nothing was paused");
    }

    @Test
    void runAnswersWhatComesOfIt() {
        CompletableFuture<Outcome> ran = lost(stands(says())).run().toCompletableFuture();
        assertFalse(ran.isDone());
        seconds(80);
        assertEquals(Outcome.UNPAUSED, ran.getNow(null));
    }
}
