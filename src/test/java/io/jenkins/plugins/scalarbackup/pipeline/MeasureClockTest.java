package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.RestorePoint;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests measuring databases' clocks, and the short windows that it allows, in a Pipeline. */
class MeasureClockTest {
    private static StepFixture fixture;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home).install(1);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    /** Returns a clock that is off by this number of milliseconds. */
    private static String clock(long offsetMillis) {
        return "sh(returnStdout: true, script: 'date -u -d \"" + offsetMillis / 1000.0 + " seconds\" +%s.%6N')";
    }

    private static EmbeddedRun run(Result expected, String script) throws IOException, InterruptedException {
        return fixture.run(expected, "node {\n" + script + "\n}");
    }

    private static JsonNode of(JsonNode list, String database) {
        for (JsonNode one : list) {
            if (one.path("database").asText().equals(database)) {
                return one;
            }
        }
        throw new AssertionError("nothing of " + database + " in " + list);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("measureClock { 1 }", "database is not given"),
                arguments("measureClock(database: 'postgres') { 1 }", "database is \"postgres\", but must be one of"),
                arguments("measureClock(database: 'postgresql', samples: 0) { 1 }", "samples is 0, but must be"),
                arguments("measureClock(database: 'postgresql', samples: 101) { 1 }", "samples is 101, but must be"),
                arguments("measureClock(database: 'postgresql') { }", "The block returned null, but must return"),
                arguments("measureClock(database: 'postgresql') { 'None' }", "The block returned \"None\", but must"),
                arguments("measureClock(database: 'postgresql') { 12 }", "The block returned 12, which is more than"),
                arguments(
                        "int n = 0\nmeasureClock(database: 'postgresql') { System.currentTimeMillis() + 5000 * n++ }",
                        "contradict each other"),
                arguments("measureClock(database: 'postgresql') { error 'no psql' }", "no psql"),
                arguments(
                        "consistentBackup(TARGET, skewWindow: 'often') { }",
                        "skewWindow is \"often\", but must be a whole number of seconds from 0 to 86400, or 'measured'"),
                arguments(
                        "consistentBackup(TARGET, skewWindow: 'measured') { }",
                        "skewWindow is 'measured', but databases names none"),
                arguments("consistentBackup(TARGET, skewWindow: -1) { }", "skewWindow is -1"),
                arguments(
                        "consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql']) { }",
                        "the clock of postgresql was not measured by this build within 15 minutes"),
                arguments(
                        "measureClock(database: 'postgresql', samples: 1) { " + clock(0) + " }\n"
                                + "consistentBackup(TARGET, skewWindow: 'measured',"
                                + " databases: ['postgresql', 'dynamodb', 'rds']) { }",
                        "the clock of dynamodb, rds was not measured"),
                arguments(
                        "consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql']) {\n"
                                + "measureClock(database: 'postgresql') { " + clock(0) + " } }",
                        "the clock of postgresql was not measured"),
                arguments(
                        "measureClock(database: 'postgresql', samples: 1) { " + clock(3_600_000) + " }\n"
                                + "measureClock(database: 'postgresql', samples: 1) { " + clock(0) + " }",
                        "it was set meanwhile, or these are two servers"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsRefusedInOneSentenceAndNothingIsPaused(String script, String piece) throws Exception {
        int pauses = fixture.pods.pauses();
        EmbeddedRun run = run(Result.FAILURE, script);
        assertTrue(StepFixture.theOneError(run).contains(piece), run.log().text());
        assertEquals(pauses, fixture.pods.pauses());
        assertFalse(Files.exists(run.artifacts()), "there is a record");
    }

    @Test
    void windowIsAsShortAsTheClocksAreKnown() throws Exception {
        EmbeddedRun run = run(Result.SUCCESS, """
                def measured = measureClock(database: 'postgresql') { %s }
                echo "measured ${measured.offsetMillis} ${measured.uncertaintyMillis} ${measured.samples} ${measured.measuredAt}"
                measureClock(database: 'dynamodb') {
                    sh(returnStdout: true, script: 'date -u -d "-90 seconds" "+%%a, %%d %%b %%Y %%H:%%M:%%S GMT"')
                }
                def record = consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql', 'dynamodb']) { }
                echo "restore ${record.restore.byDatabase[0].database} to ${record.restore.byDatabase[0].recommended}"
                """.formatted(clock(812)));
        JsonNode record = StepFixture.record(run);
        assertEquals("CONSISTENT", record.path("verdict").asText());
        long requested = record.at("/window/requestedMillis").asLong();
        assertTrue(requested == 3_000 || requested == 4_000, record::toPrettyString);
        isTrueOf(record, "postgresql", 812);
        isTrueOf(record, "dynamodb", -90_000);
        // A reading at the most informative time proves more than a reading at any time.
        long ofWholeSeconds = of(record.at("/clock/databases"), "dynamodb")
                .path("uncertaintyMillis")
                .asLong();
        assertTrue(ofWholeSeconds < 400, record::toPrettyString);
        String log = run.log().text();
        assertTrue(
                log.contains("skewWindow is " + requested / 1000 + " s: the clock of each database is known to"), log);
        assertTrue(log.contains(" 5 20"), log);
        String point = of(record.at("/restore/byDatabase"), "postgresql")
                .path("recommended")
                .asText();
        assertTrue(log.contains("restore postgresql to " + point), log);
        JsonNode plan = of(record.at("/restore/plans"), "postgresql");
        String expected = Instant.parse(point).toString().replace('T', ' ').replace("Z", "+00");
        assertTrue(plan.toString().contains("recovery_target_time = '" + expected + "'"), plan::toPrettyString);
        String text = Files.readString(run.artifacts().resolve("consistent-backup.txt"));
        assertTrue(text.contains("postgresql: restore to") && text.contains(point), text);
        assertTrue(text.contains("shorter"), text);
        String script = Files.readString(run.artifacts().resolve("restore-postgresql.sh"));
        assertTrue(script.contains("# Restores postgresql to " + point), script);
        Path dynamodb = run.artifacts().resolve("restore-dynamodb.sh");
        String other = of(record.at("/restore/byDatabase"), "dynamodb")
                .path("recommended")
                .asText();
        assertTrue(Files.readString(dynamodb).contains(other.replace(".000Z", "Z")), other);
    }

    /** Compares the record's offset and its restore point by the database's clock with the expected ones. */
    private static void isTrueOf(JsonNode record, String database, long offset) {
        JsonNode clock = of(record.at("/clock/databases"), database);
        long uncertainty = clock.path("uncertaintyMillis").asLong();
        long measured = clock.path("offsetMillis").asLong();
        assertTrue(Math.abs(measured - offset) <= uncertainty, clock::toString);
        RestorePoint expected = new DatabaseClock(database, measured, 0, Instant.now(), 5)
                .restorePoint(new WindowTimes(
                        null,
                        StepFixture.time(record, "pauseCompleted"),
                        StepFixture.time(record, "verifiedUntil"),
                        null,
                        null,
                        0));
        JsonNode point = of(record.at("/restore/byDatabase"), database);
        assertEquals(
                expected.recommended(), Instant.parse(point.path("recommended").asText()));
        assertEquals(expected.notBefore(), Instant.parse(point.path("notBefore").asText()));
        assertEquals(expected.notAfter(), Instant.parse(point.path("notAfter").asText()));
        assertEquals(
                expected.toleratedClockSkewMillis(),
                point.path("toleratedClockSkewMillis").asLong());
        assertTrue(uncertainty <= expected.toleratedClockSkewMillis(), record::toPrettyString);
    }

    @Test
    void whatIsMeasuredInAWindowCountsForIt() throws Exception {
        EmbeddedRun run = run(Result.SUCCESS, """
                consistentBackup(TARGET, skewWindow: 2, databases: ['postgresql']) {
                    measureClock(database: 'postgresql') { %s }
                }
                """.formatted(clock(-950)));
        JsonNode record = StepFixture.record(run);
        isTrueOf(record, "postgresql", -950);
        assertEquals(
                record.at("/window/pauseCompleted"),
                record.at("/restore/notBefore"),
                "what is not of one database keeps its meaning");
    }

    @Test
    void aSlowShellCostsAccuracyAndNoTruth() throws Exception {
        EmbeddedRun run = run(Result.SUCCESS, """
                measureClock(database: 'postgresql', samples: 2) { sleep 1; def at = %s; sleep 1; at }
                consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql']) { }
                """.formatted(clock(300)));
        JsonNode record = StepFixture.record(run);
        isTrueOf(record, "postgresql", 300);
        assertTrue(record.at("/window/requestedMillis").asLong() >= 4_000, record::toPrettyString);
    }

    @Test
    void aClockThatIsKnownTooBadlyForItsWindowFailsThatWindow() throws Exception {
        EmbeddedRun run = run(Result.FAILURE, """
                measureClock(database: 'postgresql', samples: 1) { sleep 2; def at = %s; sleep 2; at }
                consistentBackup(TARGET, skewWindow: 2, databases: ['postgresql']) { }
                """.formatted(clock(0)));
        JsonNode record = StepFixture.record(run);
        assertEquals("INCONSISTENT", record.path("verdict").asText());
        String reason = record.at("/reasons/0").asText();
        assertTrue(reason.startsWith("CLOCK_STEPPED: The clock of postgresql is known to "), reason);
        assertTrue(reason.contains("use a skewWindow of at least "), reason);
        assertEquals(0, record.at("/restore/byDatabase").size(), record::toPrettyString);
    }

    @Test
    void awaitRestorableWaitsForTheMomentByTheDatabasesClock() throws Exception {
        EmbeddedRun run = run(Result.FAILURE, """
                measureClock(database: 'postgresql') { %s }
                def record = consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql']) { }
                def own = record.restore.byDatabase[0]
                def found = awaitRestorable(window: record, database: 'postgresql', timeout: 0) { own.notAfter }
                echo "found ${found.point}, not ${record.restore.notAfter}"
                awaitRestorable(window: record, database: 'postgresql', timeout: 0) { record.restore.notAfter }
                """.formatted(clock(7_000)));
        JsonNode record = StepFixture.record(run);
        String own = of(record.at("/restore/byDatabase"), "postgresql")
                .path("notAfter")
                .asText();
        assertTrue(
                run.log().text().contains("found " + own + ", not "), run.log().text());
        assertTrue(
                Duration.between(Instant.parse(record.at("/restore/notAfter").asText()), Instant.parse(own))
                                .toMillis()
                        > 6_500,
                record::toPrettyString);
        assertTrue(
                StepFixture.theOneError(run).contains("can't be restored to window"),
                run.log().text());
    }

    @Test
    void anAbortStopsTheMeasuring() throws Exception {
        EmbeddedRun reading = fixture.start("measureClock(database: 'postgresql') { echo 'reading'; sleep 60 }");
        EmbeddedRun caught = fixture.start("""
                measureClock(database: 'postgresql') {
                    try { echo 'reading'; sleep 60 } catch (e) { echo 'swallowed' }
                    System.currentTimeMillis()
                }
                """);
        for (EmbeddedRun run : List.of(reading, caught)) {
            run.log().await("reading", LONG);
            run.interrupt("alice");
            assertEquals(Result.ABORTED, run.await(LONG), run.log().text());
        }
    }

    @Test
    void isWrittenInDeclarativeSyntaxToo() throws Exception {
        EmbeddedRun run = fixture.run(Result.SUCCESS, """
                pipeline {
                    agent any
                    stages {
                        stage('backup') {
                            steps {
                                measureClock(database: 'postgresql', samples: 3) { %s }
                                consistentBackup(TARGET, skewWindow: 'measured', databases: ['postgresql']) {
                                    echo 'in it'
                                }
                            }
                        }
                    }
                }
                """.formatted(clock(-400)));
        isTrueOf(StepFixture.record(run), "postgresql", -400);
    }
}
