package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Item;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.keeper.Waiver;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.Samples;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.access.AccessDeniedException;

/** Tests the warnings to administrators of missed backups. */
class MissedBackupsTest {
    private static final Expectation DAILY = new Expectation(26, null, null);

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

    private Job<?, ?> job(String name) throws Exception {
        jenkins.pipeline(name).script("echo 'makes the job'").start().await(Duration.ofSeconds(120));
        return jenkins.jenkins().getItemByFullName(name, Job.class);
    }

    private static RecordStore store() {
        return WindowKeeper.get().store().orElseThrow();
    }

    private static void provenBefore(long hours, String job, Expectation expected) throws IOException {
        Instant then = Instant.now().minus(Duration.ofHours(hours));
        store().write(BuildRecord.of(
                        Samples.lasting("w-" + job + hours, then, then.plusSeconds(10)),
                        new BuildFacts(job, 1, null, 1),
                        Samples.PLUGIN)
                .expecting(expected));
    }

    private static List<MissedBackup> missed() {
        return new MissedBackupsMonitor().getMissed();
    }

    @Test
    void aWorkloadWhoseNewestWindowIsTooOldIsNamedWithItsJob() throws Exception {
        job("nightly");
        provenBefore(25, "nightly", DAILY);
        assertFalse(new MissedBackupsMonitor().isActivated());
        provenBefore(31, "other", DAILY);
        assertFalse(new MissedBackupsMonitor().isActivated(), "the workload has a newer one");
    }

    @Test
    void itIsSaidUntilThereIsANewOneAndOverARestart() throws Exception {
        job("nightly");
        provenBefore(31, "nightly", DAILY);
        assertTrue(new MissedBackupsMonitor().isActivated());
        MissedBackup first = missed().get(0);
        assertEquals("Deployment/ledger in prod", first.workload());
        assertEquals("https://10.0.0.1:6443", first.cluster());
        assertEquals("job/nightly/", first.jobUrl());
        assertEquals(
                List.of(
                        "The newest window that is proven is more than 31 hours old, but one is expected every 26 hours."),
                first.sentences());

        jenkins.close();
        start();
        job("nightly");
        assertTrue(new MissedBackupsMonitor().isActivated());
        provenBefore(0, "nightly", DAILY);
        assertFalse(new MissedBackupsMonitor().isActivated());
    }

    @Test
    void aJobThatIsDisabledRenamedOrDeleted() throws Exception {
        Job<?, ?> nightly = job("nightly");
        provenBefore(31, "nightly", DAILY);
        nightly.makeDisabled(true);
        assertFalse(new MissedBackupsMonitor().isActivated());
        assertEquals(
                "its job is disabled",
                new MissedBackupsMonitor().getSilent().get(0).silentBecause());
        nightly.makeDisabled(false);
        assertTrue(new MissedBackupsMonitor().isActivated());

        store().jobMoved("nightly", "each night", List.of());
        MissedBackup gone = new MissedBackupsMonitor().getSilent().get(0);
        assertEquals("its job was deleted", gone.silentBecause());
        assertEquals(null, gone.jobUrl());
        job("each night");
        assertEquals("job/each%20night/", missed().get(0).jobUrl());
    }

    @Test
    void ofAWorkloadThatIsNoMoreSomebodySaysThatNothingIsExpected() throws Exception {
        job("nightly");
        provenBefore(31, "nightly", DAILY);
        MissedBackupsMonitor monitor = new MissedBackupsMonitor();
        Waiver waiver = missed().get(0).waiver();
        monitor.waive(new Waiver("w-other", waiver.cluster(), waiver.namespace(), waiver.workload()));
        assertTrue(monitor.isActivated(), "it was another window");
        try (ACLContext context = ACL.as2(ACL.named("operator"))) {
            jenkins.jenkins().allow((who, what) -> what == Jenkins.MANAGE);
            monitor.waive(waiver);
            jenkins.jenkins().allow((who, what) -> what != Jenkins.MANAGE && what != Jenkins.ADMINISTER);
            assertThrows(AccessDeniedException.class, () -> monitor.waive(waiver));
        }
        assertTrue(monitor.isActivated(), "of a job that one can't read nobody waives anything");
        monitor.waive(waiver);
        assertFalse(monitor.isActivated());
        jenkins.close();
        start();
        job("nightly");
        assertFalse(monitor.isActivated(), "a restart forgets it not");
        provenBefore(30, "nightly", DAILY);
        assertTrue(monitor.isActivated(), "a later record expects anew");
    }

    @Test
    void whoMayNotReadTheJobLearnsNothing() throws Exception {
        Job<?, ?> nightly = job("nightly");
        provenBefore(31, "nightly", DAILY);
        MissedBackupsMonitor monitor = new MissedBackupsMonitor();
        jenkins.jenkins().allow((who, what) -> what == Jenkins.MANAGE || what == Item.READ);
        try (ACLContext context = ACL.as2(ACL.named("operator"))) {
            assertTrue(monitor.hasRequiredPermission());
            monitor.checkRequiredPermission();
            assertTrue(monitor.isActivated());
            jenkins.jenkins().allow((who, what) -> what == Jenkins.MANAGE);
            assertFalse(monitor.isActivated());
            assertEquals(List.of(), monitor.getMissed());
            nightly.makeDisabled(true);
            assertEquals(List.of(), monitor.getSilent());
        }
    }
}
