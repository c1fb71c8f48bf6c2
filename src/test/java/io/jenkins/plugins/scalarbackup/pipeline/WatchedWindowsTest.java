package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.demo.jenkins.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.demo.kubernetes.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API server tells of a window, late, not at all, or of things that don't matter. */
class WatchedWindowsTest {
    private static final String SHORT = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 1 }";

    private StepRig rig;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        rig = new StepRig(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        rig.closeWhenNothingIsLeft();
    }

    /** A window, and what happens while its block runs. */
    private JsonNode window(String script, Happening happening) throws Exception {
        EmbeddedRun run = rig.start(script);
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

    /** The watch's requests end in good order all the time, and tell nothing. */
    @Test
    void aPodThatComesAndGoesWhileTheWatchesAreSilent() throws Exception {
        JsonNode record = window(SHORT, () -> {
            rig.cluster.watches().hold();
            rig.release.workload().addPod().remove();
            StepRig.until("the pods are open", rig.pods::areOpen);
            int asked = rig.cluster.requests().count("watch", "pods");
            StepRig.until(
                    "a short watch ended well", () -> rig.cluster.requests().count("watch", "pods") >= asked + 2);
            rig.cluster.watches().release();
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
                        rig.cluster.faults().on("list", "pods").times(9).status(503));
        assertEquals(9, fault[0].hits());
        is("CONSISTENT", record);
    }

    @Test
    void aDeploymentThatIsAnnotated() throws Exception {
        Deployment deployment = deployment();
        JsonNode record = window(SHORT, () -> {
            Deployment edited =
                    rig.cluster.edit(deployment, one -> one.getMetadata().setAnnotations(Map.of("looked", "at")));
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
                SHORT, () -> rig.cluster.edit(deployment, one -> one.getSpec().setReplicas(5)));
        is("INCONSISTENT", record);
        assertTrue(record.toString().contains("5 replicas, before 2"), record.toPrettyString());
    }

    private Deployment deployment() {
        try (KubernetesClient client = rig.cluster.client(rig.cluster.admin())) {
            return client.apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(rig.release.workload().name())
                    .get();
        }
    }

    /** It stands behind the same Service as the pods that are paused. */
    @Test
    void aCanaryThatIsStartedInTheWindow() throws Exception {
        Map<String, String> labels =
                rig.release.workload().pod(0).model().getMetadata().getLabels();
        rig.namespace().service("both", false, Map.of(), Map.of("app.kubernetes.io/instance", "app"), Map.of("a", 1));
        // The release's proxy stands behind such a Service as well.
        rig.release.envoy().scale(0);
        JsonNode record = window(SHORT, () -> rig.namespace()
                .createPod(
                        "canary", Map.of("app.kubernetes.io/instance", labels.get("app.kubernetes.io/instance")), 1));
        is("INCONSISTENT", record);
        assertTrue(record.toString().contains("Service both also leads to canary"), record.toPrettyString());
    }

    @Test
    void aClockThatCanNotBeMeasuredCostsTheRestorePointOnly() throws Exception {
        rig.cluster.faults().on("*", "").cut();
        EmbeddedRun run = rig.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 2) { }");
        JsonNode record = record(run);
        is("CONSISTENT", record);
        assertTrue(record.path("windowProven").asBoolean());
        assertTrue(record.path("restore").path("recommended").isNull(), record.toPrettyString());
        assertTrue(record.path("warnings").toString().contains("could not be measured"), record.toPrettyString());
    }

    @Test
    void aPodThatSaysFailedAndRunsIsNotLeftOut() throws Exception {
        rig.release.workload().pod(1).sayFailedFirst();
        EmbeddedRun run = rig.run(Result.FAILURE, "consistentBackup(TARGET) { }");
        assertTrue(
                run.log().text().contains("Pod " + rig.release.workload().pod(1).name())
                        && run.log().text().contains("may still serve"),
                run.log().text());
        assertEquals(0, rig.pods.pauses());
    }

    /** A bookmark is sent of something new only; the window itself sees to it that there is something. */
    @Test
    void aClusterInWhichNothingElseHappensHoldsNobodyUp() throws Exception {
        rig.cluster.nothingElseHappens();
        EmbeddedRun run = rig.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        assertEquals(
                "CONSISTENT", record(run).path("verdict").asText(), run.log().text());
        long watches = rig.cluster.requests().count("watch", "pods");
        // One from the snapshot on, and one for each bookmark that is waited for: before the pause and after it.
        assertTrue(watches <= 5, watches + " watches until one told something");
    }
}
