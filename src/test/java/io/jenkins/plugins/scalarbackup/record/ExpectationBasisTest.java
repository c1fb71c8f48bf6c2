package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.Finding.RestoreTest;
import io.jenkins.plugins.scalarbackup.record.Overdue.Kind;
import io.jenkins.plugins.scalarbackup.record.Overdue.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is overdue does not depend on how many records are kept. */
class ExpectationBasisTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RecordedWorkload LEDGER = new RecordedWorkload("c", "prod", "Deployment/ledger");
    private static final RecordedWorkload OTHER = new RecordedWorkload("c", "prod", "Deployment/other");

    /** Some nights of two workloads, of which only few records are kept. */
    private static final class Nights {
        private final List<RecordIndexEntry> ever = new ArrayList<>();
        private final List<RecordIndexEntry> kept = new ArrayList<>();
        private final Map<String, Instant> restorableUntil = new HashMap<>();
        private final Set<String> sound = new HashSet<>();
        private final Retention retention;
        private Instant now = START;

        Nights(int limit, int protectedWindows) {
            retention = new Retention(() -> limit, () -> protectedWindows);
        }

        String night(boolean proven, Expectation expected, RecordedWorkload... workloads) {
            return recorded(
                    now.plus(Duration.ofHours(24)), now.plus(Duration.ofHours(24)), proven, expected, workloads);
        }

        String recorded(
                Instant at, Instant began, boolean proven, Expectation expected, RecordedWorkload... workloads) {
            now = at;
            String id = "w-" + ever.size();
            RecordIndexEntry entry = new RecordIndexEntry(
                    id,
                    "nightly",
                    false,
                    1,
                    1,
                    "ANY",
                    proven,
                    null,
                    // No two begin at the same moment.
                    Times.iso(began.plusMillis(ever.size())),
                    null,
                    null,
                    List.of(workloads),
                    null,
                    null,
                    expected);
            ever.add(entry);
            kept.add(entry);
            List<String> gone = retention.surplus(List.copyOf(kept), id, this::findings, now);
            kept.removeIf(record -> gone.contains(record.id()));
            return id;
        }

        private FindingSummary findings(String id) {
            Instant end = restorableUntil.get(id);
            Boolean restorable = end == null ? null : (Boolean) end.isAfter(now);
            Finding test = sound.contains(id)
                    ? Finding.of(id, now, null, new RestoreTest("SOUND", List.of(), null, null, Map.of()))
                    : null;
            return new FindingSummary(
                    List.of(), restorable, null, Boolean.TRUE.equals(restorable) ? Times.iso(end) : null, test);
        }

        List<Overdue> overdue(RecordedWorkload workload) {
            return of(kept, workload);
        }

        private List<Overdue> of(List<RecordIndexEntry> oldestFirst, RecordedWorkload workload) {
            List<RecordIndexEntry> windows = new ArrayList<>(oldestFirst);
            Collections.reverse(windows);
            return Overdue.of(
                    windows.stream()
                            .filter(window -> window.workloads().contains(workload))
                            .map(window -> new Seen(
                                    window.pauseStarted(),
                                    window.jobDeleted() ? null : window.expectation(),
                                    kind -> kind.isOf(window, this::findings)))
                            .toList(),
                    now);
        }

        void assertUnaffected(String told) {
            for (RecordedWorkload workload : List.of(LEDGER, OTHER)) {
                assertEquals(of(ever, workload), of(kept, workload), told + ", " + workload.workload());
            }
        }
    }

    @Test
    void aWorkloadThatNeverSucceedsIsOverdueHoweverFewRecordsAreKept() {
        Nights nights = new Nights(3, 3);
        for (int i = 0; i < 5; i++) {
            nights.night(false, new Expectation(26, null, null), LEDGER);
            // These alone reach the limit.
            nights.night(true, Expectation.NONE, OTHER);
        }
        assertEquals(
                Instant.parse("2026-01-02T00:00:00Z"),
                nights.overdue(LEDGER).get(0).since());
    }

    @Test
    void aRestoreTestThatIsOlderThanAllOtherRecordsStillCounts() {
        Nights nights = new Nights(5, 2);
        Expectation monthly = new Expectation(26, null, 720);
        nights.sound.add(nights.night(true, monthly, LEDGER));
        for (int i = 0; i < 29; i++) {
            nights.night(true, monthly, LEDGER);
        }
        assertEquals(List.of(), nights.overdue(LEDGER));
        nights.night(true, monthly, LEDGER);
        nights.night(true, monthly, LEDGER);
        assertEquals(Kind.RESTORE_TESTED, nights.overdue(LEDGER).get(0).kind());
        assertTrue(nights.kept.size() <= 5 + 1, nights.kept.toString());
    }

    @Test
    void anExpectationThatEndedDoesNotComeBack() {
        Nights nights = new Nights(2, 1);
        nights.night(true, new Expectation(26, null, null), LEDGER);
        nights.night(false, Expectation.NONE, LEDGER);
        for (int i = 0; i < 5; i++) {
            nights.night(true, Expectation.NONE, OTHER);
        }
        assertEquals(List.of(), nights.overdue(LEDGER));
    }

    @Test
    void ofOtherWorkloadsNothingMoreIsKept() {
        Nights nights = new Nights(2, 1);
        for (int i = 0; i < 9; i++) {
            nights.night(i % 2 == 0, Expectation.NONE, LEDGER);
        }
        assertEquals(
                List.of("w-6", "w-8"),
                nights.kept.stream().map(RecordIndexEntry::id).toList());
    }

    @Test
    void whateverHappensNothingIsOverdueBecauseOfADeletedRecordOrNotOverdueForWantOfIt() {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Nights nights = new Nights(1 + random.nextInt(6), 1 + random.nextInt(2));
            for (int i = 0; i < 60; i++) {
                Expectation expected = new Expectation(hours(random), hours(random), hours(random));
                Instant at = nights.now.plus(Duration.ofHours(6));
                // Some hang, so that their record comes late.
                Instant began = at.minus(Duration.ofHours(random.nextInt(8) > 0 ? 0 : random.nextInt(72)));
                String id = nights.recorded(
                        at,
                        began,
                        random.nextBoolean(),
                        random.nextInt(5) == 0 ? Expectation.NONE : expected,
                        Stream.of(LEDGER, OTHER)
                                .filter(workload -> random.nextInt(3) > 0)
                                .toArray(RecordedWorkload[]::new));
                nights.assertUnaffected("seed " + seed + " after " + id);
                if (random.nextInt(4) == 0) {
                    nights.sound.add(id);
                }
                if (random.nextInt(4) == 0) {
                    nights.restorableUntil.put(id, nights.now.plus(Duration.ofHours(random.nextInt(200))));
                }
                nights.assertUnaffected("seed " + seed + " with findings on " + id);
            }
        }
    }

    private static Integer hours(Random random) {
        return random.nextInt(4) == 0 ? null : (Integer) (1 + random.nextInt(100));
    }
}
