package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests watches over a WebSocket, which fabric8's client requests first, and over a chunked answer. */
@ParameterizedClass(name = "onlyHttp = {0}")
@ValueSource(booleans = {false, true})
class WatchesTest {

    private final ApiDouble cluster = ApiDouble.started();
    private final KubernetesClient client;
    private final SeenEvents<Pod> seen = new SeenEvents<>();

    WatchesTest(boolean onlyHttp) {
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(cluster.config(cluster.admin()))
                        .withOnlyHttpWatches(onlyHttp)
                        .withWatchReconnectInterval(10)
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        cluster.close();
    }

    @Test
    void aWatchGoesOnExactlyAfterItsVersion() {
        cluster.create(ObjectsTest.pod("n", "a", "x"));
        String listed = client.pods().inNamespace("n").list().getMetadata().getResourceVersion();
        cluster.create(ObjectsTest.pod("n", "b", "x"));
        cluster.create(ObjectsTest.pod("other", "z", "x"));
        cluster.delete(ObjectsTest.pod("n", "a", "x"));
        try (Watch watch = watchFrom(listed)) {
            seen.await("ADDED b", "DELETED a");
            cluster.edit(
                    ObjectsTest.pod("n", "b", "x"),
                    pod -> pod.getMetadata().getLabels().put("k", "v"));
            seen.await("ADDED b", "DELETED a", "MODIFIED b");
        }
        Eventually.hold("the watch is over", () -> cluster.watches().running() == 0);
    }

    @Test
    void aWatchWithoutAVersionStartsWithWhatIsThere() {
        cluster.create(ObjectsTest.pod("n", "a", "x"));
        try (Watch watch = client.pods().inNamespace("n").watch(seen)) {
            seen.await("ADDED a");
        }
    }

    @Test
    void aCutWatchMissesNothingAndRepeatsNothing() {
        try (Watch watch = watchFrom(now())) {
            cluster.create(ObjectsTest.pod("n", "a", "x"));
            seen.await("ADDED a");
            cluster.watches().cut();
            cluster.create(ObjectsTest.pod("n", "b", "x"));
            seen.await("ADDED a", "ADDED b");
            assertNull(seen.failure());
        }
    }

    @Test
    void aWatchSurvivesTheServersRestart() {
        try (Watch watch = watchFrom(now())) {
            cluster.stop();
            cluster.create(ObjectsTest.pod("n", "a", "x"));
            cluster.start();
            seen.await("ADDED a");
        }
    }

    @Test
    void aForgottenVersionIsGone() {
        String old = now();
        cluster.create(ObjectsTest.pod("n", "a", "x"));
        cluster.compactHistory();
        try (Watch watch = watchFrom(old)) {
            seen.awaitGone();
            assertEquals(List.of(), seen.events());
        }
    }

    @Test
    void aForgottenVersionIsGoneAsHttpStatus() {
        String old = now();
        cluster.create(ObjectsTest.pod("n", "a", "x"));
        cluster.compactHistory();
        cluster.watches().answerGoneAsHttpStatus(true);
        KubernetesClientException gone = assertThrows(KubernetesClientException.class, () -> {
            Watch watch = watchFrom(old);
            // Over plain HTTP, the client starts the watch first and reports later.
            seen.awaitGone();
            watch.close();
            throw seen.failure().asClientException();
        });
        assertEquals(410, gone.getCode());
    }

    @Test
    void aRunningWatchCanLoseItsPlace() {
        try (Watch watch = watchFrom(now())) {
            Eventually.hold("the watch runs", () -> cluster.watches().running() == 1);
            cluster.watches().expire();
            seen.awaitGone();
        }
    }

    @Test
    void bookmarksCarryTheVersionOnRequest() {
        try (Watch watch = watchFrom(now())) {
            Eventually.hold("the watch runs", () -> cluster.watches().running() == 1);
            cluster.create(ObjectsTest.pod("other", "z", "x"));
            cluster.watches().sendBookmarks();
            seen.await("BOOKMARK " + cluster.resourceVersion());
        }
    }

    @Test
    void whatIsHeldComesLater() {
        try (Watch watch = watchFrom(now())) {
            Eventually.hold("the watch runs", () -> cluster.watches().running() == 1);
            cluster.watches().hold();
            cluster.create(ObjectsTest.pod("n", "a", "x"));
            cluster.watches().sendBookmarks();
            assertEquals(1, client.pods().inNamespace("n").list().getItems().size());
            assertEquals(List.of(), seen.events());
            cluster.watches().release();
            cluster.watches().sendBookmarks();
            seen.await("ADDED a", "BOOKMARK " + cluster.resourceVersion());
        }
    }

    @Test
    void aPodThatLeavesTheSelectionIsReportedDeleted() {
        cluster.create(ObjectsTest.pod("n", "a", "x"));
        try (Watch watch = client.pods().inNamespace("n").withLabel("app", "x").watch(options(now()), seen)) {
            cluster.edit(
                    ObjectsTest.pod("n", "a", "x"),
                    pod -> pod.getMetadata().getLabels().put("app", "y"));
            cluster.edit(
                    ObjectsTest.pod("n", "a", "x"),
                    pod -> pod.getMetadata().getLabels().put("app", "x"));
            seen.await("DELETED a", "ADDED a");
        }
    }

    private String now() {
        return client.pods().inNamespace("n").list().getMetadata().getResourceVersion();
    }

    private Watch watchFrom(String version) {
        return client.pods().inNamespace("n").watch(options(version), seen);
    }

    private static ListOptions options(String version) {
        return new ListOptionsBuilder()
                .withResourceVersion(version)
                .withAllowWatchBookmarks(true)
                .build();
    }
}
