package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import io.jenkins.plugins.scalarbackup.record.Samples;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which windows the catalog shows, and to whom. */
class CatalogTest {
    private static RecordIndexEntry entry(int number, String job, boolean proven, String workload, String database) {
        return new RecordIndexEntry(
                "w-" + number,
                job,
                false,
                number,
                1,
                proven ? "CONSISTENT" : "INCONSISTENT",
                proven,
                proven ? "2026-11-22T10:05:03.000Z" : null,
                "2026-11-22T10:04:57.250Z",
                10_000L,
                11_000L,
                List.of(new RecordedWorkload("https://10.0.0.1:6443", "prod", workload)),
                List.of(database),
                List.of("scalardb-cluster 3.16.0"),
                null);
    }

    /** Returns records, newest first: every second one of a job that may not be read, every third one not proven. */
    static List<RecordIndexEntry> records() {
        List<RecordIndexEntry> records = new ArrayList<>();
        for (int i = 300; i > 0; i--) {
            records.add(
                    i % 2 == 0
                            ? entry(i, "secret", true, "StatefulSet/hidden", "oracle")
                            : entry(i, "open", i % 3 != 0, "Deployment/ledger", i % 5 == 0 ? "mysql" : "postgresql"));
        }
        return records;
    }

    private static CatalogPage page(CatalogQuery query) {
        return CatalogPage.of(records(), record -> record.job().equals("open"), record -> FindingsView.NONE, query);
    }

    private static List<Long> numbers(CatalogPage page) {
        return page.windows().stream().map(CatalogWindow::getNumber).toList();
    }

    @Test
    void theNewestComeFirstAPageAtATime() {
        CatalogPage first = page(CatalogQuery.ALL);
        assertEquals(50, first.windows().size());
        assertEquals(List.of(299L, 297L, 295L), numbers(first).subList(0, 3));
        assertNull(first.newer());
        assertEquals("?page=2", first.older());
        CatalogPage last = page(new CatalogQuery(null, null, null, 3));
        assertEquals(1L, last.windows().get(49).getNumber());
        assertEquals("?page=2", last.newer());
        assertNull(last.older());
        assertEquals(3, page(new CatalogQuery(null, null, null, 1_000)).page(), "the last that there is");
    }

    @Test
    void nothingOfAJobThatMayNotBeReadShowsInAnyNumberOrChoice() {
        CatalogPage page = page(CatalogQuery.ALL);
        assertEquals(150, page.total());
        assertEquals(3, page.pages());
        assertEquals(List.of("Deployment/ledger in prod"), page.workloads());
        assertEquals(List.of("mysql", "postgresql"), page.databases());
        assertEquals(0, page(new CatalogQuery("hidden", null, null, 1)).total());
        assertEquals(0, page(new CatalogQuery(null, "oracle", null, 1)).total());
    }

    @Test
    void theyCanBeNarrowedDown() {
        assertEquals(100, page(new CatalogQuery(null, null, true, 1)).total());
        assertEquals(50, page(new CatalogQuery(null, null, false, 1)).total());
        assertEquals(30, page(new CatalogQuery(null, "mysql", null, 1)).total());
        assertEquals(
                150,
                page(new CatalogQuery("prod/DEPLOYMENT/led", null, null, 1)).total());
        assertEquals(150, page(new CatalogQuery("10.0.0.1", null, null, 1)).total());
        CatalogPage narrowed = page(new CatalogQuery("ledger in prod", "postgresql", true, 1));
        assertEquals("?workload=ledger+in+prod&database=postgresql&proven=true&page=2", narrowed.older());
    }

    @Nested
    class OnAController {
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

        private RecordStore store() {
            return WindowKeeper.get().store().orElseThrow();
        }

        private void window(String id, String job) throws Exception {
            if (jenkins.jenkins().getItemByFullName(job, Job.class) == null) {
                jenkins.pipeline(job).script("echo 'makes the job'").start().await(Duration.ofSeconds(120));
            }
            store().write(BuildRecord.of(Samples.consistent(id), new BuildFacts(job, 1, null, 1), Samples.PLUGIN));
        }

        private List<String> seen(Catalog catalog) {
            return catalog.listing(CatalogQuery.ALL).windows().stream()
                    .map(CatalogWindow::getId)
                    .toList();
        }

