package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Stores records for months, and judges by everything ever stored, not by what the store still has, that no protected
 * record is deleted.
 */
class RetentionHistoryTest {
    private static final int HISTORIES = 40;
    private static final int WINDOWS = 80;
    private static final Duration BETWEEN = Duration.ofHours(6);

    /** Everything that was ever recorded, and until when it is known to be restorable. */
    private static final class History {
        private final Random random;
        private final String told;
        private final int each;
        private final Retention retention;
        private final List<RecordIndexEntry> ever = new ArrayList<>();
        private final List<RecordIndexEntry> kept = new ArrayList<>();
        private final Map<String, Instant> until = new HashMap<>();
        private int limit;
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        History(long seed) {
            random = new Random(seed);
            told = "seed " + seed;
            limit = 1 + random.nextInt(30);
            each = 1 + random.nextInt(3);
            retention = new Retention(() -> limit, () -> each);
        }

        void run() {
            for (int i = 0; i < WINDOWS; i++) {
                now = now.plus(BETWEEN);
                if (random.nextInt(20) == 0) {
                    // An administrator changes the limit.
                    limit = 1 + random.nextInt(30);
                }
                RecordIndexEntry written = window("w-" + i);
                ever.add(written);
                kept.add(written);
                if (random.nextInt(3) == 0) {
                    RecordIndexEntry one = kept.get(random.nextInt(kept.size()));
                    until.put(one.id(), now.plus(BETWEEN.multipliedBy(random.nextInt(40))));
                }
                Set<String> gone = new HashSet<>(retention.surplus(List.copyOf(kept), written.id(), this::known, now));
                judge(written, gone);
                kept.removeIf(record -> gone.contains(record.id()));
            }
        }

        /** Creates a window, mostly of one or two workloads; one in eight hung, so that its record comes days late. */
        private RecordIndexEntry window(String id) {
            Instant began = random.nextInt(8) == 0 ? now.minus(BETWEEN.multipliedBy(random.nextInt(12))) : now;
            // No two begin at the same time.
            String at = Times.iso(began.plusMillis(ever.size()));
            List<RecordedWorkload> workloads = IntStream.range(0, 5)
                    .filter(workload -> random.nextInt(3) == 0)
                    .mapToObj(workload -> new RecordedWorkload("c", "prod", "Deployment/" + workload))
                    .toList();
            boolean proven = random.nextInt(3) > 0;
            return new RecordIndexEntry(
                    id, "job", false, 1, 1, "ANY", proven, null, at, null, null, workloads, null, null, null);
        }

        private FindingSummary known(String id) {
            Instant end = until.get(id);
            boolean restorable = end != null && end.isAfter(now);
            return new FindingSummary(
                    List.of(), end == null ? null : restorable, null, restorable ? Times.iso(end) : null, null);
        }

        private boolean isProtected(RecordIndexEntry one) {
            return one.windowProven() && (isRestorable(one) || isAmongTheNewest(one));
        }

        private boolean isRestorable(RecordIndexEntry one) {
            return until.containsKey(one.id()) && until.get(one.id()).isAfter(now);
        }

        /** Judges by all windows that were ever recorded for one of its workloads. */
        private boolean isAmongTheNewest(RecordIndexEntry one) {
            return one.workloads().stream()
                    .anyMatch(workload -> ever.stream()
                                    .filter(other -> other.windowProven()
                                            && other.workloads().contains(workload)
                                            && other.pauseStarted().compareTo(one.pauseStarted()) > 0)
                                    .count()
                            < each);
        }

        private void judge(RecordIndexEntry written, Set<String> gone) {
            String here = told + ", " + written.id() + ": " + gone;
            assertFalse(gone.contains(written.id()), here);
            Set<String> present = new HashSet<>();
            kept.forEach(record -> present.add(record.id()));
            for (RecordIndexEntry one : ever) {
                if (isProtected(one)) {
                    boolean isThere = present.contains(one.id());
                    assertTrue(isThere || !isAmongTheNewest(one), here + " lost " + one.id() + " before");
                    assertFalse(gone.contains(one.id()), here + " lost " + one.id());
                }
            }
            long stay = kept.stream()
                    .filter(record -> isProtected(record) || record.id().equals(written.id()))
                    .count();
            assertTrue(kept.size() - gone.size() <= Math.max(limit, stay), here + " are too few");
            assertTrue(gone.isEmpty() || kept.size() - gone.size() >= limit, here + " are too many");
            boolean provenWent = kept.stream().anyMatch(record -> gone.contains(record.id()) && record.windowProven());
            boolean unprovenStays = kept.stream()
                    .anyMatch(record -> !gone.contains(record.id())
                            && !record.windowProven()
                            && !record.id().equals(written.id()));
            assertFalse(provenWent && unprovenStays, here + ": what is not proven goes first");
        }
    }

    @Test
    void nothingThatIsStillOfUseEverGoes() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            new History(seed).run();
        }
    }
}
