package io.jenkins.plugins.scalarbackup.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * Tests watches to the millisecond: like {@link KubernetesPodWatchTest}, but with an API server and a clock that the
 * test controls.
 */
class WatchInTimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MILLI = Duration.ofMillis(1);

    private final HandHttp server = new HandHttp();
    private final HandClock clock = new HandClock();
    private final List<String> told = new ArrayList<>();
    private final List<KubernetesPodWatch> closed = new ArrayList<>();
    private final ResolvedTarget target = new ResolvedTarget(
            "https://api", "prod", "bank", "app=bank", Product.SCALARDB, 60053, null, Access.POD_IP, List.of());
    private final ApiServer api =
            new ApiServer(new ClusterAccess("https://api", "prod", null, "token", null), server, clock, PATIENCE);
    private final KubernetesPodWatch watch = new KubernetesPodWatch(
            api,
            target,
            "100",
            new PodWatch.Listener() {
                @Override
                public void seen(Pod pod) {
                    told.add("seen " + pod.name());
                }

                @Override
                public void gone(Pod pod) {
                    told.add("gone " + pod.name());
                }

                @Override
                public void reached(String version) {
                    told.add("reached " + version);
                }

                @Override
                public void lost(String reason) {
                    told.add("lost " + reason);
                }
            },
            clock,
            closed::add,
            clock);

    private HandHttp.Exchange begun() {
        assertSame(watch, watch.start());
        clock.run();
        HandHttp.Exchange exchange = server.latest();
        exchange.answers(200, Map.of());
        return exchange;
    }

    private static String event(String type, String name, int version) {
        return "{\"type\":\"" + type + "\",\"object\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
                + name + "\",\"uid\":\"u-" + name + "\",\"resourceVersion\":\"" + version + "\"}}}\n";
    }

    private static String error(int code) {
        return "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":" + code + ",\"message\":\"too old\"}}\n";
    }

    private static String failure(CompletableFuture<Void> future) {
        assertTrue(future.isCompletedExceptionally());
        return assertThrows(CompletionException.class, future::join).getCause().getMessage();
    }

    private CompletableFuture<Void> reach(String version, Duration within) {
        return watch.reach(version, within).toCompletableFuture();
    }

    /** Asserts that nothing is requested before the delay is over, and something right then. */
    private void asksAgainAfter(Duration delay) {
        int before = server.watches.size();
        clock.pass(delay.minus(MILLI));
        assertEquals(before, server.watches.size(), "too early");
        clock.pass(MILLI);
        assertEquals(before + 1, server.watches.size(), "not after " + delay);
    }

    @Test
    void eachEventIsToldWithTheVersionThatIsReachedByIt() throws Exception {
        HandHttp.Exchange exchange = begun();
        exchange.sends(event("ADDED", "a", 101), event("MODIFIED", "a", 102), event("DELETED", "a", 103));
        exchange.sends(event("BOOKMARK", "", 110));
        assertEquals(
                List.of("seen a", "reached 101", "seen a", "reached 102", "gone a", "reached 103", "reached 110"),
                told);
        assertEquals("110", watch.resourceVersion());
        assertEquals(3, exchange.consumed, "more is asked for after each piece");
    }

    @Test
    void linesAreCutAnywhereAndEmptyOnesPassedOver() throws Exception {
        HandHttp.Exchange exchange = begun();
        String event = event("ADDED", "a", 101);
        exchange.sends("\n", event.substring(0, 7), event.substring(7, 30));
        assertEquals(List.of(), told);
        exchange.sends(event.substring(30) + "\n\n" + event("DELETED", "a", 102));
        assertEquals(List.of("seen a", "reached 101", "gone a", "reached 102"), told);
    }

    @Test
    void whatIsKnownIsNotToldTwice() throws Exception {
        HandHttp.Exchange exchange = begun();
        exchange.sends(event("MODIFIED", "a", 105), event("MODIFIED", "a", 104));
        assertEquals(List.of("seen a", "reached 105"), told);
    }

    @Test
    void longWatchIsFollowedAtOnceFromTheLastVersion() throws Exception {
        HandHttp.Exchange exchange = begun();
        assertTrue(exchange.url.contains("resourceVersion=100") && exchange.url.contains("timeoutSeconds=30"));
        exchange.sends(event("BOOKMARK", "", 110));
        clock.pass(Duration.ofSeconds(27));
        exchange.done.complete(null);
        clock.run();
        assertEquals(2, server.watches.size());
        assertTrue(server.latest().url.contains("resourceVersion=110"), server.latest().url);
        assertEquals(List.of(), server.others, "nobody waits for it, so no list is asked for");
    }

    @Test
    void oneThatEndedEarlyIsFollowedLater() {
        HandHttp.Exchange exchange = begun();
        clock.pass(Duration.ofSeconds(27).minus(MILLI));
        exchange.done.complete(null);
        asksAgainAfter(Duration.ofMillis(200));
    }

    @Test
    void betweenTriesItWaitsLongerEachTimeAndFiveSecondsAtMost() {
        begun().done.complete(null);
        for (long millis : new long[] {200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000}) {
            asksAgainAfter(Duration.ofMillis(millis));
            server.latest().response.completeExceptionally(new IOException("refused"));
        }
    }

    @Test
    void anEventEndsTheTroubleAndSoDoesARequestThatLasted() throws Exception {
        begun().done.complete(null);
        asksAgainAfter(Duration.ofMillis(200));
        server.latest().answers(200, Map.of());
        server.latest().sends(event("MODIFIED", "a", 101));
        server.latest().done.complete(null);
        asksAgainAfter(Duration.ofMillis(200));
        server.latest().answers(200, Map.of());
        clock.pass(Duration.ofSeconds(30));
        server.latest().done.complete(null);
        clock.run();
        server.latest().response.completeExceptionally(new IOException("refused"));
        asksAgainAfter(Duration.ofMillis(200));
    }

    @Test
    void retryAfterIsHeededUpToFiveSeconds() {
        watch.start();
        clock.run();
        answered(429, "3");
        asksAgainAfter(Duration.ofSeconds(3));
        answered(503, "600");
        asksAgainAfter(Duration.ofSeconds(5));
        answered(500, null);
        asksAgainAfter(Duration.ofMillis(800));
        assertEquals(List.of(), told);
    }

    private void answered(int code, String retryAfter) {
        HandHttp.Exchange exchange = server.latest();
        exchange.answers(code, retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter));
        exchange.done.complete(null);
    }

    @Test
    void aRefusalLosesItWithWhatTheServerSaid() throws Exception {
        watch.start();
        clock.run();
        HandHttp.Exchange exchange = server.latest();
        exchange.answers(403, Map.of());
        exchange.sends("{\"message\":\"no watch\n for you\"}");
        CompletableFuture<Void> reach = reach("105", PATIENCE);
        exchange.done.complete(null);
        clock.run();
        assertEquals(1, told.size());
        assertTrue(told.get(0).startsWith("lost ") && told.get(0).contains("watch pods"), told.get(0));
        assertEquals(told.get(0).substring(5), failure(reach));
        assertEquals(told.get(0).substring(5), failure(reach("105", PATIENCE)));
        clock.pass(Duration.ofMinutes(2));
        assertEquals(1, server.watches.size(), "it is not asked again");
        assertEquals(0, clock.waiting(), "and nothing waits");
    }

    @Test
    void aHistoryThatIsGoneLosesIt() throws Exception {
        begun().sends(error(410));
        assertEquals(1, told.size());
        assertTrue(
                told.get(0).contains("can't go on from resource version 100")
                        && told.get(0).contains("410 (too old)"),
                told.get(0));
        assertTrue(server.latest().cancelled);
    }

    @Test
    void anAnswerOfGoneSaysTheSame() {
        watch.start();
        clock.run();
        answered(410, null);
        assertTrue(told.get(0).contains("410 (the history is gone)"), told.get(0));
    }

    @Test
    void anErrorThatPassesIsAskedAgain() throws Exception {
        begun();
        for (int code : new int[] {429, 500}) {
            HandHttp.Exchange failing = server.latest();
            failing.sends(error(code));
            assertTrue(failing.cancelled);
            failing.sends(event("MODIFIED", "a", 101));
            assertEquals(List.of(), told, "what still comes over it does not count");
            clock.pass(Duration.ofSeconds(1));
            server.latest().answers(200, Map.of());
        }
        assertEquals(3, server.watches.size());
        CompletableFuture<Void> reach = reach("105", Duration.ofSeconds(4));
        clock.pass(Duration.ofSeconds(4));
        assertTrue(failure(reach).contains("ended it with 500 (too old)"), failure(reach));
        server.latest().sends(error(499));
        assertEquals(1, told.size(), "others do not pass");
    }

    @Test
    void whatCanNotBeReadLosesIt() throws Exception {
        for (String line : new String[] {
            "{\n",
            "{\"type\":\"ADDED\",\"object\":{}}\n",
            event("RENAMED", "a", 101),
            "{\"type\":\"ADDED\",\"object\":" + "{\"metadata\":{\"resourceVersion\":\"101\"}}}\n"
        }) {
            WatchInTimeTest fresh = new WatchInTimeTest();
            fresh.begun().sends(line);
            assertEquals(1, fresh.told.size(), line);
            assertTrue(fresh.told.get(0).startsWith("lost The watch on the pods of "), fresh.told.get(0));
            assertTrue(fresh.told.get(0).contains("can't be read"), fresh.told.get(0));
        }
    }

    @Test
    void anEventWithoutEndIsNotRead() throws Exception {
        HandHttp.Exchange exchange = begun();
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 8; i++) {
            exchange.sends(megabyte);
        }
        assertTrue(assertThrows(IOException.class, () -> exchange.sends("x"))
                .getMessage()
                .contains("longer than 8388608"));
    }

    @Test
    void aServerThatKeepsSilentIsGivenUpAfterTheTimeForAnAnswer() {
        watch.start();
        clock.run();
        clock.pass(PATIENCE.minus(MILLI));
        assertFalse(server.latest().response.isDone());
        clock.pass(MILLI);
        assertTrue(server.latest().response.isCompletedExceptionally());
        asksAgainAfter(Duration.ofMillis(200));
    }

    @Test
    void watchThatDoesNotEndIsGivenUpAfterFiveSeconds() throws Exception {
        HandHttp.Exchange exchange = begun();
        clock.pass(PATIENCE.plusSeconds(35).minus(MILLI));
        assertFalse(exchange.cancelled, "answered in time, so it is waited for");
        clock.pass(MILLI);
        assertTrue(exchange.cancelled);
        asksAgainAfter(Duration.ofMillis(200));
    }

    @Test
    void whatEndedIsNotGivenUpLater() {
        HandHttp.Exchange exchange = begun();
        assertEquals(1, clock.waiting(), "its answer came, its end is waited for");
        clock.pass(Duration.ofSeconds(30));
        exchange.done.complete(null);
        assertEquals(0, clock.waiting());
    }

    @Test
    void aRequestThatCanNotBeMadeIsTroubleToo() {
        api.close();
        watch.start();
        CompletableFuture<Void> reach = reach("105", Duration.ofSeconds(4));
        clock.pass(Duration.ofSeconds(4));
        assertEquals(List.of(), server.watches);
        assertTrue(failure(reach).contains("was closed by this build"), failure(reach));
    }

    @Test
    void whoWaitsGetsAListAndShortRequests() throws Exception {
        HandHttp.Exchange usual = begun();
        CompletableFuture<Void> reach = reach("105", Duration.ofSeconds(90));
        clock.run();
        assertEquals(1, server.others.size(), "a list, so that the server asks etcd");
        assertTrue(usual.cancelled, "the usual request is replaced");
        assertTrue(server.latest().url.contains("timeoutSeconds=3"), server.latest().url);
        server.latest().answers(200, Map.of());
        usual.sends(event("BOOKMARK", "", 109));
        clock.run();
        assertFalse(reach.isDone(), "what still comes over the one before proves nothing");
        server.latest().sends(event("BOOKMARK", "", 104));
        clock.run();
        assertFalse(reach.isDone());
        server.latest().sends(event("BOOKMARK", "", 105));
        clock.run();
        reach.join();
        assertTrue(reach("105", Duration.ZERO).isDone());
        clock.pass(Duration.ofMillis(2_700));
        server.latest().done.complete(null);
        clock.run();
        assertEquals(3, server.watches.size(), "it lasted, being a short one");
        assertTrue(server.latest().url.contains("timeoutSeconds=30"), server.latest().url);
    }

    /**
     * Events of other pods before a watch's request move the version that its bookmark has to reach. Up to 1.30 and
     * with etcd's default, that takes a pod that changes during the request, before its bookmark two seconds from its
     * end.
     */
    @Test
    void aRequestThatToldNothingIsFollowedByLongerOnes() {
        begun();
        reach("105", Duration.ofSeconds(90));
        clock.run();
        List<Integer> asked = new ArrayList<>();
        for (int round = 0; round < 9; round++) {
            int seconds = Integer.parseInt(server.latest().url.replaceAll(".*timeoutSeconds=(\\d+).*", "$1"));
            asked.add(seconds);
            server.latest().answers(200, Map.of());
            clock.pass(Duration.ofSeconds(seconds));
            server.latest().done.complete(null);
            clock.run();
        }
        assertEquals(List.of(3, 3, 3, 5, 8, 13, 13, 13, 13), asked);
    }

    @Test
    void whoWaitsAnewIsToldSoon() {
        aRequestThatToldNothingIsFollowedByLongerOnes();
        assertTrue(server.latest().url.contains("timeoutSeconds=13"), "a longer one stands");
        reach("106", Duration.ofSeconds(90));
        clock.run();
        assertTrue(server.latest().url.matches(".*timeoutSeconds=3(&.*)?"), server.latest().url);
    }

    /** Before and after the pause: a watch that was connected all the time, and reported nothing. */
    @Test
    void whoWaitsIsToldWhatMakesAWatchSilent() {
        begun().done.complete(null);
        clock.run();
        CompletableFuture<Void> reach = reach("105", Duration.ofSeconds(4));
        clock.run();
        server.latest().answers(200, Map.of());
        clock.pass(Duration.ofSeconds(4));
        String said = failure(reach);
        assertTrue(said.contains("etcd's option --watch-progress-notify-interval"), said);
    }

    @Test
    void whoWaitsIsToldHowFarItCame() {
        begun();
        CompletableFuture<Void> reach = reach("105", Duration.ofSeconds(4));
        clock.run();
        server.latest().response.completeExceptionally(new IOException("refused"));
        clock.pass(Duration.ofSeconds(4).minus(MILLI));
        assertFalse(reach.isDone());
        clock.pass(MILLI);
        String said = failure(reach);
        assertTrue(
                said.contains("did not reach resource version 105 within 4 s; it came to 100, last trouble: "), said);
        assertFalse(said.contains("etcd"), said);
        int lists = server.others.size();
        clock.pass(Duration.ofSeconds(60));
        assertTrue(server.others.size() <= lists + 1, "nobody waits any more");
    }

    @Test
    void withoutTroubleNoneIsTold() {
        begun();
        CompletableFuture<Void> reach = reach("105", Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(1));
        assertTrue(failure(reach).contains("it came to 100. Up to Kubernetes 1.30 "), failure(reach));
    }

    @Test
    void whoComesToWaitDoesNotWaitForABackoff() {
        begun().done.complete(null);
        for (int i = 0; i < 5; i++) {
            clock.pass(Duration.ofSeconds(5));
            server.latest().response.completeExceptionally(new IOException("refused"));
        }
        int before = server.watches.size();
        reach("105", PATIENCE);
        clock.run();
        assertEquals(before + 1, server.watches.size());
        server.latest().response.completeExceptionally(new IOException("refused"));
        asksAgainAfter(Duration.ofMillis(200));
    }

    @Test
    void ofSeveralWhoWaitEachIsToldInItsTime() throws Exception {
        begun();
        CompletableFuture<Void> first = reach("105", PATIENCE);
        CompletableFuture<Void> second = reach("107", PATIENCE);
        clock.run();
        server.latest().answers(200, Map.of());
        server.latest().sends(event("BOOKMARK", "", 106));
        clock.run();
        assertTrue(first.isDone() && !second.isDone());
        server.latest().sends(event("BOOKMARK", "", 107));
        clock.run();
        assertTrue(second.isDone());
        server.latest().done.complete(null);
        clock.pass(Duration.ofMillis(200));
        assertEquals(1, clock.waiting() - 1, "the next request's answer and end, and nobody's wait");
    }

    @Test
    void closingEndsAllOfItOnce() throws Exception {
        HandHttp.Exchange exchange = begun();
        CompletableFuture<Void> reach = reach("105", PATIENCE);
        watch.close();
        watch.close();
        clock.run();
        assertEquals(List.of(watch), closed);
        assertTrue(exchange.cancelled);
        assertTrue(failure(reach).endsWith(" was closed."), failure(reach));
        assertTrue(failure(reach("105", PATIENCE)).endsWith(" was closed."));
        exchange.sends(event("MODIFIED", "a", 101));
        clock.pass(Duration.ofMinutes(2));
        assertEquals(1, server.watches.size());
        assertEquals(0, server.others.size());
        assertEquals(List.of(), told);
        assertEquals(0, clock.waiting());
    }

    @Test
    void closingEndsAPauseBetweenTwoRequests() {
        begun().done.complete(null);
        watch.close();
        clock.pass(Duration.ofMinutes(2));
        assertEquals(1, server.watches.size());
    }

    @Test
    void whatBecomesOfARequestThatWasReplacedMattersNoMore() throws Exception {
        HandHttp.Exchange usual = begun();
        reach("105", PATIENCE);
        clock.run();
        usual.sends(error(410), event("MODIFIED", "a", 101));
        usual.done.complete(null);
        clock.run();
        assertEquals(List.of(), told);
        assertEquals(2, server.watches.size());
        HandHttp.Exchange shortOne = server.latest();
        shortOne.response.completeExceptionally(new IOException("refused"));
        reach("106", PATIENCE);
        clock.run();
        assertEquals(3, server.watches.size());
    }
}
