package io.jenkins.plugins.scalarbackup.kubernetes;

import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.failed;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.now;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.release;
import static io.jenkins.plugins.scalarbackup.kubernetes.ClusterFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClusterException.Kind;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.PodWatch;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesPodWatchTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ClusterFixture fixture = new ClusterFixture();
    private final Workload ledger = HelmRelease.install(fixture.namespace, Chart.SCALARDL_LEDGER, "app", 2)
            .workload();
    private final Heard heard = new Heard();
    private ResolvedTarget resolved;
    private KubernetesTarget target;

    /** Records the listener's calls, and whether two ever ran at a time. */
    private static final class Heard implements PodWatch.Listener {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<String> lost = new CopyOnWriteArrayList<>();
        private boolean inside;
        volatile boolean overlapped;

        private synchronized void hear(Runnable what) {
            overlapped |= inside;
            inside = true;
            what.run();
            inside = false;
        }

        @Override
        public void seen(Pod pod) {
            hear(() -> events.add("seen " + pod.name() + (pod.ready() ? "" : " not ready")));
        }

        @Override
        public void gone(Pod pod) {
            hear(() -> events.add("gone " + pod.name()));
        }

        @Override
        public void lost(String reason) {
            hear(() -> lost.add(reason));
        }
    }

    @AfterEach
    void close() {
        assertFalse(heard.overlapped);
        fixture.close();
    }

    private PodWatch watch() throws Exception {
        return watch(fixture.cluster.admin());
    }

    private PodWatch watch(Account account) throws Exception {
        target = fixture.target(release("app"), account);
        resolved = now(target.resolve());
        Snapshot snapshot = now(target.snapshot(resolved));
        return target.watch(resolved, snapshot.resourceVersion(), heard);
    }

    private String version() throws Exception {
        return now(target.snapshot(resolved)).resourceVersion();
    }

    private void running() {
        until("a watch runs", () -> fixture.cluster.watches().running() == 1);
    }

    @Test
    void tellsWhatHappensFromTheSnapshotOn() throws Exception {
        target = fixture.target(release("app"));
        resolved = now(target.resolve());
        String from = version();
        String first = ledger.pod(0).name();
        ledger.pod(0).setReady(false);
        PodWatch watch = target.watch(resolved, from, heard);
        String added = ledger.addPod().name();
        ledger.pods().stream()
                .filter(pod -> pod.name().equals(added))
                .findFirst()
                .orElseThrow()
                .remove();
        now(watch.reach(Long.toString(fixture.cluster.resourceVersion()), LONG));
        assertTrue(heard.events.contains("seen " + first + " not ready"), heard.events.toString());
        assertTrue(heard.events.contains("seen " + added), heard.events.toString());
        assertEquals("gone " + added, heard.events.get(heard.events.size() - 1), "added and gone again is not missed");
        assertEquals(List.of(), heard.lost);
    }

    @Test
    void reachesAnEventAtOnce() throws Exception {
        PodWatch watch = watch();
        running();
        ledger.pod(1).setReady(false);
        long began = System.nanoTime();
        String version = ledger.pod(1).model().getMetadata().getResourceVersion();
        now(watch.reach(version, LONG));
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(2).toNanos());
        assertEquals(1, heard.events.size());
        assertEquals(version, watch.resourceVersion());
        now(watch.reach("1", Duration.ZERO));
    }

    @Test
    void reachesBeyondEventsByTheBookmarkOfAShortWatch() throws Exception {
        PodWatch watch = watch();
        running();
        HelmRelease.install(fixture.namespace, Chart.SCALARDB_CLUSTER, "other", 1);
        String version = version();
        // The usual request would have lasted longer than this.
        now(watch.reach(version, Duration.ofSeconds(20)));
        assertEquals(version, watch.resourceVersion());
        assertEquals(List.of(), heard.events);
        // The next one may have begun already.
        assertTrue(fixture.cluster.requests().count("watch", "pods") >= 2, "the usual one, then the short one");
    }

    @Test
    void aCutWatchMissesNothing() throws Exception {
        PodWatch watch = watch();
        for (int i = 0; i < 5; i++) {
            running();
            fixture.cluster.watches().cut();
            ledger.pod(0).touchLabel("round", Integer.toString(i));
        }
        now(watch.reach(ledger.pod(0).model().getMetadata().getResourceVersion(), LONG));
        assertEquals(5, heard.events.size());
        assertEquals(List.of(), heard.lost);
    }

    @Test
    void anEndedWatchAndOneThatWasRefusedForAWhileGoOn() throws Exception {
        PodWatch watch = watch();
        running();
        fixture.cluster.faults().on("watch", "pods").times(1).status(503);
        fixture.cluster.faults().on("watch", "pods").times(1).tooManyRequests(Duration.ofSeconds(1));
        fixture.cluster.faults().on("watch", "pods").times(1).cut();
        fixture.cluster.watches().end();
        ledger.pod(0).touchLabel("a", "b");
        now(watch.reach(ledger.pod(0).model().getMetadata().getResourceVersion(), LONG));
        assertEquals(1, heard.events.size());
    }

    @Test
    void aServerThatWasDownIsWatchedAgain() throws Exception {
        PodWatch watch = watch();
        running();
        fixture.cluster.stop();
        until("the watch is gone", () -> fixture.cluster.watches().running() == 0);
        fixture.cluster.start();
        ledger.pod(0).touchLabel("a", "b");
        now(watch.reach(ledger.pod(0).model().getMetadata().getResourceVersion(), LONG));
        assertEquals(List.of(), heard.lost);
    }

    /** For some seconds, its caches have neither accounts nor roles, and it answers 401 or 403 to everybody. */
    @Test
    void aServerThatStartsMayRefuseForAWhileWhatItGrantedBefore() throws Exception {
        PodWatch watch = watch();
        running();
        fixture.cluster.faults().on("watch", "pods").times(1).status(401);
        fixture.cluster.faults().on("watch", "pods").times(2).forbidden("pods is forbidden: User \"u\" cannot watch");
        fixture.cluster.watches().end();
        ledger.pod(0).touchLabel("a", "b");
        now(watch.reach(ledger.pod(0).model().getMetadata().getResourceVersion(), LONG));
        assertEquals(List.of(), heard.lost);
    }

    @Test
    void aForgottenHistoryLosesTheWatch() throws Exception {
        for (boolean asStatus : new boolean[] {false, true}) {
            heard.lost.clear();
            fixture.cluster.watches().answerGoneAsHttpStatus(asStatus);
            PodWatch watch = watch();
            running();
            ledger.pod(0).touchLabel("as-status", Boolean.toString(asStatus));
            until("event", () -> !heard.events.isEmpty());
            fixture.cluster.faults().on("watch", "pods").times(1).status(503);
            fixture.cluster.watches().cut();
            fixture.namespace.createPod("other" + asStatus, java.util.Map.of(), 1);
            fixture.cluster.compactHistory();
            until("lost", () -> heard.lost.size() == 1);
            assertTrue(heard.lost.get(0).contains("410"), heard.lost.get(0));
            assertTrue(heard.lost.get(0).contains("not known"), heard.lost.get(0));
            failed(Kind.UNAVAILABLE, watch.reach(version(), LONG));
            target.close();
        }
    }

    @Test
    void anExpiryInTheStreamLosesTheWatch() throws Exception {
        PodWatch watch = watch();
        running();
        CompletionStage<Void> reach = watch.reach("999999", LONG);
        // Repeatedly, because the first may still hit the request that the short one replaces.
        until("lost", () -> {
            fixture.cluster.watches().expire();
            return !heard.lost.isEmpty();
        });
        assertTrue(failed(Kind.UNAVAILABLE, reach).contains("410"));
        assertEquals(1, heard.lost.size());
    }

    @Test
    void aMissingRightLosesTheWatch() throws Exception {
        watch(fixture.cluster.access().account("backup").allow(List.of("get", "list"), "*"));
        until("lost", () -> heard.lost.size() == 1);
        assertTrue(heard.lost.get(0).contains("watch pods in namespace \"prod\""), heard.lost.get(0));
        assertTrue(heard.lost.get(0).contains("docs/rbac.yaml"), heard.lost.get(0));
    }

    @Test
    void saysHowFarItCame() throws Exception {
        PodWatch watch = watch();
        running();
        fixture.cluster.watches().hold();
        ledger.pod(0).touchLabel("a", "b");
        String message = failed(Kind.UNAVAILABLE, watch.reach(version(), Duration.ofMillis(300)));
        assertTrue(message.contains("did not reach resource version " + version()), message);
        fixture.cluster.watches().release();
        now(watch.reach(version(), LONG));
    }

    /** Each request ends normally meanwhile; earlier versions took that for proof. */
    @Test
    void aSilentCacheProvesNothingHoweverWellItsWatchesEnd() throws Exception {
        PodWatch watch = watch();
        running();
        fixture.cluster.watches().hold();
        ledger.addPod().remove();
        CompletionStage<Void> reach = watch.reach(version(), Duration.ofSeconds(7));
        until(
                "a short watch has ended well, and the next one runs",
                () -> fixture.cluster.requests().count("watch", "pods") >= 4);
        assertTrue(failed(Kind.UNAVAILABLE, reach).contains("within 7 s"));
        assertEquals(List.of(), heard.events);
        fixture.cluster.watches().release();
        now(watch.reach(version(), LONG));
        assertEquals(2, heard.events.size(), "what came and went is told by then");
    }

    @Test
    void whatACacheThatLagsBehindTellsComesBeforeItsProof() throws Exception {
        PodWatch watch = watch();
        running();
        fixture.cluster.watchesLag(Duration.ofMillis(1_500));
        ledger.addPod().remove();
        now(watch.reach(version(), LONG));
        assertEquals(2, heard.events.size(), heard.events.toString());
    }

    @Test
    void aQuietCacheIsMovedByItsOwnProgressNotificationsOnly() throws Exception {
        fixture.cluster.notifyProgress(Duration.ZERO);
        PodWatch watch = watch();
        running();
        HelmRelease.install(fixture.cluster.namespace("another"), Chart.SCALARDB_CLUSTER, "other", 0);
        String quiet = version();
        failed(Kind.UNAVAILABLE, watch.reach(quiet, Duration.ofSeconds(4)));
        fixture.cluster.notifyProgress(Duration.ofMillis(500));
        now(watch.reach(quiet, LONG));
    }

    /** The list at which a watch begins proves that nothing happened before it, but nothing about the watch. */
    @Test
    void aWatchThatHasToldNothingYetHasReachedNothing() throws Exception {
        fixture.cluster.notifyProgress(Duration.ZERO);
        fixture.namespace.createPod("unrelated", java.util.Map.of(), 1);
        ledger.pod(0).touchLabel("a", "b");
        fixture.cluster.watches().hold();
        PodWatch watch = watch();
        failed(Kind.UNAVAILABLE, watch.reach(watch.resourceVersion(), Duration.ofMillis(1_500)));
        fixture.cluster.watches().release();
        String from = watch.resourceVersion();
        ledger.pod(0).touchLabel("a", "c");
        now(watch.reach(from, LONG));
    }

    @Test
    void aServerThatLagsBehindTakesItNowhereBack() throws Exception {
        PodWatch watch = watch();
        running();
        ledger.pod(0).touchLabel("a", "b");
        until("event", () -> heard.events.size() == 1);
        String seen = watch.resourceVersion();
        fixture.cluster.watches().sendBookmarks(1_001);
        ledger.pod(1).touchLabel("a", "b");
        until("event", () -> heard.events.size() == 2);
        assertTrue(new java.math.BigInteger(watch.resourceVersion()).compareTo(new java.math.BigInteger(seen)) > 0);
        fixture.cluster.watches().sendBookmarks(1_001);
        fixture.cluster.watches().cut();
        ledger.pod(0).touchLabel("a", "c");
        until("event", () -> heard.events.size() == 3);
    }

    @Test
    void closingEndsIt() throws Exception {
        PodWatch watch = watch();
        running();
        CompletionStage<Void> reach = watch.reach("999999", LONG);
        watch.close();
        watch.close();
        assertTrue(failed(Kind.UNAVAILABLE, reach).contains("closed"));
        failed(Kind.UNAVAILABLE, watch.reach("999999", LONG));
        until("the server has no watch", () -> fixture.cluster.watches().running() == 0);
        ledger.pod(0).touchLabel("a", "b");
        assertEquals(List.of(), heard.events);
    }

    @Test
    void closingTheTargetLeavesNoThreadBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 3; i++) {
            watch();
        }
        until("three watches", () -> fixture.cluster.watches().running() == 3);
        assertTrue(clientThreads(before).size() >= 3, "else the names are other ones");
        fixture.close();
        until("no thread of the clients is left", () -> clientThreads(before).isEmpty());
    }

    private static List<String> clientThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("OkHttp Dispatcher")
                        || name.startsWith("OkHttp http")
                        || name.startsWith("fixture-"))
                .toList();
    }
}
