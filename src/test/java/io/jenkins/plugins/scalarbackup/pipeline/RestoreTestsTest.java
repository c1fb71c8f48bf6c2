package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.listeners.ItemListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import io.jenkins.plugins.scalarbackup.page.FindingView;
import io.jenkins.plugins.scalarbackup.page.FindingsView;
import io.jenkins.plugins.scalarbackup.page.WindowPage;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests a job that rehearses restores: it finds a window of another job, and records the result. */
class RestoreTestsTest {
    private static StepFixture fixture;
    private static EmbeddedRun first;
    private static EmbeddedRun second;

    @BeforeAll
    static void twoWindows(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home).install(1);
        first = backup();
        second = backup();
    }

    private static EmbeddedRun backup() throws Exception {
        EmbeddedRun run = fixture.jenkins
                .pipeline("backup/nightly")
                .script("consistentBackup(" + StepFixture.TARGET + ", skewWindow: 3, databases: ['postgresql']) { }")
                .start();
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        return run;
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    @AfterEach
    void everybodyMayAgain() {
        fixture.jenkins.jenkins().allow((who, what) -> true);
        fixture.jenkins.jenkins().allowOn("backup/rehearsal", (who, what) -> true);
    }

    private static String id(EmbeddedRun run) throws Exception {
        return StepFixture.record(run).path("id").asText();
    }

    /** Returns a report of the verifier on a window. */
    private static String report(EmbeddedRun window, String verdict, int torn) throws Exception {
        JsonNode record = StepFixture.record(window);
        return """
                {"schemaVersion": 1, "verdict": "%s", "reasons": ["Said <b>so</b>."],
                 "window": {"id": "%s", "pauseCompleted": %s, "verifiedUntil": %s},
                 "checks": {"notTorn": {"faults": %d}}, "databases": [{"tables": 1, "records": 5, "proven": 5}]}
                """.formatted(
                        verdict,
                        record.path("id").asText(),
                        record.at("/window/pauseCompleted"),
                        record.at("/window/verifiedUntil"),
                        torn);
    }

    private static EmbeddedRun run(String job, Result expected, String script) throws Exception {
        EmbeddedRun run = start(job, script);
        assertEquals(expected, run.await(LONG), run.log().text());
        return run;
    }

    private static EmbeddedRun start(String job, String script) throws IOException {
        return fixture.jenkins.pipeline(job).script(script).start();
    }

    private static String writing(String report) {
        return "writeFile file: 'restore-verification.json', text: '''" + report + "'''\n";
    }

    private static FindingsView shown(EmbeddedRun window) {
        return window.getAction(WindowPage.class).getWindows().get(0).findings();
    }

    @Test
    void aRehearsalIsShownWithTheWindowItIsOf() throws Exception {
        EmbeddedRun run =
                run("backup/rehearsal", Result.SUCCESS, "node {\n" + writing(report(second, "SOUND", 0)) + """
                def point = latestRestorePoint(job: 'nightly')
                echo "point ${point.id} ${point.restore.recommended}"
                def found = recordRestoreTest(window: point, report: 'restore-verification.json')
                echo "noted ${found.verdict} ${found.figures.records}"
                }
                """);
        assertTrue(
                run.log().text().contains("point " + id(second) + " 20"),
                run.log().text());
        assertTrue(run.log().text().contains("noted SOUND 5"), run.log().text());
        JsonNode artifact = new ObjectMapper()
                .readTree(run.artifacts()
                        .resolve("consistent-backup-findings.json")
                        .toFile());
        assertEquals(id(second), artifact.at("/findings/0/window").asText());
        FindingsView shown = shown(second);
        assertEquals("SOUND", shown.testVerdict());
        assertEquals(artifact.at("/findings/0/found").asText(), shown.tested());
        FindingView finding = shown.all().get(0);
        assertEquals("backup/rehearsal #" + run.getNumber(), finding.build());
        assertEquals("job/backup/rehearsal/" + run.getNumber() + "/", finding.buildUrl());
        fixture.jenkins.jenkins().allow((who, what) -> what == Jenkins.READ);
        for (Permission most : List.of(Jenkins.READ, Item.DISCOVER)) {
            fixture.jenkins.jenkins().allowOn("backup/rehearsal", (who, what) -> what == most);
            try (ACLContext context = ACL.as2(ACL.named("reader"))) {
                assertEquals("SOUND", finding.verdict());
                for (Object named :
                        Arrays.asList(finding.job(), finding.number(), finding.build(), finding.buildUrl())) {
                    assertEquals(null, named, "nothing of a job that the reader may not read");
                }
            }
        }
    }

    @Test
    void whatIsNotSoundFailsTheBuildAndIsNotedAllTheSame() throws Exception {
        String script =
                "node {\n" + writing(report(first, "TORN", 2)) + "recordRestoreTest(window: '" + id(first) + "'%s) }";
        EmbeddedRun failed = run("backup/rehearsal", Result.FAILURE, script.formatted(""));
        assertEquals(
                "The restore of window " + id(first) + " is TORN. Said <b>so</b>.", StepFixture.theOneError(failed));
        assertEquals("TORN", shown(first).testVerdict());
        EmbeddedRun reported = run("backup/rehearsal", Result.SUCCESS, script.formatted(", failOnUnsound: false"));
        assertTrue(Files.exists(reported.artifacts().resolve("consistent-backup-findings.json")));
        assertTrue(shown(first).all().stream().anyMatch(finding -> finding.number() == failed.getNumber()));
    }

    static Stream<Arguments> wrong() throws Exception {
        String window = "window: '" + id(first) + "'";
        return Stream.of(
                arguments("recordRestoreTest(" + window + ")", "report is \"", "runs outside node"),
                arguments(
                        "node { recordRestoreTest(" + window + ", report: 'none.json') }",
                        "report \"none.json\"",
                        "there is no file"),
                arguments(
                        "node { recordRestoreTest(" + window + ", report: '../../../../none') }",
                        "report \"../",
                        "there is no file"),
                arguments("node { recordRestoreTest(" + window + ", report: '/') }", "report \"/\"", "is a directory"),
                arguments(
                        "node { " + writing(report(second, "SOUND", 0)) + "recordRestoreTest(" + window + ") }",
                        "is not of window " + id(first),
                        "but of \"" + id(second) + "\""),
                arguments(
                        "node { " + writing(report(first, "SOUND", 0).substring(0, 90)) + "recordRestoreTest(" + window
                                + ") }",
                        "report \"restore-verification.json\" is no report of the verifier",
                        "copied whole"),
                arguments("recordRestoreTest()", "window is not given", "no window that is proven"),
                arguments("recordRestoreTest(window: '<script>')", "window is \"<script>\"", "no ID of a window"),
                arguments("latestRestorePoint()", "job is not given", "job: 'nightly'"),
                arguments("latestRestorePoint(job: ' ')", "job is not given", "job: 'nightly'"),
                arguments("latestRestorePoint(job: 'nobody')", "job is \"nobody\"", "no window of such a job"),
                arguments("latestRestorePoint(job: '../..')", "job is \"../", "no window of such a job"),
                arguments(
                        "latestRestorePoint(job: 'nightly', restorable: true)",
                        "No window of backup/nightly is known to be restorable",
                        "awaitRestorable"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsRefusedInOneSentence(String script, String one, String other) throws Exception {
        String sentence = StepFixture.theOneError(run("backup/wrong", Result.FAILURE, script));
        assertTrue(sentence.contains(one) && sentence.contains(other), sentence);
    }

    @Test
    void onlyOneThatIsKnownToBeRestorable() throws Exception {
        fixture.jenkins
                .pipeline("backup/other")
                .script("""
                consistentBackup(%s, skewWindow: 3, databases: ['postgresql']) { }
                awaitRestorable(database: 'postgresql', timeout: 0) { System.currentTimeMillis() }
                consistentBackup(%s, skewWindow: 3, databases: ['postgresql']) { }
                """.formatted(StepFixture.TARGET, StepFixture.TARGET))
                .run(LONG);
        EmbeddedRun run = run("backup/rehearsal", Result.SUCCESS, """
                echo "any ${latestRestorePoint(job: 'other').id} known ${latestRestorePoint(job: 'other', restorable: true).id}"
                """);
        EmbeddedRun other = fixture.jenkins
                .pipeline("backup/other")
                .script("echo 'x'")
                .start()
                .getParent()
                .getBuildByNumber(1);
        assertTrue(
                run.log()
                        .text()
                        .contains("any "
                                + StepFixture.record(other, "consistent-backup-2.json")
                                        .path("id")
                                        .asText()
                                + " known " + id(other)),
                run.log().text());
    }

    @Test
    void aRecordThatIsGoneOrDamagedIsNamedBeforeAnOlderOneIsTaken() throws Exception {
        EmbeddedRun backups = fixture.jenkins
                .pipeline("backup/damaged")
                .script(("consistentBackup(%s, skewWindow: 3) { }\n" + "consistentBackup(%s, skewWindow: 3) { }")
                        .formatted(StepFixture.TARGET, StepFixture.TARGET))
                .start();
        assertEquals(Result.SUCCESS, backups.await(LONG), backups.log().text());
        String older = id(backups);
        String newer = StepFixture.record(backups, "consistent-backup-2.json")
                .path("id")
                .asText();
        Path records = fixture.jenkins.jenkins().getRootDir().toPath().resolve("scalar-backup/records");
        Files.writeString(records.resolve(newer + ".json"), "{");
        String script = "echo \"point ${latestRestorePoint(job: 'damaged').id}\"";
        String log = run("backup/rehearsal", Result.SUCCESS, script).log().text();
        assertTrue(log.contains("The record of window " + newer + " of backup/damaged #1 can't be read"), log);
        assertTrue(log.contains("point " + older), log);
        Files.delete(records.resolve(older + ".json"));
        String sentence = StepFixture.theOneError(run("backup/rehearsal", Result.FAILURE, script));
        assertTrue(sentence.startsWith("The record of window " + older), sentence);
    }

    @Test
    void aJobOfTheSameFolderIsMeantThoughItHasNoWindow() throws Exception {
        run("backup/backup/nightly", Result.SUCCESS, "echo 'no window'");
        String script = "echo latestRestorePoint(job: '%s').id";
        String sentence =
                StepFixture.theOneError(run("backup/rehearsal", Result.FAILURE, script.formatted("backup/nightly")));
        assertTrue(sentence.contains("there is no window of such a job"), sentence);
        run("backup/rehearsal", Result.SUCCESS, script.formatted("/backup/nightly"));
    }

    /** Builds run as SYSTEM, which may read everything; their authors may not. */
    @ParameterizedTest
    @MethodSource("readers")
    void asSystemABuildReadsItsOwnFolderAndWhatIsBelow(String job, String wanted, boolean may) throws Exception {
        String script = "echo latestRestorePoint(job: '" + wanted + "').id";
        EmbeddedRun run = run(job, may ? Result.SUCCESS : Result.FAILURE, script);
        if (!may) {
            String sentence = StepFixture.theOneError(run);
            assertTrue(sentence.contains("it runs as SYSTEM, and so reads jobs of its own folder"), sentence);
            String noted = StepFixture.theOneError(run(
                    job,
                    Result.FAILURE,
                    "node { " + writing(report(first, "SOUND", 0)) + "recordRestoreTest(window: '" + id(first)
                            + "') }"));
            assertTrue(noted.contains("none that this build may read"), noted);
        }
    }

    static Stream<Arguments> readers() {
        return Stream.of(
                arguments("backup/rehearsal", "nightly", true),
                arguments("backup/rehearsal", "./nightly", true),
                arguments("backup/rehearsal", "../backup/nightly", true),
                arguments("backup/rehearsal", "/backup/nightly", true),
                arguments("backup/rehearsal", "backup/nightly", true),
                arguments("rehearsal", "backup/nightly", true),
                arguments("backup/sub/rehearsal", "../nightly", false),
                arguments("backup2/rehearsal", "/backup/nightly", false),
                arguments("back/rehearsal", "../backup/nightly", false));
    }

    @Test
    void anotherUserNeedsReadOnTheJob() throws Exception {
        EmbeddedRun may = fixture.jenkins
                .pipeline("elsewhere/rehearsal")
                .as(ACL.named("alice"))
                .script("echo latestRestorePoint(job: '/backup/nightly').id")
                .start();
        assertEquals(Result.SUCCESS, may.await(LONG), may.log().text());
        fixture.jenkins.jenkins().allow((who, what) -> what != Item.READ);
        EmbeddedRun mayNot = fixture.jenkins
                .pipeline("backup/rehearsal")
                .as(ACL.named("bob"))
                .script("latestRestorePoint(job: 'nightly')")
                .start();
        assertEquals(Result.FAILURE, mayNot.await(LONG), mayNot.log().text());
        assertTrue(StepFixture.theOneError(mayNot).contains("it runs as \"bob\", who needs the permission Job/Read"));
    }

    @Test
    void aJobThatIsRenamedKeepsWhatWasFoundAndIsFoundUnderItsNewName() throws Exception {
        EmbeddedRun run = fixture.jenkins
                .pipeline("backup/old")
                .script("consistentBackup(" + StepFixture.TARGET + ", skewWindow: 3, databases: ['postgresql']) { }\n"
                        + "awaitRestorable(database: 'postgresql', timeout: 0) { System.currentTimeMillis() }")
                .start();
        assertEquals(Result.SUCCESS, run.await(LONG), run.log().text());
        ExtensionList.lookup(ItemListener.class)
                .forEach(listener -> listener.onLocationChanged(run.getParent(), "backup/old", "backup/new"));
        EmbeddedRun found =
                run("backup/rehearsal", Result.SUCCESS, "echo latestRestorePoint(job: 'new', restorable: true).id");
        assertTrue(found.log().text().contains(id(run)), found.log().text());
        assertEquals("backup/new", shown(run).all().get(0).job());
    }
}
