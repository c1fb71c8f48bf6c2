package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.demo.jenkins.DirectoryArtifacts;
import io.jenkins.plugins.scalarbackup.demo.jenkins.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.demo.kubernetes.Access;
import io.jenkins.plugins.scalarbackup.keeper.StillPausedMonitor;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs, artifact managers and secret stores that block, hang or throw what they like: no pod stays paused for it. */
class ForeignCodeTest {
    private static final String HELD = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n input 'work' }";

    @TempDir
    private Path home;

    private StepRig rig;
    private final CountDownLatch unblocked = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        rig = new StepRig(home.resolve("home"));
        rig.install(2);
    }

    @AfterEach
    void stop() throws Exception {
        unblocked.countDown();
        DirectoryArtifacts.beforeEachArchiving(() -> {});
        rig.closeWhenNothingIsLeft();
    }

    private void blocks() {
        try {
            unblocked.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void nothingStandsInTheCluster() throws Exception {
        until("the pods are open", rig.pods::areOpen);
        try (var client = rig.cluster.client(rig.cluster.admin())) {
            until(
                    "no Lease is left",
                    () -> client.leases().inAnyNamespace().list().getItems().isEmpty());
        }
    }

    @Test
    void aLogThatBlocksHoldsNeitherThisWindowNorAnother() throws Exception {
        EmbeddedRun run = rig.start(HELD);
        run.log().await("work", LONG);
        run.log().beforeEachWrite(written -> {
            if (written.contains("scalar-backup")) {
                blocks();
            }
        });
        rig.pods.get(0).unpauseFromOutside();
        nothingStandsInTheCluster();
        unblocked.countDown();
        assertEquals(Result.FAILURE, run.await(LONG));
        assertTrue(run.log().text().contains("Verdict: INCONSISTENT"), run.log().text());
    }

    @Test
    void aLogThatThrowsAnErrorStopsNoRollBack() throws Exception {
        rig.pods.get(1).drainsFor(java.time.Duration.ofSeconds(30));
        EmbeddedRun run = rig.start("consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 40) { }");
        run.log().await("Pausing 2 pods", LONG);
        run.log().beforeEachWrite(written -> {
            if (written.contains("scalar-backup")) {
                throw new NoClassDefFoundError("a decorator");
            }
        });
        until("a Pause was sent", () -> rig.pods.pauses() == 2);
        run.interrupt("alice");
        nothingStandsInTheCluster();
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
    }

    @Test
    void anArtifactManagerThatThrowsAnErrorCostsOnlyTheArtifact() throws Exception {
        DirectoryArtifacts.beforeEachArchiving(() -> {
            throw new NoClassDefFoundError("a library of the object store");
        });
        EmbeddedRun run = rig.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        nothingStandsInTheCluster();
        isOnlyBelowHome(run);
    }

    @Test
    void anArtifactManagerThatFailsIsNotSaidToHaveTheArtifact() throws Exception {
        DirectoryArtifacts.beforeEachArchiving(() -> {
            throw new IOException("the object store is away");
        });
        isOnlyBelowHome(rig.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }"));
    }

    private void isOnlyBelowHome(EmbeddedRun run) throws IOException {
        String log = run.log().text();
        assertFalse(log.contains("artifacts of this build"), log);
        assertTrue(log.contains("was not archived"), log);
        assertTrue(log.contains("kept below JENKINS_HOME only"), log);
        assertEquals(1, WindowKeeper.get().recording().store().all().size());
    }

    @Test
    void anArtifactManagerThatHangsHoldsNoLeaseAndNoAbort() throws Exception {
        DirectoryArtifacts.beforeEachArchiving(unblocked::await);
        EmbeddedRun run = rig.start("consistentBackup(TARGET, skewWindow: 0) { }");
        run.log().await("All pods are open", LONG);
        nothingStandsInTheCluster();
        until("the record is below JENKINS_HOME", () -> !WindowKeeper.get()
                .recording()
                .store()
                .ofJob("nightly", 9)
                .isEmpty());
        assertTrue(run.isBuilding());
        run.interrupt("alice");
        run.await(LONG);
        assertTrue(run.log().text().contains("was not archived"), run.log().text());
    }

    @Test
    void aWindowWhoseRecordIsKeptNowhereIsNotForgottenUntilItIs() throws Exception {
        Path directory = home.resolve("home").resolve("scalar-backup");
        Path records = Files.writeString(Files.createDirectories(directory).resolve("records"), "in the way");
        DirectoryArtifacts.beforeEachArchiving(() -> {
            throw new IOException("the object store is away");
        });
        EmbeddedRun run = rig.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        assertTrue(
                run.log().text().contains("could be written nowhere"), run.log().text());
        nothingStandsInTheCluster();
        assertEquals(1, directory.resolve("open").toFile().list().length, "the journal keeps what it is made of");
        StillPausedMonitor monitor = new StillPausedMonitor();
        assertEquals(1, monitor.getRows().size());
        assertTrue(
                monitor.getRows().get(0).getWhy().contains("written nowhere"),
                monitor.getRows().get(0).getWhy());

        Files.delete(records);
        WindowKeeper.get().tryNow(monitor.getRows().get(0).getWindow());
        until("the monitor is silent", () -> !monitor.isActivated());
        assertEquals(1, WindowKeeper.get().recording().store().all().size());
    }

    @Test
    void aTokenThatIsRotatedInTheWindowIsLookedUpAgain() throws Exception {
        for (int i = 0; i < 2; i++) {
            rig.release.workload().pod(i).forwardTo(rig.pods.get(i).address());
        }
        Access.Account first = account("first");
        rig.kubeconfig("rotated", rig.cluster.kubeconfig(first, StepRig.NAMESPACE));
        EmbeddedRun run = rig.start("consistentBackup(release: 'app', credentialsId: 'rotated', access: 'portForward',"
                + " skewWindow: 0) { echo 'begun'\n sleep 8 }");
        run.log().await("begun", LONG);
        rig.kubeconfig("rotated", rig.cluster.kubeconfig(account("second"), StepRig.NAMESPACE));
        rig.cluster.access().remove(first);
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertEquals("CONSISTENT", record(run).path("verdict").asText());
    }

    @Test
    void aTokenThatIsRevokedForGoodOpensProductionAtOnce() throws Exception {
        Access.Account only = account("only");
        rig.kubeconfig("revoked", rig.cluster.kubeconfig(only, StepRig.NAMESPACE));
        EmbeddedRun run =
                rig.start("consistentBackup(release: 'app', credentialsId: 'revoked', skewWindow: 0) { input 'work' }");
        run.log().await("work", LONG);
        rig.cluster.access().remove(only);
        until("the pods are open", rig.pods::areOpen);
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText());
        // The renewal meets it, or another request before.
        assertTrue(
                record.toString().contains("does not accept the credential (401"),
                run.log().text());
        // Nobody has a right to its Lease any more.
        try (var client = rig.cluster.client(rig.cluster.admin())) {
            client.leases().inNamespace(StepRig.NAMESPACE).delete();
        }
    }

    private Access.Account account(String name) {
        return rig.cluster.access().account(name).allow(List.of("*"), "*");
    }
}
