package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Faults.Fault;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests restarts: controllers are killed with a window at each boundary between two phases, all at once, and started
 * again on their JENKINS_HOME, which no longer has their jobs or credentials. What they left paused is unpaused, by the
 * journal alone, and each window has a true record. That the block of a resumed build continues is Pipeline's task,
 * which the embedded controller does not implement.
 */
class RestartTest {
    private static final Map<String, List<PodServer>> RELEASES = new LinkedHashMap<>();

    /** The expected verdict of each window. */
    private static final Map<String, String> EXPECTED = new TreeMap<>(Map.ofEntries(
            Map.entry("journalled", "FAILED"),
            Map.entry("pausing", "FAILED"),
            Map.entry("open", "ABORTED"),
            Map.entry("single", "ABORTED"),
            Map.entry("token", "ABORTED"),
            Map.entry("returned", "CONSISTENT, proven"),
            Map.entry("closing", "CONSISTENT, proven"),
            Map.entry("unpausing", "CONSISTENT, proven"),
            Map.entry("verifying", "CONSISTENT, proven"),
            Map.entry("archiving", "CONSISTENT, proven"),
            Map.entry("recorded", "CONSISTENT, proven"),
            Map.entry("preparing-again", "CONSISTENT, proven")));

    /**
     * Their lock is not taken back before the verification: they are not proven, which is safe, and the Lease expires.
     */
    private static final Set<String> CUT_LATE = Set.of("verifying", "archiving", "recorded");

    private static ApiDouble cluster;
    private static PodServers pods;
    private static ControllerProcess first;
    private static ControllerProcess second;

    @BeforeAll
    static void killOneWithAWindowInEachPhaseAndStartAgain(@TempDir Path directory) throws Exception {
        cluster =
                ApiDouble.builder().tls().bookmarkEvery(Duration.ofMillis(200)).start();
        Map<String, String> scripts = new LinkedHashMap<>();
        scripts.put("preparing", "input 'begin'\n" + block("preparing", ""));
        scripts.put(
                "journalled",
                "input 'begin'\n" + block("journalled", "").replace("skewWindow: 0", "skewWindow: 0, maxPauseWait: 2"));
        // For 10 s longer than maxPauseWait, a Pause without an answer may arrive late, and the entry is kept.
        scripts.put("pausing", block("pausing", "").replace("skewWindow: 0", "skewWindow: 0, maxPauseWait: 30"));
        scripts.put("open", block("open", "input 'never'"));
        scripts.put(
                "token",
                "consistentBackup(release: 'app', namespace: 'token', skewWindow: 0, credentialsId: 'token',"
                        + " serverUrl: '" + cluster.url() + "', caCertificate: '''"
                        + cluster.caCertificate().orElseThrow() + "''') { input 'never' }");
        scripts.put(
                "single",
                "node { withCredentials([file(credentialsId: 'cluster', variable: 'KUBECONFIG')]) {\n"
                        + "scalarPause(release: 'app', namespace: 'single')\n input 'never' } }");
        scripts.put("returned", block("returned", "").replace("skewWindow: 0", "skewWindow: 25"));
        for (String name : List.of("closing", "unpausing", "verifying", "archiving", "recorded")) {
            scripts.put(name, block(name, "input '" + name + "'"));
        }
        install(scripts.keySet());
        Path home = directory.resolve("home");
        first = ControllerProcess.start(
                home, Map.of("cluster", kubeconfig(), "token", cluster.admin().token()), scripts);
        try {
            bringEachWindowToItsPhase();
        } finally {
            first.kill();
        }
        assertEquals(Map.of("archiving", 1, "recorded", 1), counted(first.records()));
        cluster.faults().clear();
        RELEASES.get("unpausing").get(0).silentToUnpauses(false);
        RELEASES.get("closing").forEach(pod -> pod.silentToChecks(false));
        second = ControllerProcess.start(
                home,
                Map.of("other", kubeconfig()),
                Map.of("preparing-again", block("preparing", "").replace("'cluster'", "'other'")));
    }

