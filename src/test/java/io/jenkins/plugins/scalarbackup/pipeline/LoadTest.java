package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.engine.Window;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that many windows, at once and in a row, leave nothing behind: no thread, socket, watch, port-forward, Lease,
 * journal entry or memory. The counts are written to {@code target/load/summary.json}.
 */
class LoadTest {
    private static final Path SUMMARY = Path.of("target", "load", "summary.json");
    private static final int AT_ONCE = 100;
    private static final int ROUNDS = 4;
    private static final int LANES = 10;
    private static final int WINDOWS_PER_LANE = 5;
    private static final int WINDOWS_PER_ROUND = LANES * WINDOWS_PER_LANE;
    /** Every tenth release is reached through port-forward. */
    private static final int FORWARDED = 10;

    /**
     * Threads that OkHttp shares between all its clients, which end after 60 s without work, and Jenkins' pool of ten,
     * which fills as it is used.
     */
    private static final Set<String> SHARED = Set.of("OkHttp TaskRunner", "jenkins.util.Timer");

    private static final Map<String, Object> FIGURES = new LinkedHashMap<>();

    private static StepFixture fixture;
    private static PodServers pods;
    private static Footprint before;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(
                home,
                ApiDouble.builder().tls().bookmarkEvery(Duration.ofMillis(200)).start());
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < AT_ONCE * 3 / 2; i++) {
            addresses.add("127.0.1." + (1 + i));
        }
        pods = fixture.keep(PodServers.at(addresses, null));
        int next = 0;
        for (int i = 0; i < AT_ONCE; i++) {
            int size = 1 + i % 2;
            List<String> own = addresses.subList(next, next + size);
            boolean forwarded = isForwarded(i);
            List<String> shown = forwarded ? List.of("127.0.2.1", "127.0.2.2").subList(0, size) : own;
            HelmRelease release = HelmRelease.install(
                    fixture.cluster.namespace(namespace(i)), Chart.SCALARDB_CLUSTER, "app", size, pods.port(), shown);
            for (int pod = 0; forwarded && pod < size; pod++) {
                release.workload().pod(pod).forwardTo(pods.get(next + pod).address());
            }
            next += size;
        }
        // One run of everything first, so that what is created only once is not counted.
        for (int i : List.of(0, 1)) {
            EmbeddedRun first = build(i, windows(1), new AtomicBoolean(true));
            assertEquals(
                    Result.SUCCESS, first.await(StepFixture.LONG), first.log().text());
        }
        nothingIsLeft();
        before = Footprint.now();
        FIGURES.put("before", before);
    }

    @AfterAll
    static void stop() throws Exception {
        Files.createDirectories(SUMMARY.getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(SUMMARY.toFile(), FIGURES);
        fixture.close();
    }

    @Test
    void aHundredBuildsAtOnceOnAsManyReleases() throws Exception {
        long began = System.nanoTime();
        AtomicBoolean go = new AtomicBoolean();
        List<EmbeddedRun> runs = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            runs.add(build(i, "consistentBackup(TARGET, skewWindow: 0) { input 'all?' }", go));
        }
        StepFixture.until("every pod of every release is paused at the same time", () -> pods.all().stream()
                .allMatch(PodServer::isPaused));
        StepFixture.until("every window is open", () -> keeper().windows().all().stream()
                .allMatch(pause -> pause.opened().toCompletableFuture().isDone()));
        // They are started on another thread, and restarted every 30 s.
        StepFixture.until(
                "every window's watch runs", () -> fixture.cluster.watches().running() == AT_ONCE);
        Map<String, Object> open = new LinkedHashMap<>();
        open.put("millisUntilAllOpen", millisSince(began));
        open.put("footprint", Footprint.now());
        open.put("watches", fixture.cluster.watches().running());
        open.put("portForwards", fixture.cluster.forwards().running());
        open.put("leases", leases());
        assertEquals(AT_ONCE, leases());
        go.set(true);
        for (EmbeddedRun run : runs) {
            assertEquals(Result.SUCCESS, run.await(StepFixture.LONG), run.log().text());
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("builds", AT_ONCE);
        figures.put("pods", pods.all().size());
        figures.put("millis", millisSince(began));
        figures.put("whileOpen", open);
        figures.put("after", nothingIsLeft());
        FIGURES.put("atOnce", figures);
    }

    @Test
    void aHundredWindowsWhoseLogsBlock() throws Exception {
        long began = System.nanoTime();
        int earlier = pods.pauses();
        CountDownLatch unblocked = new CountDownLatch(1);
        List<EmbeddedRun> runs = new ArrayList<>();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                EmbeddedRun run = build(i, "consistentBackup(TARGET, skewWindow: 0) { }", new AtomicBoolean(true));
                run.log().beforeEachWrite(written -> {
                    if (written.contains("All pods are open since")) {
                        waitFor(unblocked);
                    }
                });
                runs.add(run);
            }
            int all = pods.all().size();
            StepFixture.until(
                    "every pod was paused, and is open", () -> pods.pauses() == earlier + all && pods.areOpen());
            StepFixture.until(
                    "every window has ended, whatever its log does",
                    () -> keeper().windows().all().isEmpty());
            StepFixture.until("no Lease is left", () -> leases() == 0);
            assertEquals(AT_ONCE, runs.stream().filter(LoadTest::isBlocked).count(), "the logs were to block");
        } finally {
            unblocked.countDown();
        }
        for (EmbeddedRun run : runs) {
            assertEquals(Result.SUCCESS, run.await(StepFixture.LONG), run.log().text());
            // A build does not wait for a log that blocks, and its last lines may be lost; the record is not.
            assertEquals("CONSISTENT", StepFixture.record(run).path("verdict").asText());
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("builds", AT_ONCE);
        figures.put("millis", millisSince(began));
        figures.put("after", nothingIsLeft());
        FIGURES.put("blockedLogs", figures);
    }

    private static boolean isBlocked(EmbeddedRun run) {
        return !run.log().text().contains("All pods are open since");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void twoHundredWindowsInARow() throws Exception {
        List<Long> heap = new ArrayList<>();
        List<Long> millis = new ArrayList<>();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("windows", ROUNDS * WINDOWS_PER_ROUND);
        figures.put("millis", millis);
        figures.put("heapBytes", heap);
        FIGURES.put("inARow", figures);
        int pauses = pods.get(1).pauses();
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            List<EmbeddedRun> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                lanes.add(build(lane, windows(WINDOWS_PER_LANE), new AtomicBoolean(true)));
            }
            for (EmbeddedRun lane : lanes) {
                assertEquals(
                        Result.SUCCESS, lane.await(StepFixture.LONG), lane.log().text());
            }
            millis.add(millisSince(began));
            figures.put("after", nothingIsLeft());
            // The double's own memory of the requests must not be measured.
            fixture.cluster.requests().clear();
            fixture.cluster.compactHistory();
            heap.add(Footprint.heap());
            long windows = Footprint.instances(Window.class);
            figures.put("windowsInMemory", windows);
            assertTrue(windows <= LANES, windows + " ended windows are still in memory");
        }
        assertEquals(pauses + ROUNDS * WINDOWS_PER_LANE, pods.get(1).pauses());
        assertEquals(pods.get(1).pauses(), pods.get(2).pauses());
        long grown = heap.get(ROUNDS - 1) - heap.get(0);
        // The embedded controller keeps about 25 kB of each window's build.
        assertTrue(grown < 8_000_000, "the heap grew by " + grown + " bytes over the last 150 windows: " + heap);
    }

    private static String windows(int count) {
        return "for (int i = 0; i < " + count + "; i++) { consistentBackup(TARGET, skewWindow: 0) { } }";
    }

    private static EmbeddedRun build(int release, String script, AtomicBoolean go) throws IOException {
        String target = "release: 'app', namespace: '" + namespace(release) + "', credentialsId: '"
                + StepFixture.CREDENTIALS + "'" + (isForwarded(release) ? ", access: 'portForward'" : "");
        return fixture.jenkins
                .pipeline("load-" + release)
                .script(script.replace("TARGET", target))
                .answering(question -> go.get() ? "yes" : null)
                .start();
    }

    private static String namespace(int release) {
        return "load-" + release;
    }

    private static boolean isForwarded(int release) {
        return release % FORWARDED == 0;
    }

    /** Waits until nothing of any window is left, and returns the counts. */
    private static Map<String, Object> nothingIsLeft() throws Exception {
        StepFixture.until(
                "the keeper has forgotten every window",
                () -> keeper().windows().all().isEmpty());
        fixture.nothingIsLeft();
        StepFixture.until("no watch is left", () -> fixture.cluster.watches().running() == 0);
        StepFixture.until(
                "no port-forward is left", () -> fixture.cluster.forwards().running() == 0);
        StepFixture.until(
                "no connection to a pod is left", () -> pods.all().stream().allMatch(pod -> pod.connections() == 0));
        for (PodServer pod : pods.all()) {
            assertTrue(pod.unpauses() >= pod.pauses(), pod.address() + " was unpaused less often than paused");
        }
        if (before != null) {
            StepFixture.until(
                    "threads and sockets are as few as before",
                    LoadTest::isAsBefore,
                    () -> "before: " + before + "; now: " + Footprint.now());
        }
        Map<String, Object> left = new LinkedHashMap<>();
        left.put("footprint", Footprint.now());
        return left;
    }

    private static boolean isAsBefore() {
        Footprint now = Footprint.now();
        return now.sockets() <= before.sockets()
                && now.threads().entrySet().stream()
                        .allMatch(named -> SHARED.contains(named.getKey())
                                || named.getValue() <= before.threads().getOrDefault(named.getKey(), 0L));
    }

    private static int leases() {
        try (var client = fixture.cluster.client(fixture.cluster.admin())) {
            return client.leases().inAnyNamespace().list().getItems().size();
        }
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    private static WindowKeeper keeper() {
        return WindowKeeper.get();
    }
}
