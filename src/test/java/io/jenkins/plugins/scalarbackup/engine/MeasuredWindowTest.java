package io.jenkins.plugins.scalarbackup.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.ClockOffset;
import io.jenkins.plugins.scalarbackup.model.DatabaseClock;
import io.jenkins.plugins.scalarbackup.model.Drift;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests which clocks decide about a window that is over. */
class MeasuredWindowTest {
    private static final Instant FROM = Instant.parse("2026-01-31T02:00:00.500Z");

    private final WindowProgress progress = new WindowProgress(new WindowSpec(
            new Holder("jenkins", "1", "w", "build"),
            new WindowParameters(Duration.ofSeconds(3), Duration.ofSeconds(75), Duration.ofSeconds(300), Duration.ZERO),
            true));

    /** Returns the record of a window of three seconds, by a clock that is off by more than that. */
    private WindowRecord record(List<String> databases, DatabaseClock... clocks) {
        progress.setPauseStarted(FROM.minusSeconds(1));
        progress.setPauseCompleted(FROM);
        progress.clocks().measured(databases, List.of(clocks));
        progress.setVerifiedUntil(FROM.plusSeconds(3));
        progress.clocks().setOffset(new ClockOffset(4_000, 40));
        return new WindowJudgement(progress).record();
    }

    private static DatabaseClock clock(String database, long uncertainty) {
        return new DatabaseClock(database, -7_300, uncertainty, FROM, 5);
    }

    @Test
    void withoutMeasuringTheApiServersClockStandsForTheDatabases() {
        assertEquals(
                List.of(DriftKind.CLOCK_STEPPED),
                record(List.of("rds")).drift().stream().map(Drift::kind).toList());
    }

    @Test
    void whereEachWasMeasuredItDoesNot() {
        WindowRecord record = record(List.of("rds"), clock("rds", 30));
        assertEquals(List.of(), record.drift());
        assertTrue(record.windowProven());
        assertNull(record.restorePoint().recommended());
        assertTrue(record.warnings().get(0).startsWith("No restore point by the controller's clock"), record::toString);
        assertEquals(
                Instant.parse("2026-01-31T01:59:55Z"),
                record.restorePoint("rds").recommended());
    }

    @Test
    void whereOneOfThemWasNotItDoes() {
        assertEquals(
                1, record(List.of("rds", "dynamodb"), clock("rds", 30)).drift().size());
    }

    @Test
    void aClockThatIsKnownTooBadlyFailsTheWindow() {
        Drift drift = record(List.of("rds"), clock("rds", 1_600)).drift().get(0);
        assertTrue(
                drift.detail().contains("the clock of rds is known to 1601 ms only, the window tolerates"),
                drift::detail);
        assertTrue(drift.detail().endsWith("use a skewWindow of at least 6 s"), drift::detail);
    }

    @Test
    void whatTheControllersClockStrayedMakesItLessCertain() {
        progress.clocks().noteDeviation(200);
        WindowRecord record = record(List.of("rds"), clock("rds", 30));
        assertEquals(230, record.databaseClocks().own().get(0).uncertaintyMillis());
    }

    @Test
    void theJournalRemembersThem() {
        record(List.of("rds"), clock("rds", 30));
        WindowState state = progress.state();
        WindowProgress adopted = new WindowProgress(state, state.holder());
        assertEquals(progress.databaseClocks(), adopted.databaseClocks());
    }
}