        @Test
        void windowsOfJobsThatAreGoneAreForAdministrators() throws Exception {
            window("w-1", "nightly");
            window("w-2", "weekly");
            store().jobDeleted("weekly", List.of());
            window("w-3", "weekly");
            Catalog catalog = new Catalog.OfController();
            assertEquals(List.of("w-3", "w-2", "w-1"), seen(catalog));
            CatalogWindow gone = catalog.listing(CatalogQuery.ALL).windows().get(1);
            assertNull(gone.getJobUrl());
            assertNull(gone.getWindowUrl());
            jenkins.jenkins().allow((who, what) -> what == Item.READ);
            try (ACLContext reader = ACL.as2(ACL.named("reader"))) {
                assertEquals(List.of("w-3", "w-1"), seen(catalog));
                jenkins.jenkins().allow((who, what) -> what == Jenkins.READ);
                CatalogPage nothing = catalog.listing(CatalogQuery.ALL);
                assertEquals(0, nothing.total());
                assertEquals(List.of(), nothing.workloads());
                assertEquals(List.of(), catalog.getMissed());
            }
        }

        /** Jenkins finds a job whose name differs in upper and lower case. */
        @Test
        void aJobWhoseNameDiffersInCaseIsAnotherOne() throws Exception {
            window("w-1", "nightly");
            store().write(BuildRecord.of(
                    Samples.consistent("w-2"), new BuildFacts("Nightly", 1, null, 1), Samples.PLUGIN));
            Catalog catalog = new Catalog.OfController();
            CatalogWindow other = catalog.listing(CatalogQuery.ALL).windows().get(0);
            assertEquals("Nightly", other.getJob());
            assertNull(other.getJobUrl());
            jenkins.jenkins().allow((who, what) -> what == Item.READ);
            try (ACLContext reader = ACL.as2(ACL.named("reader"))) {
                assertEquals(List.of("w-1"), seen(catalog));
            }
        }

        @Test
        void aFolderShowsWhatIsOverdueByAllThatIsKnownOfTheWorkload() throws Exception {
            jenkins.pipeline("team/nightly")
                    .script("echo 'makes the job'")
                    .start()
                    .await(Duration.ofSeconds(120));
            jenkins.pipeline("other/nightly")
                    .script("echo 'makes the job'")
                    .start()
                    .await(Duration.ofSeconds(120));
            Instant now = Instant.now();
            expecting("w-1", "team/nightly", now.minus(Duration.ofHours(40)));
            Catalog team = new Catalog(folder("team"));
            assertEquals(1, team.getMissed().size());
            assertEquals(List.of(), new Catalog(folder("other")).getMissed());
            expecting("w-2", "other/nightly", now.minus(Duration.ofHours(20)));
            assertEquals(List.of(), team.getMissed(), "another job backs it up now");
        }

        private void expecting(String id, String job, Instant at) throws Exception {
            store().write(BuildRecord.of(
                            Samples.lasting(id, at, at.plusSeconds(10)),
                            new BuildFacts(job, 1, null, 1),
                            Samples.PLUGIN)
                    .expecting(new Expectation(26, null, null)));
        }

        /** The embedded environment has no folders, but only names of jobs with slashes. */
        private ItemGroup<?> folder(String name) {
            return (ItemGroup<?>) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {ItemGroup.class}, (folder, method, arguments) -> {
                        assertEquals("getFullName", method.getName());
                        return name;
                    });
        }

        @Test
        void rowsLeadToTheirBuildsAsLongAsThereAreAny() throws Exception {
            window("w-1", "nightly");
            store().write(BuildRecord.of(
                    Samples.consistent("w-2"), new BuildFacts("nightly", 77, null, 1), Samples.PLUGIN));
            List<CatalogWindow> rows =
                    new Catalog.OfController().listing(CatalogQuery.ALL).windows();
            assertEquals("job/nightly/", rows.get(0).getJobUrl());
            assertNull(rows.get(0).getWindowUrl(), "build 77 is gone");
            assertEquals("job/nightly/1/scalar-backup/", rows.get(1).getWindowUrl());
            assertEquals("2026-11-22T10:05:03.000Z", rows.get(1).getRecommended());
            assertFalse(rows.get(1).isJobDeleted());
        }
    }
}
