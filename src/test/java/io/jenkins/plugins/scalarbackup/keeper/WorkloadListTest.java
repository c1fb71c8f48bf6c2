package io.jenkins.plugins.scalarbackup.keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.Finding.FoundBy;
import io.jenkins.plugins.scalarbackup.record.Finding.Restorability;
import io.jenkins.plugins.scalarbackup.record.Finding.RestoreTest;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadListTest {
    private static final Instant NIGHT = Instant.parse("2026-03-01T02:00:00Z");
    private static final RecordedWorkload LEDGER = new RecordedWorkload("https://a:6443", "prod", "Deployment/ledger");
    private static final RecordedWorkload AUDITOR =
            new RecordedWorkload("https://a:6443", "prod", "Deployment/auditor");
    private static final Expectation DAILY = new Expectation(26, null, null);

    private final List<RecordIndexEntry> windows = new ArrayList<>();
    private final Map<String, List<Finding>> findings = new HashMap<>();
    private final Map<String, JobState> jobs = new HashMap<>();
    private final List<Waiver> waived = new ArrayList<>();

    /** Writes a window; later ones are newer. */
    private String window(
            String job, double hours, boolean proven, Expectation expected, RecordedWorkload... workloads) {
        String id = "w-" + windows.size();
        windows.add(
                0,
                new RecordIndexEntry(
                        id,
                        job,
                        false,
                        1,
                        1,
                        proven ? "CONSISTENT" : "FAILED",
                        proven,
                        null,
                        at(hours).toString(),
                        10L,
                        14_500L,
                        List.of(workloads),
                        null,
                        null,
                        expected));
        return id;
    }

    private static Instant at(double hours) {
        return NIGHT.plus(Duration.ofMinutes((long) (hours * 60)));
    }

    private List<WorkloadBackups> now(double hours) {
        return WorkloadList.of(
                windows,
                id -> findings.getOrDefault(id, List.of()),
                at(hours),
                job -> jobs.getOrDefault(job, JobState.ENABLED),
                waived::contains);
    }

    private WorkloadBackups only(double hours) {
        List<WorkloadBackups> all = now(hours);
        assertEquals(1, all.size(), all.toString());
        return all.get(0);
    }

    @Test
    void eachWorkloadIsJudgedByItself() {
        window("nightly", 0, true, DAILY, LEDGER, AUDITOR, LEDGER);
        window("nightly", 24, true, DAILY, LEDGER);
        List<WorkloadBackups> late = now(27);
        assertEquals(
                List.of("Deployment/auditor in prod"),
                late.stream()
                        .filter(WorkloadBackups::isMissed)
                        .map(WorkloadBackups::named)
                        .toList());
        assertEquals(2, late.size());
        assertEquals(at(24), late.get(0).newestProven());
        assertEquals(14_500, late.get(0).lastOutageMillis());
    }

    @Test
    void theSameNamesInAnotherClusterAreAnotherWorkload() {
        window("nightly", 0, true, DAILY, LEDGER);
        window("nightly", 24, true, DAILY, new RecordedWorkload("https://b:6443", "prod", "Deployment/ledger"));
        assertEquals(
                List.of(false, true),
                now(27).stream().map(WorkloadBackups::isMissed).toList());
    }

    @Test
    void aJobThatIsDisabledOrDeletedIsNotWarnedOfAndItIsSaidWhy() {
        window("nightly", 0, true, DAILY, LEDGER);
        assertTrue(only(27).isMissed());
        assertNull(only(27).silentBecause());
        jobs.put("nightly", JobState.DISABLED);
        assertFalse(only(27).isMissed());
        assertEquals("its job is disabled", only(27).silentBecause());
        assertNull(only(20).silentBecause(), "nothing is overdue");
        jobs.put("nightly", JobState.GONE);
        assertFalse(only(27).isMissed());
        assertEquals("its job was deleted", only(27).silentBecause());
    }

    @Test
    void aJobThatIsGoneHasNoSayBesideOneThatIsThere() {
        window("nightly", 0, true, DAILY, LEDGER);
        window("once", 1, true, Expectation.NONE, LEDGER);
        jobs.put("once", JobState.GONE);
        assertFalse(only(27).isMissed(), "its window counts");
        assertTrue(only(27.1).isMissed());
        assertEquals("nightly", only(27.1).job());
    }

    @Test
    void aJobThatIsDisabledHidesNoOtherThatStopped() {
        window("nightly", 0, true, DAILY, LEDGER);
        window("by hand", 1, true, DAILY, LEDGER);
        jobs.put("by hand", JobState.DISABLED);
        assertFalse(only(27).isMissed(), "its window counts");
        assertTrue(only(27.1).isMissed());
        assertEquals("nightly", only(27.1).job());
    }

    @Test
    void aJobThatIsDisabledIsNamedWhereNoOtherExpectsAnything() {
        window("once", 0, true, Expectation.NONE, LEDGER);
        window("nightly", 1, true, DAILY, LEDGER);
        jobs.put("nightly", JobState.DISABLED);
        assertFalse(only(28).isMissed());
        assertEquals("its job is disabled", only(28).silentBecause());
    }

    @Test
    void theLatestRecordOfAJobThatIsThereSaysWhatIsExpected() {
        window("nightly", 0, true, DAILY, LEDGER);
        window("nightly", 24, true, Expectation.NONE, LEDGER);
        assertFalse(only(1000).isMissed());
        window("nightly", 1000, false, DAILY, LEDGER);
        assertTrue(only(1001).isMissed());
    }

    @Test
    void whatWasFoundOfWindowsCounts() {
        Expectation all = new Expectation(26, 48, 200);
        String first = window("nightly", 0, true, all, LEDGER);
        String second = window("nightly", 24, true, all, LEDGER);
        FoundBy build = new FoundBy("check", 1, null);
        Restorability until = new Restorability(
                "dynamodb", List.of("dynamodb"), null, null, null, null, at(60).toString(), 1L, null, null);
        findings.put(
                first,
                List.of(
                        Finding.of(first, at(1), build, new RestoreTest("SOUND", List.of(), null, null, Map.of())),
                        Finding.of(first, at(1), build, until)));
        findings.put(
                second,
                List.of(Finding.of(
                        second, at(25), build, new RestoreTest("UNSOUND", List.of(), null, null, Map.of()))));
        assertEquals(List.of(), kinds(48));
        assertEquals(List.of(Overdue.Kind.RESTORABLE), kinds(49));
        assertEquals(NIGHT, only(49).newestTested());
        // An expired window is no longer restorable; then the time counts from when a restorable one was first
        // expected.
        assertEquals(List.of(Overdue.Kind.PROVEN, Overdue.Kind.RESTORABLE), kinds(61));
        assertEquals(List.of(Overdue.Kind.PROVEN, Overdue.Kind.RESTORABLE, Overdue.Kind.RESTORE_TESTED), kinds(201));
    }

    private List<Overdue.Kind> kinds(double hours) {
        return only(hours).overdue().stream().map(Overdue::kind).toList();
    }

    @Test
    void whatSomebodyWaivedIsExpectedAnewByALaterRecord() {
        window("nightly", 0, true, DAILY, LEDGER, AUDITOR);
        waived.add(now(27).get(1).waiver());
        assertEquals(
                List.of(true, false),
                now(27).stream().map(WorkloadBackups::isMissed).toList());
        assertEquals(
                "somebody selected \"Stop expecting backups\"", now(27).get(1).silentBecause());
        window("nightly", 28, false, DAILY, LEDGER, AUDITOR);
        assertEquals(
                List.of(true, true),
                now(29).stream().map(WorkloadBackups::isMissed).toList());
    }

    @Test
    void podsAreKnownByTheirNames() {
        window("nightly", 0, true, DAILY, LEDGER);
        WorkloadBackups ledger = only(1);
        assertTrue(ledger.canHave("prod", "ledger-7d9f8b6c5d-x2x4b"));
        assertTrue(ledger.canHave("prod", "ledger"));
        assertFalse(ledger.canHave("prod", "ledgers-0"));
        assertFalse(ledger.canHave("test", "ledger-0"));
    }
}
