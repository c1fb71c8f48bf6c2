package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests events that the API server reports late, not at all, or that don't matter. */
class WatchedWindowsTest {
    private static final String SHORT = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 1 }";

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    /** Runs a window, and something that happens while its block runs. */
    private JsonNode window(String script, Happening happening) throws Exception {
        EmbeddedRun run = fixture.start(script);
        run.log().await("begun", LONG);
        happening.happens();
        run.await(LONG);
        return record(run);
    }

    private interface Happening {
        void happens() throws Exception;
    }

    private static void is(String verdict, JsonNode record) {
        assertEquals(verdict, record.path("verdict").asText(), record.toPrettyString());
    }

    /** The watch's requests keep ending in an orderly way, and report nothing. */
    @Test
    void aPodThatComesAndGoesWhileTheWatchesAreSilent() throws Exception {
        JsonNode record = window(SHORT, () -> {
            fixture.cluster.watches().hold();
            fixture.release.workload().addPod().remove();
            StepFixture.until("the pods are open", fixture.pods::areOpen);
            int asked = fixture.cluster.requests().count("watch", "pods");
            StepFixture.until(
                    "a short watch ended well", () -> fixture.cluster.requests().count("watch", "pods") >= asked + 2);
            fixture.cluster.watches().release();
        });
        is("INCONSISTENT", record);
        assertTrue(record.toString().contains("POD_ADDED"), record.toPrettyString());
    }

    @Test
    void anApiServerThatIsAwayAtTheLastLook() throws Exception {
        Faults.Fault[] fault = new Faults.Fault[1];
        JsonNode record = window(
                SHORT,
                () -> fault[0] =
                        fixture.cluster.faults().on("list", "pods").times(9).status(503));
        assertEquals(9, fault[0].hits());
        is("CONSISTENT", record);
    }

    @Test
    void aDeploymentThatIsAnnotated() throws Exception {
        Deployment deployment = deployment();
        JsonNode record = window(SHORT, () -> {
            Deployment edited =
                    fixture.cluster.edit(deployment, one -> one.getMetadata().setAnnotations(Map.of("looked", "at")));
            assertTrue(
                    edited.getMetadata().getGeneration()
                            > deployment.getMetadata().getGeneration(),
                    "as with a real one");
        });
        is("CONSISTENT", record);
    }

    @Test
    void aDeploymentThatIsScaledThoughNoPodCameYet() throws Exception {
        Deployment deployment = deployment();
        JsonNode record = window(
                SHORT,
                () -> fixture.cluster.edit(deployment, one -> one.getSpec().setReplicas(5)));
        is("INCONSISTENT", record);
        assertTrue(record.toString().contains("5 replicas, before 2"), record.toPrettyString());
    }

    private Deployment deployment() {
        try (KubernetesClient client = fixture.cluster.client(fixture.cluster.admin())) {
            return client.apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(fixture.release.workload().name())
                    .get();
        }
    }

    /** It is behind the same Service as the paused pods. */
    @Test
    void aCanaryThatIsStartedInTheWindow() throws Exception {
        Map<String, String> labels =
                fixture.release.workload().pod(0).model().getMetadata().getLabels();
        fixture.namespace()
                .service("both", false, Map.of(), Map.of("app.kubernetes.io/instance", "app"), Map.of("a", 1));
        // The release's proxy is behind such a Service as well.
        fixture.release.envoy().scale(0);
        JsonNode record = window(SHORT, () -> fixture.namespace()
                .createPod(
                        "canary", Map.of("app.kubernetes.io/instance", labels.get("app.kubernetes.io/instance")), 1));
        is("INCONSISTENT", record);
        assertTrue(record.toString().contains("Service both also leads to canary"), record.toPrettyString());
    }

    @Test
    void aClockThatCanNotBeMeasuredCostsTheRestorePointOnly() throws Exception {
        fixture.cluster.faults().on("*", "").cut();
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 2) { }");
        JsonNode record = record(run);
        is("CONSISTENT", record);
        assertTrue(record.path("windowProven").asBoolean());
        assertTrue(record.path("restore").path("recommended").isNull(), record.toPrettyString());
        assertTrue(record.path("warnings").toString().contains("could not be measured"), record.toPrettyString());
    }

    @Test
    void aPodThatSaysFailedAndRunsIsNotLeftOut() throws Exception {
        fixture.release.workload().pod(1).sayFailedFirst();
        EmbeddedRun run = fixture.run(Result.FAILURE, "consistentBackup(TARGET) { }");
        assertTrue(
                run.log()
                                .text()
                                .contains("Pod "
                                        + fixture.release.workload().pod(1).name())
                        && run.log().text().contains("may still serve"),
                run.log().text());
        assertEquals(0, fixture.pods.pauses());
    }

    /** A bookmark is only sent if something is new; the window itself ensures that something is. */
    @Test
    void aClusterInWhichNothingElseHappensHoldsNobodyUp() throws Exception {
        fixture.cluster.nothingElseHappens();
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        assertEquals(
                "CONSISTENT", record(run).path("verdict").asText(), run.log().text());
        long watches = fixture.cluster.requests().count("watch", "pods");
        // One from the snapshot on, and one for each awaited bookmark: before the pause and after it.
        assertTrue(watches <= 5, watches + " watches until one told something");
    }
}
