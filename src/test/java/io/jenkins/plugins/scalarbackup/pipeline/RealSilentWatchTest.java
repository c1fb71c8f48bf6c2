package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.theOneError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests windows on a real API server whose watches are silent while no pod changes: one up to 1.30 with etcd's default
 * for progress notifications. For others, see {@link RealApiServerTest}.
 */
@EnabledIfSystemProperty(named = "kubeconfig", matches = ".+", disabledReason = "needs -Dkubeconfig=FILE")
class RealSilentWatchTest {
    private static final String WINDOW = "consistentBackup(release: 'app', credentialsId: 'real', skewWindow: 0";

    private StepFixture fixture;
    private RealCluster cluster;
    private PodServers pods;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home);
        cluster = new RealCluster(Path.of(System.getProperty("kubeconfig")));
        pods = fixture.keep(PodServers.start(2));
        assumeTrue(SilentWatches.areThoseOf(cluster), "this server's watches tell how far they are");
        cluster.install(pods);
        SilentWatches.areStillIn(cluster);
        fixture.kubeconfig("real", cluster.kubeconfig());
    }

    @AfterEach
    void stop() throws Exception {
        try {
            StepFixture.until("all pods are open", pods::areOpen);
        } finally {
            cluster.close();
            fixture.close();
        }
    }

    @Test
    void aWindowThatCouldNotBeProvenIsRefusedBeforeAPodIsTouched() throws Exception {
        EmbeddedRun run = fixture.pipeline(WINDOW + ") { echo 'begun' }").start();
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        String sentence = theOneError(run);
        assertTrue(
                sentence.contains("is silent")
                        && sentence.contains("--watch-progress-notify-interval")
                        && sentence.contains("QUIET_WATCH"),
                sentence);
        assertEquals(0, pods.pauses());
    }

    @Test
    void whoAcceptsItGetsAWindowThatSaysWhyItIsNotProven() throws Exception {
        EmbeddedRun run = fixture.pipeline(WINDOW + ", acceptAdvisories: ['QUIET_WATCH']) { echo 'begun' }")
                .start();
        assertEquals(Result.FAILURE, run.await(LONG.plus(LONG)), run.log().text());
        JsonNode record = record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText(), record.toPrettyString());
        assertFalse(record.path("windowProven").asBoolean());
        assertTrue(record.toString().contains("UNKNOWN_AFTER"), record.toPrettyString());
        String reason = theOneError(run);
        assertTrue(reason.contains("--watch-progress-notify-interval"), reason);
        assertTrue(record.path("warnings").toString().contains("is silent"), record.toPrettyString());
        Duration outage = Duration.between(
                StepFixture.time(record, "pauseStarted"), StepFixture.time(record, "unpauseCompleted"));
        // The proof takes long, but production is unpaused by then.
        assertTrue(outage.compareTo(Duration.ofSeconds(15)) < 0, record.toPrettyString());
    }

    @Test
    void aClusterWhosePodsChangeNowAndThenIsNotSilent() throws Exception {
        cluster.crowd(1);
        AtomicInteger changes = new AtomicInteger();
        ScheduledExecutorService others = Executors.newSingleThreadScheduledExecutor();
        try {
            others.scheduleWithFixedDelay(
                    () -> cluster.client
                            .pods()
                            .inNamespace(cluster.namespace)
                            .withName("crowd-0")
                            .edit(pod -> {
                                pod.getMetadata()
                                        .setAnnotations(Map.of("change", String.valueOf(changes.incrementAndGet())));
                                return pod;
                            }),
                    0,
                    3,
                    TimeUnit.SECONDS);
            EmbeddedRun run = fixture.pipeline(WINDOW + ") { echo 'begun' }").start();
            assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
            assertTrue(record(run).path("windowProven").asBoolean());
        } finally {
            others.shutdownNow();
        }
    }
}
