package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepRig.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.demo.jenkins.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.report.page.JobWindows;
import io.jenkins.plugins.scalarbackup.report.page.WindowPage;
import io.jenkins.plugins.scalarbackup.report.page.WindowSource;
import io.jenkins.plugins.scalarbackup.report.page.WindowView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages know of a window, while it is open and afterwards. */
class ShownWindowsTest {
    @TempDir
    Path home;

    private StepRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new StepRig(home).install(2);
    }

    @AfterEach
    void stop() throws Exception {
        rig.closeWhenNothingIsLeft();
    }

    private static WindowView theWindow(EmbeddedRun run) {
        List<WindowView> windows = run.getAction(WindowPage.class).getWindows();
        assertEquals(1, windows.size());
        return windows.get(0);
    }

    @Test
    void anOpenWindowIsFollowedAndUnpausedByHand() throws Exception {
        EmbeddedRun run = rig.start("consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 60 }");
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

        WindowSource.get().orElseThrow().unpause(run, open.id(), "Unpaused by alice.");
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        StepRig.until("all pods are open", rig.pods::areOpen);

        WindowView over = theWindow(run);
        assertEquals("ABORTED", over.verdict());
        assertEquals("Unpaused by alice.", over.reasons().get(0));
        assertEquals("consistent-backup", over.artifact());
        assertNull(over.live());
        assertEquals(0, run.getAction(WindowPage.class).getRefresh());
        assertEquals(
                "ABORTED",
                run.getParent().getAction(JobWindows.class).getWindows().get(0).getVerdict());
    }

    @Test
    void aRecordThatIsNoLongerBelowTheHomeIsReadFromTheBuild() throws Exception {
        EmbeddedRun run = rig.run(Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 0) { }");
        WindowView before = theWindow(run);
        assertEquals("CONSISTENT", before.verdict());
        Path record = home.resolve("scalar-backup/records/" + before.id() + ".json");
        Files.delete(record);
        assertFalse(Files.exists(record));
        assertEquals(before, theWindow(run));
    }

    @Test
    void buildsWithoutWindowsHaveNoPage() throws Exception {
        EmbeddedRun run = rig.run(Result.SUCCESS, "echo 'nothing to see'");
        assertNull(run.getAction(WindowPage.class));
        assertNull(run.getParent().getAction(JobWindows.class));
    }
}
