package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Tests who can see two jobs with a window each, one of which not everybody may read: in the catalogs, their counts and
 * choices, the remote API, refusals, and {@code latestRestorePoint}.
 */
@WithJenkins
class CatalogPermissionsTest extends BankFixture {
    private static final String CATALOG = "restore-points/";

    /** Texts that nobody may see anywhere without the permission to read the job. */
    private static final List<String> SECRETS = List.of("vault", "hush", "db2");

    private PodServers secretPods;
    private Folder open;
    private Folder secret;
    private WorkflowRun known;
    private WorkflowRun hidden;
    private String hiddenId;

    @BeforeEach
    void backUpBoth() throws Exception {
        secretPods = PodServers.start(1);
        HelmRelease.install(
                bank.cluster.namespace("vault-ns"),
                Chart.SCALARDL_LEDGER,
                "hush",
                1,
                secretPods.port(),
                secretPods.addresses());
        open = jenkins.createProject(Folder.class, "open");
        secret = jenkins.createProject(Folder.class, "vault");
        known = backedUp(open, "release: 'app'", "postgresql");
        hidden = backedUp(secret, "release: 'hush', namespace: 'vault-ns'", "db2");
        hiddenId = record(hidden).path("id").asText();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        MockAuthorizationStrategy rights = new MockAuthorizationStrategy();
        rights.grant(Jenkins.ADMINISTER).everywhere().to("administrator");
        rights.grant(Jenkins.READ, Item.READ).everywhere().to("auditor");
        rights.grant(Jenkins.READ).everywhere().to("developer", "guesser", "stranger");
        rights.grant(Item.READ).onFolders(open).to("developer", "guesser");
        rights.grant(Item.DISCOVER).onFolders(secret).to("guesser");
        jenkins.jenkins.setAuthorizationStrategy(rights);
    }

    private WorkflowRun backedUp(Folder folder, String target, String database) throws Exception {
        WorkflowJob job = Controller.defined(
                folder.createProject(WorkflowJob.class, "nightly"),
                "consistentBackup(" + target + ", credentialsId: 'kubeconfig', skewWindow: 1, databases: ['" + database
                        + "'], expectEveryHours: 26) { }");
        return controller.ended(Result.SUCCESS, job.scheduleBuild2(0).waitForStart());
    }

