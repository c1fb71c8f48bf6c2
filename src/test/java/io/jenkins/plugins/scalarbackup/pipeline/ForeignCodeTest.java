package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.page.StillPausedMonitor;
import io.jenkins.plugins.scalarbackup.standalone.DirectoryArtifacts;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests logs, artifact managers and secret stores that block, hang or throw anything: no pod stays paused because of
 * them.
 */
class ForeignCodeTest {
    private static final String HELD = "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n input 'work' }";

    @TempDir
    private Path home;

    private StepFixture fixture;
    private final CountDownLatch unblocked = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        fixture = new StepFixture(home.resolve("home"));
        fixture.install(2);
    }

    @AfterEach
    void stop() throws Exception {
        unblocked.countDown();
        DirectoryArtifacts.beforeEachArchiving(() -> {});
        fixture.closeWhenNothingIsLeft();
    }

    private void blocks() {
        try {
            unblocked.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void nothingStandsInTheCluster() throws Exception {
        until("the pods are open", fixture.pods::areOpen);
        try (var client = fixture.cluster.client(fixture.cluster.admin())) {
            until(
                    "no Lease is left",
                    () -> client.leases().inAnyNamespace().list().getItems().isEmpty());
        }
    }

    @Test
    void aLogThatBlocksHoldsNeitherThisWindowNorAnother() throws Exception {
        EmbeddedRun run = fixture.start(HELD);
        run.log().await("work", LONG);
        run.log().beforeEachWrite(written -> {
            if (written.contains("scalar-backup")) {
                blocks();
            }
        });
        fixture.pods.get(0).unpauseFromOutside();
        nothingStandsInTheCluster();
        unblocked.countDown();
        assertEquals(Result.FAILURE, run.await(LONG));
        assertTrue(run.log().text().contains("Verdict: INCONSISTENT"), run.log().text());
    }

    @Test
    void aLogThatThrowsAnErrorStopsNoRollBack() throws Exception {
        fixture.pods.get(1).drainsFor(java.time.Duration.ofSeconds(30));
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 40) { }");
        run.log().await("Pausing 2 pods", LONG);
        run.log().beforeEachWrite(written -> {
            if (written.contains("scalar-backup")) {
                throw new NoClassDefFoundError("a decorator");
            }
        });
        until("a Pause was sent", () -> fixture.pods.pauses() == 2);
        run.interrupt("alice");
        nothingStandsInTheCluster();
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
    }

    @Test
    void anArtifactManagerThatThrowsAnErrorCostsOnlyTheArtifact() throws Exception {
        DirectoryArtifacts.beforeEachArchiving(() -> {
            throw new NoClassDefFoundError("a library of the object store");
        });
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        nothingStandsInTheCluster();
        isOnlyBelowHome(run);
    }

    @Test
    void anArtifactManagerThatFailsIsNotSaidToHaveTheArtifact() throws Exception {
        DirectoryArtifacts.beforeEachArchiving(() -> {
            throw new IOException("the object store is away");
        });
        isOnlyBelowHome(fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }"));
    }

    private void isOnlyBelowHome(EmbeddedRun run) throws IOException {
        String log = run.log().text();
        assertFalse(log.contains("artifacts of this build"), log);
        assertTrue(log.contains("was not archived"), log);
        assertTrue(log.contains("kept below JENKINS_HOME only"), log);
        assertEquals(1, WindowKeeper.get().store().orElseThrow().all().size());
    }

    @Test
    void anArtifactManagerThatHangsHoldsNoLeaseAndNoAbort() throws Exception {
        DirectoryArtifacts.beforeEachArchiving(unblocked::await);
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0) { }");
        run.log().await("All pods are open", LONG);
        nothingStandsInTheCluster();
        until("the record is below JENKINS_HOME", () -> !WindowKeeper.get()
                .store()
                .orElseThrow()
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
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        assertTrue(
                run.log().text().contains("could be written nowhere"), run.log().text());
        nothingStandsInTheCluster();
        assertEquals(1, directory.resolve("open").toFile().list().length, "the journal keeps what it is made of");
        StillPausedMonitor monitor = new StillPausedMonitor();
        assertEquals(1, monitor.getLeftPaused().size());
        assertTrue(
                monitor.getLeftPaused().get(0).pod().why().contains("written nowhere"),
                monitor.getLeftPaused().get(0).pod().why());

        Files.delete(records);
        WindowKeeper.get().tryNow(monitor.getLeftPaused().get(0).window());
        until("the monitor is silent", () -> !monitor.isActivated());
        assertEquals(1, WindowKeeper.get().store().orElseThrow().all().size());
    }

    @Test
    void aTokenThatIsRotatedInTheWindowIsLookedUpAgain() throws Exception {
        for (int i = 0; i < 2; i++) {
            fixture.release.workload().pod(i).forwardTo(fixture.pods.get(i).address());
        }
        Access.Account first = account("first");
        fixture.kubeconfig("rotated", fixture.cluster.kubeconfig(first, StepFixture.NAMESPACE));
        EmbeddedRun run =
                fixture.start("consistentBackup(release: 'app', credentialsId: 'rotated', access: 'portForward',"
                        + " skewWindow: 0) { echo 'begun'\n sleep 8 }");
        run.log().await("begun", LONG);
        fixture.kubeconfig("rotated", fixture.cluster.kubeconfig(account("second"), StepFixture.NAMESPACE));
        fixture.cluster.access().remove(first);
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        assertEquals("CONSISTENT", record(run).path("verdict").asText());
    }

    @Test
    void aTokenThatIsRevokedForGoodOpensProductionAtOnce() throws Exception {
        Access.Account only = account("only");
        fixture.kubeconfig("revoked", fixture.cluster.kubeconfig(only, StepFixture.NAMESPACE));
        EmbeddedRun run = fixture.start(
                "consistentBackup(release: 'app', credentialsId: 'revoked', skewWindow: 0) { input 'work' }");
        run.log().await("work", LONG);
        fixture.cluster.access().remove(only);
        until("the pods are open", fixture.pods::areOpen);
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        JsonNode record = record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText());
        // The renewal gets the error, or an earlier request.
        assertTrue(
                record.toString().contains("does not accept the credential (401"),
                run.log().text());
        // Nobody has a right to its Lease any more.
        try (var client = fixture.cluster.client(fixture.cluster.admin())) {
            client.leases().inNamespace(StepFixture.NAMESPACE).delete();
        }
    }

    private Access.Account account(String name) {
        return fixture.cluster.access().account(name).allow(List.of("*"), "*");
    }
}
