package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertNoStackTrace;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertVerdict;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Fingerprint;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.FindingsView;
import io.jenkins.plugins.scalarbackup.page.WindowPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import org.htmlunit.html.DomAttr;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests what readers of builds and jobs see of their windows, and who sees it. */
@WithJenkins
class WindowPagesTest extends BankFixture {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&";

    @BeforeAll
    static void secure() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    private WorkflowRun backedUp() throws Exception {
        return controller.run(
                Result.SUCCESS, "consistentBackup(TARGET, skewWindow: 1, databases: ['dynamodb', 'postgresql']) { }");
    }

    private static HtmlPage page(String path) throws Exception {
        try (Visitor reader = new Visitor(jenkins, "reader")) {
            return reader.page(path);
        }
    }

    private static JsonNode api(String path) throws Exception {
        try (Visitor reader = new Visitor(jenkins, "reader")) {
            return JSON.readTree(reader.get(path + "api/json").getContentAsString());
        }
    }

    private static void assertShows(HtmlPage page, String... texts) {
        String shown = page.getElementById("main-panel").asNormalizedText();
        for (String text : texts) {
            assertTrue(shown.contains(text), text + " is not in: " + shown);
        }
    }

    @Test
    void aBuildsPageSaysWhatItsRecordSays() throws Exception {
        WorkflowRun run = backedUp();
        JsonNode record = record(run);
        String point = record.path("restore").path("recommended").asText();
        HtmlPage page = page(run.getUrl() + "scalar-backup/");
        assertShows(page, "CONSISTENT", point, record.path("id").asText(), "consistent-backup.json");
        for (JsonNode pod : record.path("targets").path(0).path("podsBefore")) {
            assertShows(
                    page, pod.path("name").asText(), pod.path("uid").asText().substring(0, 8));
        }
        for (JsonNode database : record.path("restore").path("instructions")) {
            for (JsonNode step : database.path("steps")) {
                // A step of several lines is shown unchanged, but spaces at the ends of its lines are not text.
                assertShows(
                        page, step.asText().lines().findFirst().orElseThrow().strip());
            }
        }
        assertEquals(2, record.path("restore").path("instructions").size());
        DomElement picture = page.querySelector("#main-panel .scalar-backup-timeline");
        assertEquals("svg", picture.getTagName());
        assertEquals(
                2,
                page.querySelectorAll("#main-panel .scalar-backup-pods tbody tr")
                        .size());
        assertNothingInline(page);

        // The line in the build's summary.
        HtmlPage build = page(run.getUrl());
        assertShows(build, "Consistent backup: CONSISTENT", point);
        assertNothingInline(build);

        JsonNode shown = api(run.getUrl() + "scalar-backup/").path("windows").path(0);
        for (String same : List.of("id", "verdict", "windowProven", "reasons", "warnings", "window", "restore")) {
            assertFalse(record.path(same).isMissingNode(), same);
            assertEquals(record.path(same), without(shown.path(same)), same);
        }
        assertEquals(
                record.path("targets").findValuesAsText("uid"),
                shown.path("targets").findValuesAsText("uid"));
        JsonNode brief = api(run.getUrl())
                .path("actions")
                .findParent("windows")
                .path("windows")
                .path(0);
        assertEquals(point, brief.path("restore").path("recommended").asText());
    }

    /** Removes the class names that Stapler adds to each bean. */
    private static JsonNode without(JsonNode beans) {
        for (JsonNode bean : beans.findParents("_class")) {
            ((ObjectNode) bean).remove("_class");
        }
        return beans;
    }

    /** Checks only the page's own part; the rest is Jenkins'. */
    private static void assertNothingInline(HtmlPage page) {
        for (DomElement element : page.getElementById("main-panel").getDomElementDescendants()) {
            if (element.getTagName().equals("script")) {
                assertTrue(element.hasAttribute("src"), element.asXml());
            }
            for (DomAttr attribute : element.getAttributesMap().values()) {
                assertFalse(attribute.getName().toLowerCase(Locale.ROOT).startsWith("on"), element.asXml());
                assertFalse(
                        attribute.getValue().strip().toLowerCase(Locale.ROOT).startsWith("javascript:"));
            }
        }
    }

