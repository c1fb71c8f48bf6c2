package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.FindingsView;
import io.jenkins.plugins.scalarbackup.page.JobWindows;
import io.jenkins.plugins.scalarbackup.page.WindowPage;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests waiting for a database's restorable time in a Pipeline, for a window that was recorded before. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AwaitRestorableTest {
    private static Path home;
    private static StepFixture fixture;
    private static EmbeddedRun backup;
    private static String window;
    private static String notAfter;
    private static String notBefore;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        home = directory;
        fixture = new StepFixture(home).install(1);
        backup = fixture.pipeline("consistentBackup(" + StepFixture.TARGET
                        + ", skewWindow: 3, databases: ['dynamodb', 'postgresql']) { }")
                .start();
        assertEquals(Result.SUCCESS, backup.await(LONG), backup.log().text());
        JsonNode record = StepFixture.record(backup);
        window = record.path("id").asText();
        notAfter = record.at("/restore/notAfter").asText();
        notBefore = record.at("/restore/notBefore").asText();
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private static EmbeddedRun start(String job, String script) throws IOException {
        return fixture.jenkins
                .pipeline(job)
                .script(script.replace("WINDOW", "'" + window + "'")
                        .replace("NOT_AFTER", "'" + notAfter + "'")
                        .replace("NOT_BEFORE", "'" + notBefore + "'"))
                .start();
    }

    private static EmbeddedRun run(Result expected, String script) throws Exception {
        EmbeddedRun run = start("nightly", script);
        assertEquals(expected, run.await(LONG), run.log().text());
        return run;
    }

    private static JsonNode findings(EmbeddedRun run) throws IOException {
        return new ObjectMapper()
                .readTree(run.artifacts()
                        .resolve("consistent-backup-findings.json")
                        .toFile())
                .path("findings");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("awaitRestorable(window: WINDOW) { NOT_AFTER }", "database is not given"),
                arguments("awaitRestorable(window: WINDOW, database: ' ') { NOT_AFTER }", "database is not given"),
                arguments(
                        "awaitRestorable(window: WINDOW, database: 'dynamo') { NOT_AFTER }",
                        "database is \"dynamo\", but must be one of dynamodb"),
                arguments(
                        "awaitRestorable(window: WINDOW, database: 'cosmosdb') { NOT_AFTER }",
                        "is of dynamodb, postgresql. Give one of these"),
                arguments(
                        "awaitRestorable(window: WINDOW, age: 1, database: 'dynamodb') { NOT_AFTER }",
                        "window, time and age: 2 of them are given"),
                arguments("awaitRestorable(database: 'dynamodb') { NOT_AFTER }", "window is not given, and this build"),
                arguments(
                        "awaitRestorable(window: '../../secret', database: 'dynamodb') { NOT_AFTER }",
                        "window is \"../../secret\", which is no ID of a window"),
                arguments("awaitRestorable(window: [:], database: 'dynamodb') { NOT_AFTER }", "window must be what"),
                arguments(
                        "awaitRestorable(window: [id: 7], database: 'dynamodb') { NOT_AFTER }", "window must be what"),
                arguments(
                        "awaitRestorable(window: '20260131-020000-0a1b2c3d', database: 'dynamodb') { NOT_AFTER }",
                        "window is \"20260131-020000-0a1b2c3d\", but this controller has no record"),
                arguments(
                        "awaitRestorable(time: '2026-01-31T02:00:00', database: 'dynamodb') { NOT_AFTER }",
                        "time is \"2026-01-31T02:00:00\", but must be a time in ISO 8601 with its offset"),
                arguments(
                        "awaitRestorable(time: '2999-01-31T02:00:00Z', database: 'dynamodb') { NOT_AFTER }",
                        "more than a day ahead"),
                arguments("awaitRestorable(age: -1, database: 'dynamodb') { NOT_AFTER }", "age is -1"),
                arguments(
                        "awaitRestorable(window: WINDOW, timeout: -1, database: 'dynamodb') { NOT_AFTER }",
                        "timeout is -1"),
                arguments(
                        "awaitRestorable(window: WINDOW, timeout: 86401, database: 'dynamodb') { NOT_AFTER }",
                        "timeout is 86401"),
                arguments(
                        "awaitRestorable(window: WINDOW, keptDays: 0, database: 'dynamodb') { NOT_AFTER }",
                        "keptDays is 0"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsRefusedInOneSentence(String script, String piece) throws Exception {
        EmbeddedRun run = run(Result.FAILURE, script.replace("NOT_AFTER", "echo 'asked'"));
        assertTrue(StepFixture.theOneError(run).contains(piece), run.log().text());
        assertFalse(run.log().text().contains("asked"), run.log().text());
        assertFalse(Files.exists(run.artifacts()), "nothing was found");
    }

    @Test
    @Order(1)
    void whatIsRestorableIsSaidWhereverTheWindowIsShown() throws Exception {
        FindingsView nothing = shown();
        assertNull(nothing.restorable());
        EmbeddedRun run = run(Result.SUCCESS, """
                def found = awaitRestorable(window: WINDOW, database: 'dynamodb', keptDays: 35) {
                    [latest: NOT_AFTER, earliest: NOT_BEFORE]
                }
                echo "found ${found.database} ${found.latest} ${found.earliest} ${found.tries} ${found.window}"
                awaitRestorable(window: [id: WINDOW], database: 'postgresql', timeout: 0) { NOT_AFTER }
                """);
        String log = run.log().text();
        assertTrue(log.contains("found dynamodb " + notAfter + " " + notBefore + " 1 " + window), log);
        assertTrue(log.contains("dynamodb can be restored to window " + window), log);
        JsonNode findings = findings(run);
        assertEquals(2, findings.size());
        assertEquals("RESTORABLE", findings.at("/0/kind").asText());
        assertEquals(window, findings.at("/0/window").asText());
        assertEquals(notAfter, findings.at("/0/point").asText());
        assertEquals("nightly", findings.at("/0/build/job").asText());
        assertTrue(findings.at("/1/expires").isNull());

        FindingsView known = shown();
        assertEquals(true, known.restorable());
        assertEquals(findings.at("/1/found").asText(), known.restorableSince());
        assertEquals(findings.at("/0/expires").asText(), known.restorableUntil());
        assertEquals(2, known.all().size());
        JobWindows job = backup.getParent().getAction(JobWindows.class);
        assertEquals(known, job.getWindows().get(0).getFindings());
        assertTrue(
                job.getLatestFindings().inWords().startsWith("restorable: since "),
                job.getLatestFindings().inWords());
    }

    private static FindingsView shown() {
        return backup.getAction(WindowPage.class).getWindows().get(0).findings();
    }

    /** All of them wait at the same time. */
    @Test
    @Order(2)
    void lateEarlyNeverBackwardsAndAborted() throws Exception {
        EmbeddedRun late = start("late", """
                int n = 0
                awaitRestorable(window: WINDOW, database: 'dynamodb') {
                    n++
                    if (n == 1) { error 'young service' }
                    n == 2 ? 'None' : NOT_AFTER
                }
                """);
        EmbeddedRun never = start("never", """
                awaitRestorable(window: WINDOW, database: 'dynamodb', timeout: 6) { NOT_BEFORE }
                """);
        EmbeddedRun early = start("early", """
                awaitRestorable(window: WINDOW, database: 'dynamodb') { [latest: NOT_AFTER, earliest: NOT_AFTER] }
                """);
        EmbeddedRun backwards = start("backwards", """
                int n = 0
                awaitRestorable(window: WINDOW, database: 'dynamodb', timeout: 5) {
                    n++ == 0 ? NOT_BEFORE : '2026-01-01T09:00:00+09:00'
                }
                """);
        EmbeddedRun tables = start("tables", """
                awaitRestorable(window: WINDOW, database: 'dynamodb', timeout: 0) { [NOT_AFTER, 'None', NOT_AFTER] }
                """);
        EmbeddedRun aborted = start("aborted", """
                awaitRestorable(window: WINDOW, database: 'dynamodb') { echo 'asked'; 'None' }
                """);
        EmbeddedRun caught = start("caught", """
                awaitRestorable(window: WINDOW, database: 'dynamodb') {
                    try { echo 'sleeping'; sleep 60 } catch (e) { echo 'swallowed' }
                    NOT_AFTER
                }
                """);
        aborted.log().await("asking again in 5 s", LONG);
        aborted.interrupt("alice");
        assertEquals(Result.ABORTED, aborted.await(LONG), aborted.log().text());
        caught.log().await("sleeping", LONG);
        caught.interrupt("alice");
        assertEquals(Result.ABORTED, caught.await(LONG), caught.log().text());
        assertTrue(caught.log().text().contains("swallowed"), caught.log().text());

        assertFails(early, "earliest restorable time is " + notAfter);
        assertFails(tables, "element 2 of 3");
        assertFails(never, "its latest restorable time seen last is " + notBefore);
        assertFails(backwards, "seen last is 2026-01-01T00:00:00.000Z");
        JsonNode finding = findings(never).get(0);
        assertEquals("NOT_RESTORABLE", finding.path("kind").asText());
        assertEquals(notBefore, finding.path("latest").asText());
        assertEquals("None", findings(tables).at("/0/lastAnswer").asText());
        for (EmbeddedRun stopped : List.of(aborted, caught)) {
            assertFalse(Files.exists(stopped.artifacts()), "nothing was found");
        }
        assertEquals(Result.SUCCESS, late.await(LONG), late.log().text());
        assertTrue(
                late.log().text().contains("the block failed: young service"),
                late.log().text());
        assertTrue(
                late.log().text().contains("\"None\", which is no time"),
                late.log().text());
        assertEquals(3, findings(late).at("/0/tries").asInt());
    }

    private static void assertFails(EmbeddedRun run, String piece) throws Exception {
        assertEquals(Result.FAILURE, run.await(LONG), run.log().text());
        assertTrue(StepFixture.theOneError(run).contains(piece), run.log().text());
    }

    @Test
    void anyMomentIsAskedForWithoutAWindow() throws Exception {
        EmbeddedRun run = run(Result.SUCCESS, """
                def found = awaitRestorable(database: 'rds', age: 900, timeout: 0) { System.currentTimeMillis() }
                echo "window ${found.window}"
                awaitRestorable(database: 'rds', time: '2026-01-31T11:00:00+09:00', timeout: 0) { '2026-01-31T02:00:00Z' }
                """);
        assertTrue(run.log().text().contains("window null"), run.log().text());
        assertFalse(Files.exists(run.artifacts()), "a moment without a window has no findings");
        EmbeddedRun off = run(Result.FAILURE, "awaitRestorable(database: 'rds', age: 900, timeout: 0) { 'None\\n' }");
        assertTrue(
                StepFixture.theOneError(off).contains("rds can't be restored to 20"),
                off.log().text());
    }

    @Test
    void theBuildsOwnWindowNeedsNoName() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                consistentBackup(TARGET, skewWindow: 3, databases: ['dynamodb']) { }
                awaitRestorable(database: 'dynamodb', timeout: 0) { System.currentTimeMillis() }
                """);
        assertEquals(
                StepFixture.record(run).path("id").asText(),
                findings(run).at("/0/window").asText());
    }

    @Test
    void databaseMustBeOneOfTheWindows() throws Exception {
        EmbeddedRun run = fixture.run(Result.FAILURE, """
                consistentBackup(TARGET, skewWindow: 0, databases: ['dynamodb']) { }
                awaitRestorable(database: 'dynamodb', timeout: 0) { System.currentTimeMillis() }
                scalarPause(TARGET)
                def record = scalarUnpause()
                awaitRestorable(window: record, database: 'dynamodb', timeout: 0) { System.currentTimeMillis() }
                """);
        assertEquals(1, findings(run).size(), run.log().text());
        assertTrue(StepFixture.record(run).at("/restore/instructions").isEmpty(), "too short for a whole second");
        assertTrue(StepFixture.theOneError(run)
                .contains(" names no databases. Name them in the databases of consistentBackup."));
    }

    @Test
    void declarativeSyntaxNeedsNoScript() throws Exception {
        run(Result.SUCCESS, """
                pipeline {
                    agent any
                    stages {
                        stage('Audit') {
                            steps {
                                awaitRestorable(database: 'dynamodb', age: 900, timeout: 0) {
                                    sh(returnStdout: true, script: 'date +%s')
                                }
                            }
                        }
                    }
                }
                """);
    }

    @Test
    void aBuildThatIsDeletedMeanwhileIsNotMadeAnew() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        EmbeddedRun run = fixture.jenkins
                .pipeline("deleted")
                .script("awaitRestorable(window: '" + window
                        + "', database: 'dynamodb') { echo 'asked'\n input 'wait'\n '" + notAfter + "' }")
                .answering(question -> gone.get() ? true : null)
                .start();
        run.log().await("asked", LONG);
        Path root = run.getRootDir().toPath();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        gone.set(true);
        run.await(LONG);
        assertFalse(Files.exists(root.resolve("archive")), "the build's directory was made again");
        assertTrue(
                shown().all().stream().anyMatch(finding -> finding.job().equals("deleted")),
                "it is known all the same");
    }

    @Test
    void asSystemABuildSeesItsOwnFolderAndWhatIsBelow() throws Exception {
        EmbeddedRun run = start("other/audit", "awaitRestorable(window: WINDOW, database: 'dynamodb') { NOT_AFTER }");
        assertFails(run, "window is \"" + window + "\", but this controller has no record of such a window, or none");
    }
}
