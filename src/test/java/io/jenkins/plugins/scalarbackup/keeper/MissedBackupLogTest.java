package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.scalarbackup.keeper.MissedBackupLog.Line;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissedBackupLogTest {
    private static final Instant NIGHT = Instant.parse("2026-03-01T02:00:00Z");
    private static final Instant LATER = NIGHT.plus(Duration.ofHours(27));
    private static final Overdue LATE = new Overdue(Overdue.Kind.PROVEN, 26, NIGHT, NIGHT);
    private static final Overdue UNTESTED = new Overdue(Overdue.Kind.RESTORE_TESTED, 26, null, NIGHT);

    private final MissedBackupLog log = new MissedBackupLog();

    private static WorkloadBackups ledger(JobState state, Expectation expected, Overdue... overdue) {
        return new WorkloadBackups(
                "https://a:6443",
                "prod",
                "Deployment/ledger",
                "nightly",
                state,
                NIGHT,
                expected,
                List.of(overdue),
                NIGHT,
                null,
                null,
                null,
                false);
    }

    private static WorkloadBackups late(JobState state) {
        return ledger(state, new Expectation(26, null, null), LATE);
    }

    private List<Line> look(WorkloadBackups... all) {
        return log.newLines(List.of(all), LATER);
    }

    private static List<Line> ended(String why) {
        return List.of(new Line(
                false, "Deployment/ledger in prod of https://a:6443: nothing is overdue any more, since " + why + "."));
    }

    @Test
    void itIsToldOnceUntilMoreIsOverdue() {
        assertEquals(
                List.of(new Line(
                        true,
                        "Deployment/ledger in prod of https://a:6443: The newest window that is proven is more than 27 hours old,"
                                + " but one is expected every 26 hours. Look at the job nightly.")),
                look(late(JobState.ENABLED)));
        assertEquals(List.of(), look(late(JobState.ENABLED)));
        assertEquals(
                1,
                look(ledger(JobState.ENABLED, new Expectation(26, null, 26), LATE, UNTESTED))
                        .size());
    }

    @Test
    void theEndIsToldWithItsReason() {
        look(late(JobState.ENABLED));
        assertEquals(ended("its job is disabled (nightly)"), look(late(JobState.DISABLED)));
        assertEquals(List.of(), look(late(JobState.DISABLED)));
        assertEquals(1, look(late(JobState.ENABLED)).size());
        assertEquals(ended("its job was deleted (nightly)"), look(late(JobState.GONE)));
        look(late(JobState.ENABLED));
        assertEquals(
                ended("its latest record, of nightly, expects nothing"),
                look(ledger(JobState.ENABLED, Expectation.NONE)));
        look(late(JobState.ENABLED));
        assertEquals(
                ended("there is a newer window, or its latest record, of nightly, expects less"),
                look(ledger(JobState.ENABLED, new Expectation(26, null, null))));
        look(late(JobState.ENABLED));
        assertEquals(ended("there is no record of it any more"), look());
    }

    @Test
    void whatIsSwitchedOffFromTheBeginningIsNotTold() {
        assertEquals(List.of(), look(late(JobState.DISABLED)));
    }
}