    @Test
    void whatIsFoundAfterTheWindowIsShownWithIt() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            node {
                consistentBackup(TARGET, skewWindow: 2, databases: ['dynamodb']) { }
                def found = awaitRestorable(database: 'dynamodb', timeout: 0, keptDays: 35) {
                    [[latest: System.currentTimeMillis()], sh(returnStdout: true, script: 'date +%s')]
                }
                def point = latestRestorePoint(job: env.JOB_NAME, restorable: true)
                writeFile file: 'report.json', text: groovy.json.JsonOutput.toJson([schemaVersion: 1, verdict: 'SOUND',
                    reasons: [], databases: [], window: [id: point.id, pauseCompleted: point.window.pauseCompleted,
                    verifiedUntil: point.window.verifiedUntil]])
                def tested = recordRestoreTest(window: point, report: 'report.json')
                echo "restorable until ${found.expires}, ${tested.verdict}"
            }
            """);
        jenkins.assertLogContains("restorable until 20", run);
        assertNoStackTrace(run);
        FindingsView findings =
                run.getAction(WindowPage.class).getWindows().get(0).findings();
        assertEquals(true, findings.restorable());
        assertEquals("SOUND", findings.testVerdict());
        assertEquals(2, findings.all().size());
    }

    @Test
    void aJobsPageListsItsWindows() throws Exception {
        WorkflowRun run = backedUp();
        String point = record(run).path("restore").path("recommended").asText();
        WorkflowJob job = run.getParent();
        for (String path : List.of(job.getUrl(), job.getUrl() + "scalar-backup/")) {
            HtmlPage page = page(path);
            assertShows(page, "#1", "CONSISTENT", point);
            assertNotNull(page.querySelector("#main-panel .scalar-backup-outages"), "no chart");
            assertNothingInline(page);
        }
        JsonNode window = api(job.getUrl() + "scalar-backup/").path("windows").path(0);
        assertEquals(1, window.path("number").asInt());
        assertEquals("CONSISTENT", window.path("verdict").asText());
        assertEquals(point, window.path("recommended").asText());
    }

    @Test
    void aJobThatIsRenamedOrMovedKeepsItsWindows() throws Exception {
        WorkflowRun run = backedUp();
        WorkflowJob job = run.getParent();
        String earlier = job.getFullName();
        job.renameTo(earlier + "-renamed");
        assertListed(job);
        Folder folder = jenkins.createProject(Folder.class);
        Items.move(job, folder);
        assertListed(job);
        folder.renameTo(folder.getName() + "-renamed");
        assertListed(job);
        controller.ended(Result.SUCCESS, job.scheduleBuild2(0).waitForStart());
        assertEquals(2, api(job.getUrl() + "scalar-backup/").path("windows").size());
        assertShows(page(job.getBuildByNumber(1).getUrl() + "scalar-backup/"), "CONSISTENT");

        WorkflowJob successor = jenkins.createProject(WorkflowJob.class, earlier);
        try (Visitor reader = new Visitor(jenkins, "reader")) {
            assertEquals(404, reader.get(successor.getUrl() + "scalar-backup/").getStatusCode());
        }
    }

    private static void assertListed(WorkflowJob job) throws Exception {
        HtmlPage page = page(job.getUrl() + "scalar-backup/");
        assertShows(page, "#1", "CONSISTENT");
        assertNotNull(page.getAnchorByHref(jenkins.contextPath + "/" + job.getUrl() + "1/scalar-backup/"));
    }

    @Test
    void whoMayNotReadTheJobSeesNothing() throws Exception {
        WorkflowRun run = backedUp();
        String job = run.getParent().getUrl();
        try (Visitor stranger = new Visitor(jenkins, "stranger");
                Visitor reader = new Visitor(jenkins, "reader")) {
            for (String path : List.of("", "fragment", "api/json")) {
                for (String page : List.of(run.getUrl() + "scalar-backup/", job + "scalar-backup/")) {
                    if (path.equals("fragment") && page.equals(job + "scalar-backup/")) {
                        continue;
                    }
                    int status = stranger.get(page + path).getStatusCode();
                    assertTrue(status == 403 || status == 404, page + path + ": " + status);
                    assertEquals(200, reader.get(page + path).getStatusCode(), page + path);
                }
            }
        }
    }

    @Test
    void theRecordsFingerprintLeadsToItsBuild() throws Exception {
        WorkflowRun run = backedUp();
        byte[] artifact;
        try (var in =
                run.getArtifactManager().root().child("consistent-backup.json").open()) {
            artifact = in.readAllBytes();
        }
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(artifact));
        Fingerprint fingerprint = jenkins.jenkins.getFingerprintMap().get(sum);
        assertNotNull(fingerprint);
        assertTrue(fingerprint.getOriginal().is(run));
    }

    @Test
    void aRecordThatWasCutShortBreaksNoPage() throws Exception {
        WorkflowRun run = backedUp();
        rewrite(run, record -> record.remove(List.of("verdict", "restore", "window", "build")));
        assertShows(page(run.getUrl() + "scalar-backup/"), "UNKNOWN", "There is nothing to restore to.");
        assertShows(page(run.getUrl()), "UNKNOWN");
        assertShows(page(run.getParent().getUrl()), "#1");

        for (Path copy : copies(run)) {
            Files.writeString(copy, Files.readString(copy).substring(0, 100));
        }
        assertShows(page(run.getUrl() + "scalar-backup/"), "no longer has a record of a window");
        page(run.getUrl());
    }

    @Test
    void aHostileNameIsText() throws Exception {
        WorkflowRun run = backedUp();
        rewrite(run, record -> {
            record.putArray("reasons").add(HOSTILE);
            record.putArray("warnings").add(HOSTILE);
            record.put("verdict", HOSTILE);
            ObjectNode target = (ObjectNode) record.path("targets").path(0);
            target.put("namespace", HOSTILE).put("release", HOSTILE).put("access", HOSTILE);
            for (String pods : List.of("podsBefore", "podsAfter")) {
                target.path(pods)
                        .forEach(pod -> ((ObjectNode) pod).put("name", HOSTILE).put("phase", HOSTILE));
            }
            target.path("pauses")
                    .forEach(pause -> ((ObjectNode) pause).put("pod", HOSTILE).put("error", HOSTILE));
            ((ArrayNode) target.withArray("drift"))
                    .addObject()
                    .put("kind", HOSTILE)
                    .put("pod", HOSTILE)
                    .put("seenAt", record.path("window").path("pauseCompleted").asText())
                    .put("detail", HOSTILE);
        });
        run.getParent().setDisplayName(HOSTILE);
        run.setDisplayName(HOSTILE);
        try (Visitor reader = new Visitor(jenkins, "reader")) {
            for (String path : List.of(
                    run.getUrl() + "scalar-backup/",
                    run.getUrl() + "scalar-backup/fragment",
                    run.getUrl(),
                    run.getParent().getUrl() + "scalar-backup/",
                    run.getParent().getUrl())) {
                String html = reader.get(path).getContentAsString();
                assertFalse(html.contains("<img src=x"), path + ": " + html);
                assertTrue(html.contains("&lt;img src=x"), path + ": " + html);
            }
        }
    }

    private static void rewrite(WorkflowRun run, Consumer<ObjectNode> how) throws Exception {
        for (Path copy : copies(run)) {
            ObjectNode record = (ObjectNode) JSON.readTree(copy.toFile());
            how.accept(record);
            JSON.writeValue(copy.toFile(), record);
        }
    }

    private static List<Path> copies(WorkflowRun run) throws Exception {
        Path home = jenkins.jenkins.getRootDir().toPath();
        String id = record(run).path("id").asText();
        return List.of(
                home.resolve("scalar-backup/records/" + id + ".json"),
                run.getArtifactsDir().toPath().resolve("consistent-backup.json"));
    }

    @Test
    void anOpenWindowIsFollowedButClosedByWhoMayCancelOnly() throws Exception {
        WorkflowRun run =
                controller.startUntil("begun", "consistentBackup(TARGET, skewWindow: 0) { echo 'begun'\n sleep 100 }");
        String page = run.getUrl() + "scalar-backup/";
        String window = api(page).path("windows").path(0).path("id").asText();
        assertTrue(api(page).path("open").asBoolean());
        try (Visitor reader = new Visitor(jenkins, "reader")) {
            HtmlPage html = reader.page(page);
            assertShows(html, "Window open", "2 of 2 pods paused");
            assertFalse(html.asXml().contains("unpause?window="));
            assertNothingInline(html);
            assertEquals(403, reader.post(page + "unpause", "window", window).getStatusCode());
        }
        MockAuthorizationStrategy strategy = (MockAuthorizationStrategy) jenkins.jenkins.getAuthorizationStrategy();
        strategy.grant(Jenkins.READ, Item.READ, Item.CANCEL).everywhere().to("operator");
        try (Visitor operator = new Visitor(jenkins, "operator")) {
            assertTrue(operator.page(page).asXml().contains("unpause?window=" + window));
            int status = operator.get(page + "unpause?window=" + window).getStatusCode();
            assertTrue(status == 404 || status == 405, "GET got " + status);
            assertTrue(bank.isPaused(), "neither a reader nor a link opens pods");
            assertEquals(302, operator.post(page + "unpause", "window", window).getStatusCode());
        }
        Bank.until("every pod is open", bank.pods::areOpen);
        controller.ended(Result.ABORTED, run);
        jenkins.assertLogContains("Unpaused by operator.", run);
        jenkins.assertLogContains("Aborted by operator", run);
        JsonNode record = record(run);
        assertVerdict("ABORTED", record);
        assertEquals("Unpaused by operator.", record.path("reasons").path(0).asText());
        assertShows(page(page), "ABORTED", "Unpaused by operator.");
    }

    @Test
    void aPauseOfSingleStepsIsClosedByHand() throws Exception {
        WorkflowRun run =
                controller.startUntil("begun", "scalarPause(TARGET)\n echo 'begun'\n awaitSkewWindow(seconds: 100)");
        MockAuthorizationStrategy strategy = (MockAuthorizationStrategy) jenkins.jenkins.getAuthorizationStrategy();
        strategy.grant(Jenkins.READ, Item.READ, Item.CANCEL).everywhere().to("operator");
        try (Visitor operator = new Visitor(jenkins, "operator")) {
            String page = run.getUrl() + "scalar-backup/";
            String window = api(page).path("windows").path(0).path("id").asText();
            assertEquals(302, operator.post(page + "unpause", "window", window).getStatusCode());
        }
        controller.ended(Result.ABORTED, run);
        jenkins.assertLogContains("Unpaused by operator.", run);
        assertVerdict("ABORTED", record(run));
    }
}
