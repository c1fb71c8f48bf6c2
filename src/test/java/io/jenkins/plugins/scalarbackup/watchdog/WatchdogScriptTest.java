package io.jenkins.plugins.scalarbackup.watchdog;

import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.notes;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.until;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiCall;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests when {@code docs/watchdog/watchdog.sh} unpauses pods, and when it does not: the script itself, against API
 * double and gRPC pods.
 */
class WatchdogScriptTest {
    @TempDir
    static Path directory;

    private static Scenarios scenarios;

    @BeforeAll
    static void start() {
        scenarios = new Scenarios(directory)
                .add("a Lease that is not renewed is taken and its pods are opened", WatchdogScriptTest::opens)
                .add("a window that stays paused too long is opened, its controller alive", WatchdogScriptTest::tooLong)
                .addOnce("who lives, was handed over or has not begun is left alone", WatchdogScriptTest::leavesAlone)
                .addOnce("who renews in the last moment keeps its Lease", WatchdogScriptTest::looksAgain)
                .addOnce("a Pause that arrives late is opened again", WatchdogScriptTest::latePause)
                .addOnce("when pods were opened is told", WatchdogScriptTest::tellsWhenThePodsWereOpened)
                .addOnce("a pod that does not answer keeps nobody waiting", WatchdogScriptTest::unreachable)
                .addOnce("a Lease that is taken away is opened no further", WatchdogScriptTest::fenced)
                .addOnce("of two watchdogs one opens, and the other one where that dies", WatchdogScriptTest::two)
                .addOnce("a watchdog that starts again goes on", WatchdogScriptTest::startsAgain)
                .addOnce("an API server that is down for a while is no dead controller", WatchdogScriptTest::outage)
                .addOnce("a claim of an earlier window counts before this one pauses", WatchdogScriptTest::carried)
                .addOnce("a token that was replaced is read", WatchdogScriptTest::token);
    }

    @AfterAll
    static void stop() {
        scenarios.close();
    }

    @TestFactory
    List<DynamicTest> scenarios() {
        assumeTrue(Shell.installed().findAny().isPresent(), "neither dash nor busybox with curl is installed");
        return scenarios.tests();
    }

