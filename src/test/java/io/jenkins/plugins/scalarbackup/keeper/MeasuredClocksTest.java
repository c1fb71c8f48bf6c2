package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.thoughtworks.xstream.XStream;
import hudson.util.XStream2;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how long a build's measurements are valid, what makes them void, and their form in {@code build.xml}. */
class MeasuredClocksTest {
    /** The form of the first version. */
    private static final Path WRITTEN =
            Path.of("src/test/resources/io/jenkins/plugins/scalarbackup/keeper/measured-clocks-1.xml");

    private static final Instant WALL = Instant.parse("2026-01-31T02:00:00.123Z");
    private static final long MONOTONIC = 7_000_000_000_000L;
    private static final ControllerTime MEASURED = ControllerTimes.at(WALL, MONOTONIC, "boot-1");

    private static EmbeddedJenkins jenkins;
    private EmbeddedRun run;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
    }

    @AfterAll
    static void stop() {
        jenkins.close();
    }

    @BeforeEach
    void build() throws Exception {
        run = jenkins.pipeline("nightly").script("echo 'x'").start();
        run.await(Duration.ofSeconds(60));
    }

    private static DatabaseClock clock(String database, long offset) {
        return new DatabaseClock(database, offset, 20, WALL, 5);
    }

    private static ControllerTime after(Duration passed, long steppedMillis) {
        return ControllerTimes.at(WALL.plus(passed).plusMillis(steppedMillis), MONOTONIC + passed.toNanos(), "boot-1");
    }

    private List<DatabaseClock> held(ControllerTime now) {
        return MeasuredClocks.of(run, now);
    }

    @Test
    void holdForFifteenMinutesUnlessTheControllersClockWasSet() throws Exception {
        assertEquals(List.of(), held(MEASURED));
        MeasuredClocks.store(run, clock("postgresql", 812), MEASURED);
        assertEquals(List.of(clock("postgresql", 812)), held(MEASURED));
        assertEquals(1, held(after(Duration.ofMinutes(15), 0)).size());
        assertEquals(List.of(), held(after(Duration.ofMinutes(15).plusMillis(1), 0)));
        assertEquals(List.of(), held(after(Duration.ofMinutes(1), 501)));
        assertEquals(List.of(), held(after(Duration.ofMinutes(1), -501)));
        // Too little to be a step, but the measurement is less certain.
        assertEquals(320, held(after(Duration.ofMinutes(1), -300)).get(0).uncertaintyMillis());
        // After a reboot of the machine, that is unknown.
        assertEquals(List.of(), held(ControllerTimes.at(WALL.plusSeconds(60), MONOTONIC, "boot-2")));
    }

    @Test
    void aLaterOneTakesThePlaceOfAnEarlierOneThatItAgreesWith() throws Exception {
        MeasuredClocks.store(run, clock("postgresql", 812), MEASURED);
        MeasuredClocks.store(run, clock("dynamodb", -3), MEASURED);
        MeasuredClocks.store(run, clock("postgresql", 830), MEASURED);
        assertEquals(List.of(clock("dynamodb", -3), clock("postgresql", 830)), held(MEASURED));
    }

    @Test
    void oneThatContradictsAnEarlierOneMakesBothVoid() throws Exception {
        MeasuredClocks.store(run, clock("postgresql", 812), MEASURED);
        String said = assertThrows(
                        RefusedException.class, () -> MeasuredClocks.store(run, clock("postgresql", -90), MEASURED))
                .getMessage();
        assertTrue(said.contains("is 90 ms behind (± 20 ms)") && said.contains("was 812 ms ahead"), said);
        assertEquals(List.of(), held(MEASURED));
        MeasuredClocks.store(run, clock("postgresql", -90), MEASURED);
        // A measurement from before a step of the controller's clock contradicts nothing.
        MeasuredClocks.store(run, clock("postgresql", 5_000), after(Duration.ofSeconds(1), -5_090));
        assertEquals(
                1, MeasuredClocks.of(run, after(Duration.ofSeconds(1), -5_090)).size());
    }

    @Test
    void saysWhichDatabaseWasNotMeasured() throws Exception {
        DatabaseClock now = new DatabaseClock("postgresql", 0, 1, Instant.now(), 5);
        assertTrue(
                MeasuredClocks.missing(run, List.of("postgresql")).orElseThrow().contains("clock of postgresql was"));
        MeasuredClocks.store(run, now, ControllerTime.now());
        assertEquals(Optional.empty(), MeasuredClocks.missing(run, List.of("postgresql", "postgresql")));
        String said = MeasuredClocks.missing(run, List.of("postgresql", "dynamodb", "rds"))
                .orElseThrow();
        assertTrue(said.contains("the clock of dynamodb, rds was not measured"), said);
        assertTrue(said.contains("measureClock(database: 'dynamodb')"), said);
        assertFalse(said.contains("was set since"), said);
    }

    @Test
    void timesOfAnEarlierProcessOfThisMachineAreCompared() {
        ControllerTime now = ControllerTime.now();
        assertFalse(ControllerTime.now().isAfterStepSince(now));
        assertTrue(now.isAfterStepSince(null));
    }

    @Test
    void isReadAsTheFirstVersionWroteIt() throws Exception {
        XStream xml = new XStream2();
        MeasuredClocks.store(run, clock("postgresql", 812), MEASURED);
        String written = xml.toXML(run.getAction(MeasuredClocks.class));
        if (Boolean.getBoolean("fixtures.write") && !Files.exists(WRITTEN)) {
            Files.writeString(WRITTEN, written + "\n");
        }
        MeasuredClocks read = (MeasuredClocks) xml.fromXML(Files.readString(WRITTEN));
        assertEquals(List.of(clock("postgresql", 812)), read.at(MEASURED, WALL));
        assertEquals(1, read.at(MEASURED, WALL.plus(Duration.ofMinutes(15))).size());
        assertEquals(Files.readString(WRITTEN).strip(), written);
    }
}
