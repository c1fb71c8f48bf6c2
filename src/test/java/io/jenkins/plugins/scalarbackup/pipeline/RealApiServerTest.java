package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.theOneError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the plugin's main scenarios on a real API server with the rights of docs/rbac.yaml: {@code mvn -Papi-conformance
 * verify -Dkubeconfig=FILE}. The file's user must be an administrator, and there may be no kubelet that manages pods
 * that no scheduler bound.
 */
@EnabledIfSystemProperty(named = "kubeconfig", matches = ".+", disabledReason = "needs -Dkubeconfig=FILE")
class RealApiServerTest {
    private static final String TARGET = "release: 'app', credentialsId: 'real'";
    private static final String HELD = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }";
    private static final String BRIEF = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 4 }";

    private StepFixture fixture;
    private RealCluster cluster;
    private PodServers pods;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home);
        cluster = new RealCluster(Path.of(System.getProperty("kubeconfig")));
        pods = fixture.keep(PodServers.start(2));
        cluster.install(pods);
        fixture.kubeconfig("real", cluster.kubeconfig());
    }

    @AfterEach
    void stop() throws Exception {
        try {
            StepFixture.until("all pods are open", pods::areOpen);
            StepFixture.until("no Lease is left", () -> leases().isEmpty());
        } finally {
            cluster.close();
            fixture.close();
        }
    }

    private List<Lease> leases() {
        return cluster.client.leases().inNamespace(cluster.namespace).list().getItems().stream()
                .filter(lease -> lease.getMetadata().getName().startsWith("scalar-backup."))
                .filter(lease -> lease.getSpec().getHolderIdentity() != null)
                .toList();
    }

    private EmbeddedRun begin(String script) throws IOException, InterruptedException {
        assumeFalse(SilentWatches.areThoseOf(cluster), "no window is opened where watches are silent");
        EmbeddedRun run = fixture.pipeline(script.replace("TARGET", TARGET)).start();
        StepFixture.until("the window is open", () -> run.log().text().contains("begun") || !run.isBuilding());
        assertTrue(run.log().text().contains("begun"), run.log().text());
        return run;
    }

    private JsonNode ends(EmbeddedRun run, Result expected, String verdict) throws IOException, InterruptedException {
        assertEquals(expected, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals(verdict, record.path("verdict").asText(), record.toPrettyString());
        return record;
    }

    private void drifts(String script, String kind, Disturbance disturbance) throws Exception {
        EmbeddedRun run = begin(script);
        disturbance.happens();
        JsonNode record = ends(run, Result.FAILURE, "INCONSISTENT");
        assertFalse(record.path("windowProven").asBoolean());
        assertTrue(record.toString().contains(kind), kind + " is not in " + record.toPrettyString());
    }

    private interface Disturbance {
        void happens() throws Exception;
    }

    @Test
    void aWindowIsProven() throws Exception {
        JsonNode record =
                ends(begin("consistentBackup(TARGET, skewWindow: 3) { echo 'begun' }"), Result.SUCCESS, "CONSISTENT");
        assertTrue(record.path("windowProven").asBoolean());
        assertFalse(record.path("restore").path("recommended").isNull());
    }

    @Test
    void singleStepsProveAWindow() throws Exception {
        EmbeddedRun run = begin("scalarPause(TARGET)\n echo 'begun'\n awaitSkewWindow(seconds: 2)\n scalarUnpause()");
        ends(run, Result.SUCCESS, "CONSISTENT");
    }

    @Test
    void podsAreVerified() throws Exception {
        String script = "def before = verifyPods(TARGET)\n"
                + " def after = verifyPods(baseline: before, TARGET)\n echo \"drift ${after.drift.size()}\"";
        EmbeddedRun run = fixture.pipeline(script.replace("TARGET", TARGET)).start();
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertTrue(run.log().text().contains("drift 0"), run.log().text());
    }

    @Test
    void whatChangesNothingThatRunsIsNoDrift() throws Exception {
        EmbeddedRun run = begin(BRIEF);
        cluster.editDeployment(deployment -> deployment.getMetadata().setAnnotations(Map.of("note", "x")));
        cluster.client
                .pods()
                .inNamespace(cluster.namespace)
                .withName(cluster.pods().get(0).getMetadata().getName())
                .edit(pod -> {
                    pod.getMetadata().getLabels().put("note", "x");
                    return pod;
                });
        ends(run, Result.SUCCESS, "CONSISTENT");
    }

    @Test
    void aContainerThatRestarts() throws Exception {
        drifts(
                HELD,
                "CONTAINER_RESTARTED",
                () -> cluster.restartContainer(cluster.pods().get(1)));
    }

    @Test
    void aPodThatIsDeleted() throws Exception {
        Pod gone = cluster.pods().get(1);
        drifts(HELD, "POD_", () -> cluster.client
                .pods()
                .inNamespace(cluster.namespace)
                .withName(gone.getMetadata().getName())
                .withGracePeriod(0)
                .delete());
        pods.get(1).unpauseFromOutside();
    }

    @Test
    void aPodThatIsAdded() throws Exception {
        drifts(
                HELD,
                "POD_ADDED",
                () -> cluster.editDeployment(deployment -> deployment.getSpec().setReplicas(3)));
    }

    @Test
    void aTemplateThatIsChanged() throws Exception {
        drifts(
                HELD,
                "WORKLOAD_CHANGED",
                () -> cluster.editDeployment(deployment -> deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .setImage("ghcr.io/scalar-labs/scalardb-cluster-node:3.19.1")));
    }

    /** The best of several runs, so that other load on this machine doesn't matter. */
    @Test
    void aCrowdedNamespaceHoldsNobodyUp() throws Exception {
        assumeFalse(SilentWatches.areThoseOf(cluster), "no window is opened where watches are silent");
        cluster.crowd(1_001);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long began = System.currentTimeMillis();
            JsonNode record = ends(
                    fixture.pipeline("consistentBackup(TARGET, skewWindow: 3) { }".replace("TARGET", TARGET))
                            .start(),
                    Result.SUCCESS,
                    "CONSISTENT");
            best = Math.min(best, StepFixture.time(record, "pauseStarted").toEpochMilli() - began);
            System.out.println("From the step to the first Pause with 1,003 pods in the namespace: "
                    + (StepFixture.time(record, "pauseStarted").toEpochMilli() - began) + " ms");
        }
        // Up to 1.30, a quiet watch cache waits for etcd's progress notification, which comes every 5 s at best.
        int most = cluster.isOfKubernetes130() ? 8_000 : 2_000;
        assertTrue(best < most, "from the step to the first Pause: " + best + " ms");
    }

    @Test
    void aLeaseThatIsDeleted() throws Exception {
        drifts(HELD, "LOCK_LOST", () -> cluster.client
                .leases()
                .inNamespace(cluster.namespace)
                .withName(leases().get(0).getMetadata().getName())
                .delete());
    }

    @Test
    void aLeaseThatSomebodyElseTakes() throws Exception {
        drifts(HELD, "LOCK_LOST", () -> cluster.client
                .leases()
                .inNamespace(cluster.namespace)
                .withName(leases().get(0).getMetadata().getName())
                .edit(lease -> new LeaseBuilder(lease)
                        .editSpec()
                        .withHolderIdentity("somebody/else")
                        .endSpec()
                        .editMetadata()
                        .withAnnotations(Map.of("scalar-backup.jenkins.io/window", "another"))
                        .endMetadata()
                        .build()));
        cluster.client.leases().inNamespace(cluster.namespace).delete();
    }

    @Test
    void aSecondWindowWaitsForTheFirst() throws Exception {
        EmbeddedRun first = begin("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 5 }");
        EmbeddedRun second = fixture.jenkins
                .pipeline("second")
                .script("consistentBackup(TARGET, skewWindow: 0) { echo 'begun' }".replace("TARGET", TARGET))
                .start();
        second.log().await("Waiting for another window", LONG);
        ends(first, Result.SUCCESS, "CONSISTENT");
        ends(second, Result.SUCCESS, "CONSISTENT");
        assertEquals(List.of(), pods.intrusions());
    }

    /** Each right of docs/rbac.yaml that a window requires is named if it is missing, before a pod is touched. */
    @ParameterizedTest
    @CsvSource({
        "pods,list",
        "pods,watch",
        "pods,get",
        "replicasets,get",
        "deployments,get",
        "services,list",
        "endpointslices,list"
    })
    void aRightThatIsMissing(String resource, String verb) throws Exception {
        cluster.editRole(role -> role.getRules().stream()
                .filter(rule -> rule.getResources().contains(resource))
                .forEach(rule -> without(rule, resource, verb)));
        EmbeddedRun run = fixture.pipeline(
                        "consistentBackup(TARGET, skewWindow: 0) { echo 'begun' }".replace("TARGET", TARGET))
                .start();
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        String sentence = theOneError(run);
        assertTrue(sentence.contains(verb) && sentence.contains(resource), sentence);
        assertEquals(0, pods.pauses());
    }

    /** The other resources of the rule lose the verb, too; still, the sentence must name this one. */
    private static void without(PolicyRule rule, String resource, String verb) {
        rule.setVerbs(rule.getVerbs().stream().filter(one -> !one.equals(verb)).toList());
        if (rule.getVerbs().isEmpty()) {
            rule.setVerbs(List.of("patch"));
        }
    }

    @Test
    void withoutRightsToLeasesTheLockIsInTheController() throws Exception {
        cluster.editRole(
                role -> role.getRules().removeIf(rule -> rule.getResources().contains("leases")));
        JsonNode record = ends(begin(BRIEF), Result.SUCCESS, "CONSISTENT");
        assertTrue(record.path("warnings").toString().contains("No right to Leases"), record.toPrettyString());
    }

    /** {@code -Dapi.restart=COMMAND} kills the API server and starts it again. */
    @Test
    @EnabledIfSystemProperty(named = "api.restart", matches = ".+", disabledReason = "needs -Dapi.restart=COMMAND")
    void anApiServerThatIsKilledAndStartedAgain() throws Exception {
        EmbeddedRun run = begin("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 20 }");
        Process restart = new ProcessBuilder("sh", "-c", System.getProperty("api.restart"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(restart.waitFor(60, TimeUnit.SECONDS), "the API server was not started again");
        run.await(LONG);
        // Its watch cache may begin after the watch's last version; then what happened in between is unknown.
        String verdict = record(run).path("verdict").asText();
        assertTrue(
                List.of("CONSISTENT", "INCONSISTENT").contains(verdict),
                run.log().text());
    }
}