    private static void opens(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b", "foreign", "replaced", "removed", "ended");
        List<String> claims = new ArrayList<>();
        pods.forEach((name, server) ->
                claims.add(cluster.claim(name, server, "plain", name.equals("foreign") ? "not-ours" : "claimed")));
        cluster.namespace.pod("replaced").replace();
        cluster.namespace.pod("removed").remove();
        cluster.namespace.pod("ended").setPhase("Failed");
        String ownName = "scalar-backup.watchdog-dog-0";
        cluster.lease("ledger", window("w-1", claims));
        // An answer that makes it ask who holds the Lease.
        cluster.api
                .faults()
                .on("patch", "leases")
                .when(call -> new String(call.body()).contains("opened-window"))
                .times(1)
                .status(409);
        cluster.api.requests().clear();

        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertEquals(
                Set.of("a", "b"),
                pods.entrySet().stream()
                        .filter(pod -> !pod.getValue().isPaused())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        for (String untouched : List.of("foreign", "replaced", "removed", "ended")) {
            assertEquals(0, pods.get(untouched).unpauses(), untouched);
        }
        Map<String, String> notes = notes(cluster.lease("ledger"));
        assertEquals(
                Set.of("version", "build", "max-pause-wait", "opened-window", "opened-by-watchdog"), notes.keySet());
        assertEquals("w-1", notes.get("opened-window"));
        String[] words = notes.get("opened-by-watchdog").split(" ");
        assertTrue(words[0].matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"), words[0]);
        assertTrue(words[1].startsWith("scalar-backup-watchdog.dog-0/"), words[1]);
        assertEquals("not-renewed", words[2]);
        assertEquals(Set.of("a", "b"), Set.of(words[3].split(",")));
        assertEquals(Set.of("replaced", "removed", "ended"), Set.of(words[4].split(",")));
        assertEquals("foreign", words[5]);
        assertEquals("-", words[6]);
        assertTrue(watchdog.says("Pod foreign is paused, and not by window w-1"));

        until("its own Lease says what it reached", () -> notes(cluster.get(ownName))
                .containsKey("reach-0"));
        Lease own = cluster.get(ownName);
        String[] reached = notes(own).get("reach-0").split(" ");
        assertEquals(
                "scalar-backup.deployment.ledger w-1 3/6",
                String.join(" ", List.of(reached).subList(0, 3)));
        assertEquals(Set.of("replaced", "removed", "ended"), Set.of(reached[3].split(",")));
        assertEquals("1", notes(own).get("watchdog-grace"));
        until("it is renewed", () -> !cluster.get(ownName)
                .getSpec()
                .getRenewTime()
                .equals(own.getSpec().getRenewTime()));
        assertEquals(used(cluster), WatchdogManifest.rights(), "its Role is what it uses");
        assertEquals(Set.of(WatchedCluster.NAMESPACE), namespaces(cluster));
    }

    /** It goes on looking after that, since a Pause may arrive late. */
    private static void tellsWhenThePodsWereOpened(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        cluster.lease("ledger", window("w-1", List.of(cluster.claim("a", pods.get("a")))));
        var letGo = cluster.api
                .faults()
                .on("patch", "leases")
                .when(call -> new String(call.body()).contains("opened-window"))
                .times(3)
                .status(503);
        cluster.watchdog("dog-0", Map.of());
        until("it is about to let it go", () -> letGo.hits() > 0);
        assertFalse(pods.get("a").isPaused());
        cluster.api.clock().setOffset(Duration.ofDays(1));
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        Instant told = Instant.parse(
                notes(cluster.lease("ledger")).get("opened-by-watchdog").split(" ")[0]);
        assertTrue(told.isBefore(Instant.now().plus(Duration.ofHours(1))), told + " is when it was let go");
    }

    private static Set<String> used(WatchedCluster cluster) {
        return calls(cluster)
                .map(call ->
                        call.verb() + " " + call.resourcePath() + (call.group().isEmpty() ? "" : "." + call.group()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> namespaces(WatchedCluster cluster) {
        return calls(cluster).map(call -> call.namespace()).collect(Collectors.toSet());
    }

    private static Stream<ApiCall> calls(WatchedCluster cluster) {
        return cluster.api.requests().all().stream()
                .filter(entry -> entry.user().equals(cluster.account.mounted().user()))
                .map(entry -> entry.call());
    }

    private static void tooLong(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        Map<String, String> notes = window("w-1", List.of(cluster.claim("a", pods.get("a"))));
        notes.put("opens-within", "2");
        notes.put("handed-over", "nonce");
        cluster.lease("ledger", notes);
        cluster.lives("ledger");
        cluster.watchdog("dog-0", Map.of("WATCHDOG_GRACE", "60"));
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertFalse(pods.get("a").isPaused());
        assertTrue(notes(cluster.lease("ledger")).get("opened-by-watchdog").contains(" paused-too-long a - - -"));
    }

    private static void leavesAlone(WatchedCluster cluster) {
        List<String> alone = List.of("lives", "handed-over", "not-begun", "off", "older", "newer");
        Map<String, PodServer> pods = cluster.paused(
                "lives", "handed-over", "not-begun", "off", "older", "newer", "unlabelled", "first", "second");
        Map<String, Map<String, String>> notes = new HashMap<>();
        pods.forEach((name, server) -> notes.put(name, window("w-" + name, List.of(cluster.claim(name, server)))));
        notes.get("handed-over").put("handed-over", "nonce");
        notes.get("not-begun").remove("pauses-since");
        notes.get("off").put("watchdog", "off");
        notes.get("older").remove("version");
        notes.get("newer").put("version", "2");
        alone.forEach(name -> cluster.lease(name, notes.get(name)));
        Lease unlabelled = cluster.lease("unlabelled", notes.get("unlabelled"));
        cluster.api.edit(unlabelled, lease -> lease.getMetadata().setLabels(Map.of()));
        cluster.lives("lives");
        cluster.lease("first", notes.get("first"));
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_GRACE", "3"));
        until("one is opened", () -> cluster.isLetGo("first"));
        // When a later Lease is released, another grace period has passed.
        cluster.lease("second", notes.get("second"));
        until("a later one is opened", () -> cluster.isLetGo("second"));
        for (String name : alone) {
            assertTrue(pods.get(name).isPaused(), name);
            assertEquals("controller/nonce", cluster.holder(name), name);
        }
        assertTrue(pods.get("unlabelled").isPaused());
        assertFalse(watchdog.says("w-off"), "it was told to leave that window alone");
        // A Lease marked as handed over by somebody who does not hold it is treated like any other.
        cluster.api.edit(
                cluster.lease("handed-over"),
                lease -> lease.getMetadata().getAnnotations().put(WatchedCluster.NOTE + "handed-over", "another"));
        until("that is opened", () -> cluster.isLetGo("handed-over"));
    }

    private static void looksAgain(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        cluster.lease("ledger", window("w-1", List.of(cluster.claim("a", pods.get("a")))));
        var conflict = cluster.api
                .faults()
                .on("patch", "leases")
                .when(call -> call.name().contains("ledger"))
                .times(1)
                .status(409);
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("the conflict", () -> conflict.hits() == 1);
        until("it is said", () -> watchdog.says("could not be taken from controller/nonce (HTTP 409)"));
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertFalse(pods.get("a").isPaused());
        // It sends a compare-and-set.
        assertTrue(cluster.api.requests().matching(entry -> entry.is("patch", "leases")).stream()
                .filter(entry -> entry.call().name().contains("ledger"))
                .allMatch(entry -> new String(entry.call().body()).contains("\"resourceVersion\":")));
    }

    private static void latePause(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        Map<String, String> notes = window("w-1", cluster.claims(pods));
        notes.put("max-pause-wait", "5");
        cluster.lease("ledger", notes);
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until(
                "both are open",
                () -> watchdog.says("Pod a of window w-1 is open again")
                        && watchdog.says("Pod b of window w-1 is open again"));
        pods.get("b").pauseFromOutside();
        until("the late Pause is seen", () -> watchdog.says("Pod b of window w-1 was paused late"));
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertFalse(pods.get("b").isPaused());
        assertEquals(2, pods.get("b").unpauses());
        assertEquals(1, pods.get("a").unpauses());
    }

    private static void unreachable(WatchedCluster cluster) throws Exception {
        Map<String, PodServer> pods = cluster.paused("dead", "deaf", "mute", "b");
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        pods.get("dead").stop();
        pods.get("deaf").silentToUnpauses(true);
        pods.get("mute").silentToChecks(true);
        // One after the other, the one that can be unpaused last.
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_AT_ONCE", "1", "WATCHDOG_CALL", "5"));
        until("the other one is open", () -> !pods.get("b").isPaused());
        until("the dead one is named", () -> watchdog.says("Pod dead of window w-1 is not open"));
        assertTrue(cluster.holder("ledger").startsWith("scalar-backup-watchdog.dog-0/"));
        Lease held = cluster.lease("ledger");
        until("it renews while it works", () -> !cluster.lease("ledger")
                .getSpec()
                .getRenewTime()
                .equals(held.getSpec().getRenewTime()));
        pods.get("dead").startAgain(true);
        pods.get("deaf").silentToUnpauses(false);
        pods.get("mute").silentToChecks(false);
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        pods.forEach((name, server) -> assertFalse(server.isPaused(), name));
    }

    private static void fenced(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        pods.get("a").silentToUnpauses(true);
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_CALL", "5", "WATCHDOG_GRACE", "5"));
        until("it was tried", () -> pods.get("a").unpauses() > 0);
        // A person forces a rescue.
        cluster.api.edit(cluster.lease("ledger"), lease -> lease.getSpec().setHolderIdentity("rescuer/nonce"));
        cluster.api.edit(
                cluster.lease("ledger"),
                lease -> lease.getMetadata().getAnnotations().put(WatchedCluster.NOTE + "watchdog", "off"));
        until("it knows", () -> watchdog.says("is no longer ours (holder: rescuer/nonce"));
        int before = pods.get("a").unpauses();
        pods.get("a").silentToUnpauses(false);
        // A dead window of somebody else shows that it is alive and works.
        cluster.paused("other")
                .forEach((name, server) -> cluster.lease("other", window("w-2", List.of(cluster.claim(name, server)))));
        until("another one is opened", () -> cluster.isLetGo("other"));
        assertTrue(pods.get("a").isPaused());
        assertEquals(before, pods.get("a").unpauses());
        assertEquals("rescuer/nonce", cluster.holder("ledger"));
    }

    private static void two(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        pods.get("b").silentToUnpauses(true);
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        Map<String, String> settings = Map.of("WATCHDOG_CALL", "5", "WATCHDOG_GRACE", "5");
        Watchdog one = cluster.watchdog("dog-0", settings);
        Watchdog other = cluster.watchdog("dog-1", settings);
        until("one is open", () -> !pods.get("a").isPaused());
        boolean isFirst = cluster.holder("ledger").startsWith("scalar-backup-watchdog.dog-0/");
        until(
                "both have their own",
                () -> cluster.get("scalar-backup.watchdog-dog-0") != null
                        && cluster.get("scalar-backup.watchdog-dog-1") != null);
        assertFalse((isFirst ? other : one).says("was taken from controller/nonce"));
        (isFirst ? one : other).kill();
        pods.get("b").silentToUnpauses(false);
        until("the other one takes it", () -> (isFirst ? other : one).says("was taken from scalar-backup-watchdog."));
        until(
                "the Lease is let go, and no watchdog is called its controller",
                () -> cluster.isLetGo("ledger")
                        && (isFirst ? other : one).says("see what became of its controller, then run it again."));
        assertFalse(pods.get("b").isPaused());
    }

    private static void startsAgain(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        pods.get("a").silentToUnpauses(true);
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_CALL", "5"));
        until("it was tried", () -> pods.get("a").unpauses() > 0);
        watchdog.kill();
        String before = cluster.holder("ledger");
        pods.get("a").silentToUnpauses(false);
        watchdog.start();
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertTrue(watchdog.says("was taken from " + before));
        assertFalse(pods.get("a").isPaused());
    }

    private static void outage(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        cluster.lives("ledger");
        Watchdog watchdog =
                cluster.watchdog("dog-0", Map.of("WATCHDOG_GRACE", "3", "WATCHDOG_SETTLE", "3", "WATCHDOG_GAP", "2"));
        until("it watches", () -> watchdog.says("are watched"));
        cluster.api
                .faults()
                .on("*", "leases")
                .when(call -> call.name().contains("ledger") || call.name().isEmpty())
                .status(503);
        until("it can't", () -> watchdog.says("can't be read (HTTP 503)"));
        long down = System.nanoTime();
        until("longer than its patience", () -> System.nanoTime() - down > 4_000_000_000L);
        cluster.api.faults().clear();
        // A Lease that nobody renews is released as soon as a grace period has passed, by which time the live holder
        // has renewed.
        Map<String, PodServer> later = cluster.paused("b");
        cluster.lease("later", window("w-2", cluster.claims(later)));
        until("that is opened", () -> cluster.isLetGo("later"));
        assertTrue(pods.get("a").isPaused());
        assertEquals("controller/nonce", cluster.holder("ledger"));
    }

    private static void carried(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        Map<String, String> notes = window(
                "w-2", List.of(cluster.claim("a", pods.get("a")), cluster.claim("b", pods.get("b")) + " 20261126-w-1"));
        notes.remove("pauses-since");
        cluster.lease("ledger", notes);
        cluster.watchdog("dog-0", Map.of());
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertFalse(pods.get("b").isPaused(), "an earlier window paused it");
        assertTrue(pods.get("a").isPaused(), "this window has not begun to pause");
    }

    private static void token(WatchedCluster cluster) throws Exception {
        Map<String, PodServer> pods = cluster.paused("a");
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("it watches", () -> watchdog.says("are watched"));
        Account fresh = cluster.account.another();
        cluster.api.access().remove(cluster.account.mounted());
        until("it is refused", () -> watchdog.says("can't be read (HTTP 401)"));
        Files.writeString(cluster.account.token(), fresh.token() + "\n");
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertFalse(pods.get("a").isPaused());
        assertNotNull(cluster.get("scalar-backup.watchdog-dog-0"));
        assertNull(new TreeMap<>(notes(cluster.lease("ledger"))).get("window"));
    }
}
