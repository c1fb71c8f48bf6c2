package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.record.CopiedRecords;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests messages about windows that have ended: the build's own, closed again, and another build's. */
class ClosedPausesTest {
    private static StepFixture fixture;

    @BeforeAll
    static void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(1);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    @Test
    void unpausingOnceMoreAnswersWithTheSameRecord() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                def pause = scalarPause(TARGET)
                def first = scalarUnpause()
                def again = scalarUnpause()
                echo "same: ${first == again} ${again.id == pause.id}"
                """);
        assertTrue(run.log().text().contains("same: true true"), run.log().text());
        assertTrue(
                run.log().text().contains("was closed already, and its record says CONSISTENT."),
                run.log().text());
        assertEquals(1, fixture.pods.get(0).unpauses());
    }

    @Test
    void theVerdictThatWasToldIsNotToldAgain() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                scalarPause(TARGET)
                try { awaitSkewWindow(seconds: 0, since: '2036-01-01T00:00:00Z') } catch (e) { echo e.message }
                try { scalarUnpause() } catch (e) { echo "first: ${e.message}" }
                echo "again: ${scalarUnpause().verdict}"
                """.replace(
                        "awaitSkewWindow(seconds: 0, since: '2036-01-01T00:00:00Z')",
                        "parallel(a: { awaitSkewWindow(seconds: 60) }, b: { sleep 1\n scalarUnpause() })"));
        assertTrue(run.log().text().contains("again: FAILED"), run.log().text());
    }

    @Test
    void aWindowOfTheBlockIsNoPauseToBeClosed() throws Exception {
        EmbeddedRun run = fixture.run(Result.FAILURE, "consistentBackup(TARGET, skewWindow: 0) { }\n scalarUnpause()");
        assertTrue(
                StepFixture.theOneError(run).contains("This build has no open pause"),
                run.log().text());
    }

    @Test
    void theRecordsOfTheBuildBeforeAreTakenForNoneOfItsOwn() throws Exception {
        EmbeddedRun old = fixture.run(
                Result.SUCCESS,
                "consistentBackup(TARGET, skewWindow: 0) { }\n consistentBackup(TARGET, skewWindow: 0) { }");
        EmbeddedRun run = fixture.pipeline("echo 'restarted'").restart(old);
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        String owner = "nightly #" + old.getNumber();
        StepFixture.until("the copies are known", () -> copied(run).size() == 2);
        assertEquals(Map.of("consistent-backup", owner, "consistent-backup-2", owner), copied(run));
        assertEquals(Map.of(), run.getAction(WindowsAction.class).artifacts());
        assertTrue(
                run.log().text().contains(CopiedRecords.sentence("consistent-backup-2", owner)),
                run.log().text());

        EmbeddedRun another = fixture.pipeline(
                        "sleep 1\n scalarPause(TARGET)\n scalarUnpause()".replace("TARGET", StepFixture.TARGET))
                .restart(old);
        assertEquals(Result.SUCCESS, another.await(LONG), another.log().text());
        assertEquals(
                another.getNumber(),
                record(another).path("build").path("number").asInt());
        assertEquals(Map.of("consistent-backup-2", owner), copied(another));
    }

    private static Map<String, String> copied(EmbeddedRun run) {
        WindowsAction windows = run.getAction(WindowsAction.class);
        return windows == null ? Map.of() : windows.copied();
    }

    /** A variable of the script that was never set stands for the default, like a parameter that is left out. */
    @Test
    void nullIsTheDefault() throws Exception {
        EmbeddedRun run = fixture.start("""
                consistentBackup(TARGET, skewWindow: 0, attempts: null, attemptDelay: null, databases: null, maxOutage: null,
                        acceptAdvisories: null, selector: null, targets: null, tls: null, adminPort: null) { }
                verifyPods(TARGET, baseline: null, failOnDrift: null)
                scalarPause(TARGET)
                awaitSkewWindow(seconds: null, since: null)
                scalarUnpause(pause: null, failOnDrift: null, force: null)
                """);
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
    }

    @Test
    void aDeploymentsPodsAreATarget() throws Exception {
        PodServers shop = fixture.keep(PodServers.start(2));
        fixture.cluster
                .namespace(StepFixture.NAMESPACE)
                .deployment("shop")
                .replicas(2)
                .label("app", "shop")
                .container("shop", shop.port())
                .podIps(shop.addresses().toArray(String[]::new))
                .create();
        String target = "deployment: 'shop', adminPort: " + shop.port() + ", credentialsId: 'kubeconfig'";
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(" + target + ", skewWindow: 0) { }");
        JsonNode found = record(run).path("targets").path(0);
        assertEquals("shop", found.path("deployment").asText(), found.toPrettyString());
        assertEquals("custom", found.path("product").asText());
        assertTrue(
                run.log().text().contains("Pausing 2 pods of deployment \"shop\""),
                run.log().text());
        shop.get(0).pauseFromOutside();
        EmbeddedRun refused = fixture.run(Result.FAILURE, "consistentBackup(" + target + ") { }");
        String sentence = StepFixture.theOneError(refused);
        assertTrue(
                sentence.contains(
                        "scalarUnpause(deployment: 'shop', adminPort: " + shop.port() + ", namespace: 'bank')"),
                sentence);
        fixture.run(Result.SUCCESS, "scalarUnpause(" + target + ", force: true)");
        assertTrue(shop.areOpen());
    }

    @Test
    void aLongMessageOfTheBlockIsBounded() throws Exception {
        EmbeddedRun run = fixture.start(
                "consistentBackup(TARGET, skewWindow: 0) {" + " error('known.' + '\\n' + ('x' * 200_000)) }");
        run.await(LONG);
        JsonNode record = record(run);
        String reason = record.path("reasons").path(0).asText();
        assertTrue(reason.startsWith("The block failed: known. xxx"), reason.substring(0, 60));
        assertTrue(reason.endsWith(" … (200007 characters in all)."), reason.substring(reason.length() - 60));
        assertTrue(reason.length() < 1_200, "" + reason.length());
        assertTrue(run.log().text().length() < 220_000, "the message itself once, by Jenkins");
    }

    @Test
    void aSentenceOfTheBlockHasOneFullStop() throws Exception {
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0) { error 'The key is not known.' }");
        run.await(LONG);
        assertEquals(
                "The block failed: The key is not known.",
                record(run).path("reasons").path(0).asText());
        assertFalse(run.log().text().contains(".."), run.log().text());
    }
}
