package io.jenkins.plugins.scalarbackup.watchdog;

import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.notes;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.until;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/watchdog/watchdog.sh} does, and says, when the API server, a pod or a Lease is not as it should be. */
class WatchdogTroubleTest {
    @TempDir
    static Path directory;

    private static Scenarios scenarios;

    @BeforeAll
    static void start() {
        scenarios = new Scenarios(directory)
                .add("answers that no API server gives are not taken for an empty list", WatchdogTroubleTest::odd)
                .addOnce("a missing token is named", WatchdogTroubleTest::noToken)
                .addOnce("a Lease that can't be renewed or let go is named", WatchdogTroubleTest::forbidden)
                .addOnce("a Lease is let go even if nobody hears the answer", WatchdogTroubleTest::lostAnswers)
                .addOnce("a pause that was taken back is not too long", WatchdogTroubleTest::takenBack)
                .addOnce("a Lease that is deleted meanwhile is named", WatchdogTroubleTest::deleted)
                .addOnce("a pod that does not say whether it is paused is opened", WatchdogTroubleTest::noChecks)
                .addOnce("a pod whose answer is far too long keeps nobody waiting", WatchdogTroubleTest::talks)
                .addOnce("many Leases together try no more pods at once than few", WatchdogTroubleTest::many)
                .addOnce("annotations of another form are named, and hide no pause", WatchdogTroubleTest::otherForms)
                .addOnce("its own Lease is found by its label, whoever made it", WatchdogTroubleTest::ownLease);
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

    private static void odd(WatchedCluster cluster) throws Exception {
        Path account = Files.createTempDirectory(directory, "account");
        try (OddApiServer api = new OddApiServer(account)) {
            api.answers("\r\n{\"kind\":\"LeaseList\",\"apiVersion\":\"coordination.k8s.io/v1\",\"items\":[]}");
            Watchdog watchdog = cluster.watchdog("dog-0", api.settings());
            until(
                    "JSON in one line is no list that it can read",
                    () -> watchdog.says("can't be read (HTTP 200 without a list of Leases in the form asked for)"));
            api.answers("Content-Length: 9999\r\n\r\n{\n  \"kind\": \"LeaseList\",\n  \"items\": []\n}");
            until("half an answer is none", () -> watchdog.says("can't be read (HTTP 000, exit code 18 of curl)"));
            assertFalse(Files.exists(watchdog.directory().resolve("ready")), "it is not ready");
            assertFalse(watchdog.says("are watched"));
            assertTrue(api.requests().stream().noneMatch(line -> line.startsWith("PATCH")), "it does not say it lives");

            // Without the time of the API server there is still one.
            api.answers("\r\n{\n  \"kind\": \"LeaseList\",\n  \"items\": []\n}\n");
            until("that is a list", () -> watchdog.says("are watched"));
            until("it says that it lives", () -> api.requests().stream().anyMatch(line -> line.startsWith("PATCH")));
            long before = api.requests().size();
            until("it goes on", () -> api.requests().size() > before + 2);
            assertTrue(watchdog.isRunning());
        }
    }

    private static void noToken(WatchedCluster cluster) throws Exception {
        String token = Files.readString(cluster.account.token());
        Files.delete(cluster.account.token());
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("it is said", () -> watchdog.says("can't be read (HTTP 000, no token in "));
        Map<String, PodServer> pods = cluster.paused("a");
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        Files.writeString(cluster.account.token(), token);
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertTrue(watchdog.log().stream().allMatch(line -> line.matches("(The|Lease|Pod) .*")), "the shell is silent");
    }

    private static void forbidden(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        pods.get("b").silentToUnpauses(true);
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_CALL", "5"));
        until("it was tried", () -> pods.get("b").unpauses() > 0);
        var noMore = cluster.api
                .faults()
                .on("patch", "leases")
                .when(call -> call.name().contains("ledger"))
                .status(403);
        until("it is said", () -> watchdog.says("ledger can't be renewed (HTTP 403): nothing more is sent"));
        int before = pods.get("b").unpauses();
        int refused = noMore.hits();
        until("it tries to renew it again and again", () -> noMore.hits() > refused + 5);
        assertEquals(before, pods.get("b").unpauses());
        noMore.clear();
        cluster.api.faults().on("get", "pods").times(3).status(403);
        pods.get("b").silentToUnpauses(false);
        var refusal = cluster.api
                .faults()
                .on("patch", "leases")
                .when(call -> new String(call.body()).contains("opened-window"))
                .times(5)
                .status(422);
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertEquals(5, refusal.hits());
        assertTrue(watchdog.says("of window w-1 can't be let go (HTTP 422): it is tried again"));
        assertEquals(
                1,
                watchdog.log().stream()
                        .filter(line -> line.contains("can't be renewed"))
                        .count());
    }

    private static void lostAnswers(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        cluster.api
                .faults()
                .on("patch", "leases")
                .when(call -> call.name().contains("ledger"))
                .times(1)
                .cutAnswer();
        cluster.api
                .faults()
                .on("patch", "leases")
                .when(call -> new String(call.body()).contains("opened-window"))
                .times(1)
                .cutAnswer();
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("it is said", () -> watchdog.says("was let go. Opened: a."));
        assertTrue(watchdog.says("could not be taken from controller/nonce (HTTP 000, exit code "));
        assertTrue(cluster.isLetGo("ledger"));
        assertFalse(pods.get("a").isPaused());
        assertFalse(watchdog.says("is no longer ours"));
    }

    private static void takenBack(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        Map<String, String> notes = window("w-1", List.of(cluster.claim("a", pods.get("a")) + " w-0"));
        notes.put("opens-within", "99999");
        cluster.lease("ledger", notes);
        cluster.lives("ledger");
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_GRACE", "60"));
        until("it was seen", () -> watchdog.says("ledger of window w-1: 1 of 1 pods can be opened"));
        cluster.api.edit(cluster.lease("ledger"), lease -> {
            lease.getMetadata().getAnnotations().remove(WatchedCluster.NOTE + "pauses-since");
            lease.getMetadata().getAnnotations().put(WatchedCluster.NOTE + "opens-within", "1");
        });
        Map<String, String> tooLong = window("w-2", List.of(cluster.claim("b", pods.get("b"))));
        tooLong.put("opens-within", "1");
        cluster.lease("other", tooLong);
        cluster.lives("other");
        until("another one is", () -> cluster.isLetGo("other"));
        assertTrue(pods.get("a").isPaused());
        assertEquals("controller/nonce", cluster.holder("ledger"));
    }

    private static void deleted(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        pods.get("a").silentToUnpauses(true);
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        cluster.api.faults().on("get", "pods").times(6).status(403);
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_CALL", "5"));
        until(
                "its missing right is named",
                () -> watchdog.says("it can't be looked up (HTTP 403). It is tried again. See that the API server"
                        + " answers, and this ServiceAccount may get pods."));
        until("it was tried", () -> pods.get("a").unpauses() > 0);
        cluster.api.delete(cluster.lease("ledger"));
        until("it is said", () -> watchdog.says("ledger of window w-1 was deleted: nothing more is opened under it."));
        assertTrue(watchdog.isRunning());
    }

    private static void noChecks(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a");
        pods.get("a").refusesChecks(true);
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("it is open", () -> !pods.get("a").isPaused());
        until("it is said", () -> watchdog.says("is not open: it refuses CheckPaused with gRPC status 12"));
        assertFalse(cluster.isLetGo("ledger"), "nobody knows whether it is open");
        pods.get("a").refusesChecks(false);
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
    }

    private static void talks(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        pods.get("a").padsChecks(3_000_000);
        cluster.lease("ledger", window("w-1", cluster.claims(pods)));
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("the other one is open", () -> !pods.get("b").isPaused());
        until(
                "it is said",
                () -> watchdog.says(
                        "Pod a of window w-1 is not open: it answers CheckPaused in a form that is not" + " known"));
        assertFalse(pods.get("a").isPaused());
        pods.get("a").padsChecks(0);
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
    }

    /** Each try is some processes of its own, and its container's memory is what the manifest says. */
    private static void many(WatchedCluster cluster) {
        List<PodServer> silent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Map<String, PodServer> pods = cluster.paused(i + "-a", i + "-b", i + "-c", i + "-d");
            pods.values().forEach(pod -> silent.add(pod.silentToChecks(true)));
            cluster.lease("ledger-" + i, window("w-" + i, cluster.claims(pods)));
        }
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of("WATCHDOG_AT_ONCE", "4", "WATCHDOG_CALL", "3"));
        int[] most = {0};
        until("each pod was tried", () -> {
            most[0] = Math.max(
                    most[0], silent.stream().mapToInt(PodServer::connections).sum());
            return watchdog.log().stream()
                            .filter(line -> line.contains("is not open: it does not answer"))
                            .map(line -> line.split(" ")[1])
                            .distinct()
                            .count()
                    == silent.size();
        });
        // One of each Lease to see whether it is reached, and one to open it.
        assertTrue(most[0] <= 2 * 8, most[0] + " at once");
        assertTrue(most[0] > 0);
    }

    private static void otherForms(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("a", "b");
        Map<String, String> newer = window("w-2", List.of(cluster.claim("b", pods.get("b"))));
        newer.put("version", "2");
        cluster.lease("newer", newer);
        Map<String, String> edited = window("w-1", List.of(cluster.claim("a", pods.get("a"))));
        edited.put("pauses-since", "26 Nov, 18:30");
        edited.put("opens-within", "5m");
        edited.put("pod-window", "of a pod, not of the Lease");
        cluster.lease("ledger", edited);
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertFalse(pods.get("a").isPaused());
        for (String key : List.of("pauses-since", "opens-within", "pod-window")) {
            assertTrue(watchdog.says("ledger: the annotation " + key + " does not have the form it should have"), key);
        }
        assertTrue(pods.get("b").isPaused());
        assertEquals(
                1,
                watchdog.log().stream()
                        .filter(line -> line.contains("newer has a window or a version in a form that is not known"))
                        .count());
    }

    private static void ownLease(WatchedCluster cluster) {
        Lease foreign = cluster.lease("foreign", Map.of("something", "else"));
        cluster.api.delete(foreign);
        foreign.getMetadata().setName("scalar-backup.watchdog-dog-0");
        foreign.getMetadata().setLabels(Map.of());
        foreign.getMetadata().setResourceVersion(null);
        foreign.getMetadata().setUid(null);
        cluster.api.create(foreign);
        cluster.watchdog("dog-0", Map.of());
        until("it is labelled and renewed", () -> {
            Lease own = cluster.get("scalar-backup.watchdog-dog-0");
            return "scalar-backup".equals(own.getMetadata().getLabels().get("app.kubernetes.io/managed-by"))
                    && own.getSpec().getHolderIdentity().startsWith("scalar-backup-watchdog.dog-0/")
                    && notes(own).containsKey("watchdog-grace");
        });
        cluster.api.delete(cluster.get("scalar-backup.watchdog-dog-0"));
        until("it is made again", () -> cluster.get("scalar-backup.watchdog-dog-0") != null);
    }
}
