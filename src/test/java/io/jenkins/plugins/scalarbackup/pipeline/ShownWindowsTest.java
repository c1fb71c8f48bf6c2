package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.BuildWindows;
import io.jenkins.plugins.scalarbackup.page.JobWindows;
import io.jenkins.plugins.scalarbackup.page.WindowPage;
import io.jenkins.plugins.scalarbackup.page.WindowView;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what pages show of a window, while it is open and afterwards. */
class ShownWindowsTest {
    @TempDir
    Path home;

    private StepFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private static WindowView theWindow(EmbeddedRun run) {
        List<WindowView> windows = run.getAction(WindowPage.class).getWindows();
        assertEquals(1, windows.size());
        return windows.get(0);
    }

    @Test
    void anOpenWindowIsFollowedAndUnpausedByHand() throws Exception {
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }");
        run.log().await("begun", LONG);
        WindowPage page = run.getAction(WindowPage.class);
        assertTrue(page.isOpen());
        assertEquals(2, page.getRefresh());
        WindowView open = theWindow(run);
        assertEquals("OPEN", open.live().phase());
        assertEquals(2, open.live().pods());
        assertEquals(2, open.live().drained());
        assertNull(open.verdict());
        assertEquals(2, open.timeline().moments().size(), "Pause sent, and all paused");
        assertEquals(2, open.targets().get(0).pauses().size());
        assertNull(run.getParent().getAction(JobWindows.class), "nothing is recorded yet");

        byHand(run, open);
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertTrue(run.log().text().contains("Unpaused by Alice."), run.log().text());
        assertTrue(run.log().text().contains("Aborted by alice"), run.log().text());
        StepFixture.until("all pods are open", fixture.pods::areOpen);

        WindowView over = theWindow(run);
        assertEquals("ABORTED", over.verdict());
        assertEquals("Unpaused by Alice.", over.reasons().get(0));
        assertEquals("consistent-backup", over.artifact());
        assertNull(over.live());
        assertEquals(0, run.getAction(WindowPage.class).getRefresh());
        assertEquals(
                "ABORTED",
                run.getParent().getAction(JobWindows.class).getWindows().get(0).getVerdict());
    }

    private static void byHand(EmbeddedRun run, WindowView open) {
        BuildWindows.unpause(run, open.id(), new UserInterruption("alice"), "Unpaused by Alice.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"awaitSkewWindow(seconds: 60)\n scalarUnpause()", "sleep 3\n scalarUnpause()"})
    void aPauseOfSingleStepsIsUnpausedByHand(String steps) throws Exception {
        EmbeddedRun run = fixture.start("scalarPause(TARGET)\n echo 'begun'\n " + steps);
        run.log().await("begun", LONG);
        byHand(run, theWindow(run));
        StepFixture.until("all pods are open", fixture.pods::areOpen);
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertTrue(run.log().text().contains("Aborted by alice"), run.log().text());
        StepFixture.until(
                "the record is there", () -> !run.getAction(WindowPage.class).isOpen());
        assertEquals("ABORTED", theWindow(run).verdict());
    }

    @Test
    void aDrainIsUnpausedByHand() throws Exception {
        fixture.pods.get(0).drainsFor(Duration.ofSeconds(3));
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, maxPauseWait: 30, attempts: 2) { echo 'body' }");
        StepFixture.until("a pod drains", () -> fixture.pods.get(0).isPaused());
        byHand(run, theWindow(run));
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        assertFalse(run.log().text().contains("\nbody"), run.log().text());
        assertEquals("ABORTED", theWindow(run).verdict());
    }

    @Test
    void aDamagedRecordIsReadFromTheBuild() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        WindowView before = theWindow(run);
        Path record = home.resolve("scalar-backup/records/" + before.id() + ".json");
        Files.writeString(record, Files.readString(record).substring(0, 200));
        assertEquals(before, theWindow(run));
    }

    @Test
    void aRecordThatIsNoLongerBelowTheHomeIsReadFromTheBuild() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        WindowView before = theWindow(run);
        assertEquals("CONSISTENT", before.verdict());
        Path record = home.resolve("scalar-backup/records/" + before.id() + ".json");
        Files.delete(record);
        assertFalse(Files.exists(record));
        assertEquals(before, theWindow(run));
    }

    /** A person who waits for these pods can find the build that has them. */
    @Test
    void aLockThatIsKeptForALatePauseIsShown() throws Exception {
        fixture.pods.get(1).hangsInPause();
        EmbeddedRun run = fixture.start("consistentBackup(TARGET, skewWindow: 0, maxPauseWait: 1) { }");
        StepFixture.until("the Pause is on its way", () -> fixture.pods.get(1).isPaused());
        run.interrupt("alice");
        assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        String name = fixture.release.workload().pod(1).name();
        List<String> warnings = theWindow(run).warnings();
        assertTrue(
                warnings.stream()
                        .anyMatch(line -> line.startsWith("The lock is kept until ")
                                && line.contains("the Pause to pod " + name + " had no answer and may arrive late")),
                warnings + run.log().text());
        assertTrue(
                run.log().text().contains("The lock is kept until "), run.log().text());
    }

    @Test
    void buildsWithoutWindowsHaveNoPage() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, "echo 'nothing to see'");
        assertNull(run.getAction(WindowPage.class));
        assertNull(run.getParent().getAction(JobWindows.class));
    }
}