    @AfterEach
    void takeDown() throws Exception {
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        open.delete();
        secret.delete();
        secretPods.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"administrator, 2", "auditor, 2", "developer, 1", "guesser, 1", "stranger, 0"})
    void aCatalogTellsOfWhatItsReaderMayRead(String user, int windows) throws Exception {
        try (Visitor visitor = new Visitor(jenkins, user)) {
            WebResponse api = visitor.get(CATALOG + "api/json?depth=2");
            assertEquals(200, api.getStatusCode());
            assertEquals(windows, ofJobsThatAreThere(api));
            assertSecretsAreShown(windows == 2, api, visitor.get(CATALOG));
            for (String asked : List.of(
                    "?workload=hush",
                    "?database=db2",
                    "api/json?workload=vault-ns",
                    "api/xml?xpath=//window&wrapper=x")) {
                String shown = visitor.get(CATALOG + asked).getContentAsString();
                assertEquals(windows == 2, shown.contains("vault/nightly"), asked + ": " + shown);
            }
        }
    }

    /** Counts without the deleted jobs of earlier tests, which administrators also see. */
    private static long ofJobsThatAreThere(WebResponse api) throws IOException {
        JsonNode catalog = new ObjectMapper().readTree(api.getContentAsString());
        long there = StreamSupport.stream(catalog.path("windows").spliterator(), false)
                .filter(window -> !window.path("jobDeleted").asBoolean())
                .count();
        long deleted = catalog.path("windows").size() - there;
        assertEquals(catalog.path("total").asLong() - deleted, there, "a window that is counted and not listed");
        return there;
    }

    /** Asserts that all of them are shown, or none. */
    private void assertSecretsAreShown(boolean all, WebResponse... pages) {
        for (WebResponse page : pages) {
            for (String each : SECRETS) {
                String shown = page.getContentAsString();
                assertEquals(all, shown.contains(each), each + ": " + shown);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "administrator, true, true",
        "auditor, true, true",
        "developer, true, false",
        "guesser, true, false",
        "stranger, false, false"
    })
    void aFoldersCatalogIsForItsReaders(String user, boolean readsOpen, boolean readsSecret) throws Exception {
        try (Visitor visitor = new Visitor(jenkins, user)) {
            Map.of(open, readsOpen, secret, readsSecret).forEach((folder, reads) -> {
                for (String what : List.of("", "api/json", "api/json?tree=total")) {
                    String path = folder.getUrl() + CATALOG + what;
                    WebResponse page = got(visitor, path);
                    assertEquals(reads, page.getStatusCode() == 200, path + ": " + page.getStatusCode());
                    if (!readsSecret) {
                        assertFalse(page.getContentAsString().contains(hiddenId), path);
                        assertFalse(page.getContentAsString().contains("hush"), path);
                    }
                }
            });
            if (user.equals("stranger") || user.equals("developer")) {
                // A job that does not exist is refused in the same way.
                assertEquals(
                        got(visitor, "job/nowhere/" + CATALOG).getStatusCode(),
                        got(visitor, secret.getUrl() + CATALOG).getStatusCode());
            }
        }
    }

    /** A rehearsal of a restore may be a job that not everybody may read who may read the window's. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"administrator, true", "auditor, true", "developer, false", "guesser, false"})
    void theBuildOfAFindingIsNamedToWhoMayReadItsJob(String user, boolean named) throws Exception {
        String id = record(known).path("id").asText();
        WindowKeeper.get()
                .store()
                .orElseThrow()
                .findings()
                .append(Finding.of(
                        id,
                        Instant.now(),
                        new Finding.FoundBy(hidden.getParent().getFullName(), hidden.getNumber(), null),
                        new Finding.RestoreTest("SOUND", List.of(), null, null, Map.of())));
        try (Visitor visitor = new Visitor(jenkins, user)) {
            for (String page : List.of(
                    known.getUrl() + "scalar-backup/",
                    known.getUrl() + "scalar-backup/api/json?depth=4",
                    known.getParent().getUrl() + "scalar-backup/api/json?depth=4",
                    open.getUrl() + CATALOG + "api/json?depth=4")) {
                WebResponse shown = visitor.get(page);
                assertEquals(200, shown.getStatusCode(), page);
                String text = shown.getContentAsString();
                assertTrue(text.contains("SOUND"), page + ": " + text);
                assertEquals(named, text.contains("vault"), page + ": " + text);
            }
        }
    }

    private static WebResponse got(Visitor visitor, String path) {
        try {
            return visitor.get(path);
        } catch (Exception failure) {
            throw new AssertionError(path, failure);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"administrator, true", "auditor, true", "developer, false", "guesser, false", "stranger, false"})
    void aBuildReadsWhatItsUserMayRead(String user, boolean reads) throws Exception {
        WorkflowJob job = Controller.defined(
                jenkins.createProject(WorkflowJob.class),
                "echo \"point ${latestRestorePoint(job: '/vault/nightly').id}\"");
        WorkflowJob other = Controller.defined(
                jenkins.createProject(WorkflowJob.class), "latestRestorePoint(job: '/nowhere/nightly')");
        MockQueueItemAuthenticator runsAs = new MockQueueItemAuthenticator();
        for (WorkflowJob each : List.of(job, other)) {
            runsAs.authenticate(each.getFullName(), User.getById(user, true).impersonate2());
        }
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().add(runsAs);
        WorkflowRun run = controller.ended(
                reads ? Result.SUCCESS : Result.FAILURE, job.scheduleBuild2(0).waitForStart());
        String log = JenkinsRule.getLog(run);
        assertEquals(reads, log.contains("point " + hiddenId), log);
        if (!reads) {
            WorkflowRun nothing =
                    controller.ended(Result.FAILURE, other.scheduleBuild2(0).waitForStart());
            assertEquals(error(nothing).replace("nowhere", "vault"), error(run), "as if there were no such job");
        }
    }

    private static String error(WorkflowRun run) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.startsWith("ERROR: "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBuildOfNobodyInParticularReadsItsOwnFolder() throws Exception {
        WorkflowJob beside = Controller.defined(
                open.createProject(WorkflowJob.class, "beside"), "echo latestRestorePoint(job: 'nightly').id");
        WorkflowRun run =
                controller.ended(Result.SUCCESS, beside.scheduleBuild2(0).waitForStart());
        jenkins.assertLogContains(record(known).path("id").asText(), run);
        WorkflowJob curious = Controller.defined(
                open.createProject(WorkflowJob.class, "curious"), "echo latestRestorePoint(job: '/vault/nightly').id");
        WorkflowRun refused =
                controller.ended(Result.FAILURE, curious.scheduleBuild2(0).waitForStart());
        jenkins.assertLogNotContains(hiddenId, refused);
    }

    @Test
    void windowsOfADeletedJobAreForAdministrators() throws Exception {
        hidden.getParent().delete();
        for (String user : List.of("administrator", "auditor")) {
            try (Visitor visitor = new Visitor(jenkins, user)) {
                assertEquals(
                        user.equals("administrator"),
                        visitor.get(CATALOG + "api/json").getContentAsString().contains(hiddenId),
                        user);
            }
        }
    }

    @Test
    void whatsAskedForInAnAddressNeverBreaksThePage() throws Exception {
        try (Visitor auditor = new Visitor(jenkins, "auditor")) {
            for (String odd : List.of(
                    "?page=0",
                    "?page=-1",
                    "?page=99999999999999999999",
                    "?page=x",
                    "?page=2&page=1",
                    "?proven=perhaps",
                    "?workload=%3Cimg%20src%3Dx%3E",
                    "?database=" + "x".repeat(3_000),
                    "?workload=%00",
                    "?page=%00")) {
                WebResponse page = auditor.get(CATALOG + odd);
                assertEquals(200, page.getStatusCode(), odd);
                assertFalse(page.getContentAsString().contains("<img src=x>"), odd);
                assertTrue(page.getContentAsString().contains("</html>"), odd);
            }
        }
    }
}
