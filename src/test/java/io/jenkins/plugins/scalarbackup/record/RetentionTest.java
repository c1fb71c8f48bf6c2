package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the deleted records of random histories with the rule, applied to one record at a time. */
class RetentionTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant LATER = START.plus(Duration.ofDays(1));
    private static final FindingSummary UNKNOWN = new FindingSummary(List.of(), null, null, null, null);
    private static final FindingSummary YET =
            new FindingSummary(List.of(), true, "2026-11-01T00:00:00Z", "2027-01-01T00:00:00Z", null);
    private static final FindingSummary EXPIRED = new FindingSummary(List.of(), false, null, null, null);

    private record History(List<RecordIndexEntry> records, Map<String, FindingSummary> findings) {}

    private static RecordIndexEntry entry(String id, boolean proven, Instant began, List<String> workloads) {
        return new RecordIndexEntry(
                id,
                "job",
                false,
                1,
                1,
                proven ? "CONSISTENT" : "INCONSISTENT",
                proven,
                null,
                Times.iso(began),
                null,
                null,
                workloads.stream()
                        .map(workload -> new RecordedWorkload("c", "prod", workload))
                        .toList(),
                null,
                null,
                null);
    }

    private static History random(Random random) {
        List<RecordIndexEntry> records = new ArrayList<>();
        Map<String, FindingSummary> findings = new HashMap<>();
        int size = 1 + random.nextInt(40);
        for (int i = 0; i < size; i++) {
            List<String> workloads = IntStream.range(0, 3)
                    .filter(workload -> random.nextInt(3) == 0)
                    .mapToObj(workload -> "Deployment/" + workload)
                    .toList();
            boolean proven = random.nextBoolean();
            // Some records are written long after their windows.
            records.add(entry("w-" + i, proven, START.plusSeconds(i * 60L - random.nextInt(600)), workloads));
            findings.put("w-" + i, random.nextInt(4) > 0 ? UNKNOWN : random.nextBoolean() ? YET : EXPIRED);
        }
        return new History(records, findings);
    }

    /**
     * Returns whether it is among the newest of a workload: fewer than {@code most} proven windows of it began later.
     */
    private static boolean isProtected(RecordIndexEntry one, History history, int most) {
        boolean isNewest = one.workloads().stream()
                .anyMatch(workload -> history.records().stream()
                                .filter(other -> other.windowProven()
                                        && other.workloads().contains(workload))
                                .filter(other -> isLater(other, one, history.records()))
                                .count()
                        < most);
        return one.windowProven() && (isNewest || history.findings().get(one.id()) == YET);
    }

    private static boolean isLater(RecordIndexEntry other, RecordIndexEntry one, List<RecordIndexEntry> written) {
        int order = other.pauseStarted().compareTo(one.pauseStarted());
        return order > 0 || order == 0 && written.indexOf(other) > written.indexOf(one);
    }

    @Test
    void whatIsProtectedStaysAndTheLimitHoldsForTheRest() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            History history = random(random);
            int limit = 1 + random.nextInt(20);
            int most = 1 + random.nextInt(4);
            Retention retention = new Retention(() -> limit, () -> most);
            String last = history.records().get(history.records().size() - 1).id();
            List<String> gone = retention.surplus(history.records(), last, history.findings()::get, LATER);
            Set<String> unique = new HashSet<>(gone);
            String told = "seed " + seed + ": " + gone;
            assertEquals(gone.size(), unique.size(), told);
            List<RecordIndexEntry> left = history.records().stream()
                    .filter(record -> !unique.contains(record.id()))
                    .toList();
            Set<String> safe = history.records().stream()
                    .filter(record ->
                            isProtected(record, history, most) || record.id().equals(last))
                    .map(RecordIndexEntry::id)
                    .collect(Collectors.toSet());
            assertTrue(Collections.disjoint(unique, safe), told);
            assertEquals(Math.min(history.records().size(), Math.max(limit, safe.size())), left.size(), told);
            // Every unprotected record that is kept is better than every deleted one, or as good and newer.
            for (RecordIndexEntry went : history.records()) {
                for (RecordIndexEntry stays : left) {
                    if (unique.contains(went.id()) && !safe.contains(stays.id())) {
                        assertFalse(went.windowProven() && !stays.windowProven(), told);
                        assertTrue(
                                went.windowProven() != stays.windowProven()
                                        || history.records().indexOf(went)
                                                < history.records().indexOf(stays),
                                told);
                    }
                }
            }
        }
    }

    @Test
    void theNewestProvenOfAWorkloadStaysWhateverIsConfigured() {
        List<RecordIndexEntry> records = new ArrayList<>();
        records.add(entry("a", true, START, List.of("Deployment/a")));
        records.add(entry("b", true, START.plusSeconds(1), List.of("Deployment/b")));
        for (int i = 0; i < 10; i++) {
            records.add(entry("u-" + i, false, START.plusSeconds(10 + i), List.of("Deployment/a")));
        }
        Retention retention = new Retention(() -> -5, () -> 0);
        List<String> gone = retention.surplus(records, "u-9", id -> UNKNOWN, LATER);
        assertEquals(
                IntStream.range(0, 9).mapToObj(i -> "u-" + i).toList(), gone, "the oldest that is not proven first");
    }

    @Test
    void itIsKnownWhenMoreAreProtectedThanMayBeKept() {
        List<RecordIndexEntry> records = IntStream.range(0, 5)
                .mapToObj(i -> entry("w-" + i, true, START.plusSeconds(i), List.of("Deployment/" + i)))
                .toList();
        assertTrue(new Retention(() -> 4, () -> 1).isOverLimit(records, id -> UNKNOWN, LATER));
        assertFalse(new Retention(() -> 5, () -> 1).isOverLimit(records, id -> UNKNOWN, LATER));
        List<RecordIndexEntry> unprotected = IntStream.range(0, 5)
                .mapToObj(i -> entry("w-" + i, true, START.plusSeconds(i), List.of("Deployment/a")))
                .toList();
        assertFalse(
                new Retention(() -> 4, () -> 1).isOverLimit(unprotected, id -> UNKNOWN, LATER),
                "the next record trims it");
        assertTrue(new Retention(() -> 4, () -> 1).isOverLimit(unprotected, id -> YET, LATER));
    }
}