    private static void bringEachWindowToItsPhase() throws InterruptedException {
        RELEASES.get("pausing").get(1).hangsInPause();
        first.until("pausing", () -> RELEASES.get("pausing").stream().allMatch(PodServer::isPaused));
        List<String> open = new ArrayList<>(EXPECTED.keySet());
        open.removeAll(List.of("journalled", "pausing", "preparing-again"));
        for (String name : open) {
            first.until(
                    name + " is open",
                    () -> first.isIn("OPEN", name)
                            && first.entry(name).at("/state/clockOffset").isObject());
        }
        first.until(
                "returned has returned",
                () -> first.entry("returned").at("/state/bodyReturned").asBoolean());

        // From here on, each is blocked by something that times out in 3 to 10 s.
        Fault preparing = on("list", "endpointslices", "preparing");
        Fault journalled = on("update", "leases", "journalled");
        first.answer("begin");
        RELEASES.get("unpausing").get(0).silentToUnpauses(true);
        first.hangArchivingOf("archiving");
        Fault verifying = on("list", "pods", "verifying");
        Fault recorded = on("delete", "leases", "recorded");
        List.of("unpausing", "verifying", "archiving", "recorded").forEach(first::answer);
        first.until("preparing", () -> preparing.hits() > 0);
        first.until("journalled", () -> journalled.hits() > 0 && first.isIn("PAUSING", "journalled"));
        first.until(
                "unpausing",
                () -> first.isIn("UNPAUSING", "unpausing")
                        && RELEASES.get("unpausing").get(0).unpauses() > 0);
        first.until("verifying", () -> first.isIn("VERIFYING", "verifying") && verifying.hits() > 0);
        first.until("archiving", () -> first.records().containsKey("archiving"));
        first.until("recorded", () -> recorded.hits() > 0);
        // All of them: one that answered would be unpaused at once, and a pod that is unpaused after the restart proves
        // nothing more.
        RELEASES.get("closing").forEach(pod -> pod.silentToChecks(true));
        first.answer("closing");
        first.until(
                "closing",
                () -> first.entry("closing").at("/state/bodyReturned").asBoolean());
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        if (second != null) {
            second.close();
        }
        pods.close();
        cluster.close();
    }

    @Test
    void everyWindowEndsWithOpenPodsAndTheRecordThatIsTrue() throws Exception {
        assertFalse(first.log().contains("ERROR: "), first.log());
        second.until("every pod is open", () -> pods.areOpen() && pods.pauses() > 0);
        second.until("every window has its record", () -> second.records().size() == EXPECTED.size());
        second.until("no entry is left in the journal", () -> list(second.journal()) == 0);
        second.until("no Lease is left", () -> leases().stream()
                .allMatch(lease -> CUT_LATE.contains(lease.getMetadata().getNamespace())));
        assertTrue(pods.areOpen());

        Map<String, String> verdicts = new TreeMap<>();
        second.records().forEach((job, records) -> {
            assertEquals(1, records.size(), "records of " + job);
            JsonNode record = records.get(0);
            assertEquals(
                    job.equals("token") || job.equals("single") ? 0 : 26,
                    record.path("expectEveryHours").asInt(),
                    job);
            String verdict = record.path("verdict").asText();
            // If a window is cut short, it is proven up to the last poll, which depends on when it was killed.
            boolean proven =
                    !verdict.equals("ABORTED") && record.path("windowProven").asBoolean();
            boolean late = CUT_LATE.contains(job) && verdict.equals("INCONSISTENT");
            verdicts.put(job, late ? EXPECTED.get(job) : verdict + (proven ? ", proven" : ""));
        });
        assertEquals(
                EXPECTED, verdicts, () -> second.log() + "\n" + second.records().values());

        RELEASES.get("journalled").forEach(pod -> assertEquals(0, pod.pauses(), "a Pause was sent after all"));
        assertEquals(1, RELEASES.get("preparing").get(0).pauses(), "by the window of the second start only");
        RELEASES.values()
                .forEach(release -> release.forEach(pod -> assertTrue(pod.pauses() <= 1, "paused more than once")));
        second.until("no watch is left", () -> cluster.watches().running() == 0);
        second.until(
                "no connection to a pod is left", () -> pods.all().stream().allMatch(pod -> pod.connections() == 0));
    }

    private static Map<String, Integer> counted(Map<String, List<JsonNode>> records) {
        Map<String, Integer> counts = new TreeMap<>();
        records.forEach((job, all) -> counts.put(job, all.size()));
        return counts;
    }

    private static void install(Iterable<String> namespaces) throws Exception {
        List<String> names = new ArrayList<>();
        namespaces.forEach(names::add);
        pods = PodServers.start(2 * names.size());
        for (int i = 0; i < names.size(); i++) {
            HelmRelease.install(
                    cluster.namespace(names.get(i)),
                    Chart.SCALARDB_CLUSTER,
                    "app",
                    2,
                    pods.port(),
                    pods.addresses().subList(2 * i, 2 * i + 2));
            RELEASES.put(names.get(i), pods.all().subList(2 * i, 2 * i + 2));
        }
    }

    private static String block(String namespace, String body) {
        return "consistentBackup(release: 'app', namespace: '" + namespace
                + "', credentialsId: 'cluster', expectEveryHours: 26, skewWindow: 0) { " + body + " }";
    }

    private static String kubeconfig() {
        return cluster.kubeconfig(cluster.admin(), "default");
    }

    private static Fault on(String verb, String resource, String namespace) {
        return cluster.faults()
                .on(verb, resource)
                .when(call -> call.namespace().equals(namespace))
                .hang();
    }

    private static int list(Path directory) {
        String[] names = directory.toFile().list();
        return names == null ? 0 : names.length;
    }

    private static List<Lease> leases() {
        try (var client = cluster.client(cluster.admin())) {
            return client.leases().inAnyNamespace().list().getItems();
        }
    }
}
