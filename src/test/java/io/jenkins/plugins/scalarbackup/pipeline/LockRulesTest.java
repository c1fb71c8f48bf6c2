package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.theOneError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.PodHandle;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests who may unpause whose pods, and who gets no lock: without claims, with those of a live holder, and with those
 * of a dead one.
 */
class LockRulesTest {
    private static final String RESCUE = "scalarUnpause(TARGET)";
    /** Much less than a Lease lasts, and enough for a busy machine. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private PodHandle pod(int index) {
        return fixture.release.workload().pod(index);
    }

    private PodServer server(PodHandle pod) {
        String ip = pod.model().getStatus().getPodIP();
        return fixture.pods.all().stream()
                .filter(one -> one.address().getAddress().getHostAddress().equals(ip))
                .findFirst()
                .orElseThrow();
    }

    /** Creates the Lease of a controller that is gone, with a claim for one pod. */
    private Lease leftBehind(PodHandle pod) {
        Map<String, String> says = new HashMap<>();
        says.put("scalar-backup.jenkins.io/version", "1");
        says.put("scalar-backup.jenkins.io/window", "w-lost");
        says.put("scalar-backup.jenkins.io/build", "another #7");
        says.put(
                "scalar-backup.jenkins.io/pauses-since",
                Instant.now().minusSeconds(60).toString());
        says.put(
                "scalar-backup.jenkins.io/pod-0",
                pod.name() + " " + pod.uid() + " " + pod.model().getStatus().getPodIP() + ":" + fixture.pods.port()
                        + " plain claimed");
        return fixture.cluster.create(new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(
                        "scalar-backup.deployment." + fixture.release.workload().name())
                .addToLabels("app.kubernetes.io/managed-by", "scalar-backup")
                .withAnnotations(says)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("jenkins-gone/1")
                .withLeaseDurationSeconds(1)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1))
                .endSpec()
                .build());
    }

    @Test
    void whatNobodyClaimsIsNamedAndOpenedByForceOnly() throws Exception {
        server(pod(1)).pauseFromOutside();
        EmbeddedRun refused = fixture.run(Result.FAILURE, RESCUE);
        String sentence = theOneError(refused);
        assertTrue(sentence.contains("Still paused: pod " + pod(1).name() + " in namespace bank"), sentence);
        assertTrue(sentence.contains("claims this pod") && sentence.contains("force: true"), sentence);
        assertTrue(server(pod(1)).isPaused());
        assertEquals(0, server(pod(1)).unpauses(), "it may be somebody's");

        EmbeddedRun forced = fixture.run(
                Result.SUCCESS, "def done = scalarUnpause(TARGET, force: true)\n echo \"${done.unpaused}\"");
        assertTrue(forced.log().text().contains(pod(1).name()), forced.log().text());
        assertTrue(fixture.pods.areOpen());
    }

    @Test
    void whatTheLeaseOfADeadHolderClaimsIsOpenedAndNothingElse() throws Exception {
        server(pod(0)).pauseFromOutside();
        server(pod(1)).pauseFromOutside();
        leftBehind(pod(0));
        EmbeddedRun run = fixture.run(Result.FAILURE, RESCUE);
        String sentence = theOneError(run);
        assertTrue(sentence.contains("Still paused: pod " + pod(1).name()), sentence);
        assertTrue(sentence.contains("Opened: " + pod(0).name()), sentence);
        assertFalse(server(pod(0)).isPaused(), "the Lease claims it");
        assertTrue(server(pod(1)).isPaused(), "nobody claims it");
        server(pod(1)).unpauseFromOutside();
    }

    @Test
    void aLivingHolderIsLeftAloneAndThatIsSaidAtOnce() throws Exception {
        EmbeddedRun living = fixture.jenkins
                .pipeline("living")
                .script("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n input 'work' }"
                        .replace("TARGET", StepFixture.TARGET))
                .start();
        living.log().await("begun", LONG);
        long began = System.nanoTime();
        EmbeddedRun run = fixture.run(Result.FAILURE, RESCUE);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        String sentence = theOneError(run);
        assertTrue(sentence.contains("living") && sentence.contains("is alive"), sentence);
        assertTrue(sentence.contains("Nothing was unpaused") && sentence.contains("force: true"), sentence);
        assertFalse(sentence.contains("lockTimeout"), sentence);
        assertTrue(took.compareTo(AT_ONCE) < 0, "it took " + took);
        assertEquals(0, fixture.pods.get(0).unpauses() + fixture.pods.get(1).unpauses());
        living.interrupt("alice");
        living.await(LONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consistentBackup(TARGET, skewWindow: 0) { }",
                "scalarPause(TARGET)",
                "consistentBackup(selector: 'app.kubernetes.io/app=scalardb-cluster', credentialsId: 'kubeconfig',"
                        + " skewWindow: 0) { }"
            })
    void aWindowInsideOneOfItsOwnBuildOnTheSamePodsIsRefusedAtOnce(String inner) throws Exception {
        long began = System.nanoTime();
        EmbeddedRun run = fixture.run(
                Result.SUCCESS,
                "consistentBackup(TARGET, skewWindow: 0) { try { " + inner
                        + " } catch (e) { echo \"SAID ${e.message}\" } }\n echo 'over'");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        String log = run.log().text();
        assertTrue(log.contains("SAID Window ") && log.contains("of this very build is on Deployment/"), log);
        assertTrue(log.contains("as targets of one window"), log);
        assertFalse(log.contains("Waiting for another window"), log);
        assertTrue(took.compareTo(AT_ONCE.plusSeconds(10)) < 0, "it took " + took);
        assertEquals("CONSISTENT", record(run).path("verdict").asText(), log);
        assertEquals(1, fixture.pods.get(0).pauses());
    }

    @Test
    void aSecondPauseOfTheBuildOnTheSamePodsIsRefusedAtOnce() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                scalarPause(TARGET)
                try { scalarPause(TARGET) } catch (e) { echo "SAID ${e.message}" }
                scalarUnpause()
                """);
        assertTrue(run.log().text().contains("SAID Window "), run.log().text());
        assertEquals("CONSISTENT", record(run).path("verdict").asText());
    }

    /** 403, but not because of a missing right: a lock that other controllers don't see would be worthless. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "leases.coordination.k8s.io \"x\" is forbidden: exceeded quota: objects, requested:"
                        + " count/leases.coordination.k8s.io=1, used: count/leases.coordination.k8s.io=5, limited:"
                        + " count/leases.coordination.k8s.io=5",
                "admission webhook \"policy.example.com\" denied the request: leases need an owner",
                "unable to create new content in namespace bank because it is being terminated"
            })
    void aLeaseThatAQuotaOrAWebhookForbidsIsNoLockInTheController(String said) throws Exception {
        fixture.cluster.faults().on("create", "leases").forbidden(said);
        for (String script : new String[] {"consistentBackup(TARGET, skewWindow: 0) { }", "scalarPause(TARGET)"}) {
            String sentence = fixture.refused(script, said.substring(0, 60), "not a missing right");
            assertFalse(sentence.contains("Grant it"), sentence);
            assertFalse(sentence.contains("No right to Leases"), sentence);
        }
    }

    @Test
    void closingOnceMoreInPostFailsNoGoodBuild() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                pipeline {
                    agent any
                    stages { stage('backup') { steps {
                        scalarPause(TARGET)
                        awaitSkewWindow(seconds: 1)
                        scalarUnpause()
                    } } }
                    post { always { scalarUnpause() } }
                }
                """);
        assertTrue(
                run.log().text().contains("was closed already, and its record says CONSISTENT."),
                run.log().text());
        assertEquals(1, fixture.pods.get(0).unpauses());
        assertEquals("CONSISTENT", record(run).path("verdict").asText());
    }
}
