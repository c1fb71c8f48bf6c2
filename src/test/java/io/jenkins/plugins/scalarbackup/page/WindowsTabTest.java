package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.Samples;
import io.jenkins.plugins.scalarbackup.record.WindowsAction;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jenkins.model.Tab;
import jenkins.model.details.Detail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests Jenkins' new job and build pages, which have tabs and details in place of the older pages' menu and summaries.
 */
class WindowsTabTest {
    @TempDir
    private Path home;

    private EmbeddedJenkins jenkins;

    @BeforeEach
    void start() throws Exception {
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
    }

    @AfterEach
    void stop() {
        jenkins.close();
    }

    private Job<?, ?> job() throws Exception {
        jenkins.pipeline("nightly").script("echo 'makes the job'").start().await(Duration.ofSeconds(120));
        return jenkins.jenkins().getItemByFullName("nightly", Job.class);
    }

    private static BuildRecord record(String id) {
        return BuildRecord.of(Samples.consistent(id), new BuildFacts("nightly", 1, null, 1), Samples.PLUGIN);
    }

    private static RecordStore store() {
        return WindowKeeper.get().store().orElseThrow();
    }

    private static String said(List<? extends Detail> details) {
        return String.join("; ", details.stream().map(Detail::getDisplayName).toList());
    }

    @Test
    void withoutWindowsNothingIsShown() throws Exception {
        Job<?, ?> job = job();
        assertEquals(List.of(), job.getActions(Tab.class));
        assertEquals(List.of(), job.getBuildByNumber(1).getActions(Tab.class));
        assertEquals("", said(new JobDetailFactory().createFor(job)));
        assertEquals("", said(new BuildDetailFactory().createFor(job.getBuildByNumber(1))));
    }

    @Test
    void aJobHasATabAndItsLatestRestorePoint() throws Exception {
        Job<?, ?> job = job();
        store().write(record("w-1"));
        List<Tab> tabs = job.getActions(Tab.class);
        assertEquals(1, tabs.size());
        WindowsTab tab = (WindowsTab) tabs.get(0);
        assertEquals("scalar-backup", tab.getUrlName());
        assertEquals("Consistent backups", tab.getDisplayName());
        assertTrue(tab.getTarget() instanceof JobWindows, "it leads to the page that is in the menu");
        List<? extends Detail> details = new JobDetailFactory().createFor(job);
        assertEquals("Latest restore point: 2026-11-22T10:05:03.000Z", said(details));
        assertEquals("/job/nightly/scalar-backup/", details.get(0).getLink());
        assertEquals(WindowPage.ICON, details.get(0).getIconClassName(), "without one, Jenkins shows no detail");
        for (int i = 0; i <= JobWindows.SHOWN; i++) {
            store().write(BuildRecord.of(
                    Samples.inconsistent("later-" + i), new BuildFacts("nightly", 1, null, 1), Samples.PLUGIN));
        }
        assertEquals(
                JobWindows.SHOWN, job.getAction(JobWindows.class).getWindows().size());
        assertEquals("Latest restore point: 2026-11-22T10:05:03.000Z", said(new JobDetailFactory().createFor(job)));
    }

    @Test
    void aBuildHasATab() throws Exception {
        Run<?, ?> build = job().getBuildByNumber(1);
        build.addAction(new WindowsAction());
        WindowsTab tab = (WindowsTab) build.getActions(Tab.class).get(0);
        assertSame(WindowPage.class, tab.getTarget().getClass());
        assertEquals("Consistent backup", tab.getDisplayName());
    }

    @Test
    void aDetailSaysWhatBecameOfAWindow() throws Exception {
        assertEquals(
                "CONSISTENT, restore to 2026-11-22T10:05:03.000Z",
                BuildDetailFactory.text(Views.of(Samples.consistent("w"))));
        assertEquals("INCONSISTENT", BuildDetailFactory.text(Views.of(Samples.inconsistent("w"))));
        assertEquals("Window open", BuildDetailFactory.text(Views.open("OPEN")));
    }

    @Test
    void whileRecordsCannotBeWrittenTheLatestOneIsNotCalledTheLatest() throws Exception {
        Job<?, ?> job = job();
        store().write(record("w-1"));
        JobWindows windows = job.getAction(JobWindows.class);
        assertTrue(!windows.isIncomplete() && windows.getTrouble() == null);
        Path folder = home.resolve("scalar-backup").resolve("records");
        Files.move(folder, home.resolve("away"));
        Files.writeString(folder, "a file where the folder should be");
        assertThrows(IOException.class, () -> store().write(record("w-2")));
        assertTrue(windows.isIncomplete());
        assertTrue(windows.getTrouble().contains("records"), windows.getTrouble());
        assertEquals(
                "Latest restore point on record: 2026-11-22T10:05:03.000Z; newer ones may be missing",
                said(new JobDetailFactory().createFor(job)));
        Files.delete(folder);
        store().write(record("w-2"));
        assertTrue(!windows.isIncomplete());
    }
}
