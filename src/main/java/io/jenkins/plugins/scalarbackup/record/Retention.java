package io.jenkins.plugins.scalarbackup.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Chooses the records to be deleted. Protected are the newest proven windows of each workload, every window known to be
 * restorable until a future date, and the records by which a workload's backups are judged, see
 * {@link ExpectationBasis}. Of the others, the oldest unproven are deleted first, then the oldest proven.
 */
final class Retention {
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private final IntSupplier kept;
    private final IntSupplier protectedWindows;
    private final LongSupplier nanoTime;
    private volatile Answer cached;

    /**
     * A cached answer of {@link #isOverLimit}.
     *
     * @param records the records that were checked
     * @param settings the settings at that time
     * @param nanoTime the time of the check
     */
    private record Answer(
            Collection<RecordIndexEntry> records, List<Integer> settings, long nanoTime, boolean isOverLimit) {}

    /**
     * @param kept the maximum number of records, exceeded only if more are protected
     * @param protectedWindows the number of protected proven windows of each workload
     */
    Retention(IntSupplier kept, IntSupplier protectedWindows) {
        this(kept, protectedWindows, System::nanoTime);
    }

    Retention(IntSupplier kept, IntSupplier protectedWindows, LongSupplier nanoTime) {
        this.kept = kept;
        this.protectedWindows = protectedWindows;
        this.nanoTime = nanoTime;
    }

    private int limit() {
        return Math.max(1, kept.getAsInt());
    }

    /**
     * Returns the IDs of the records to be deleted.
     *
     * @param records all records, the oldest first
     * @param written the one written last, which is kept so that whoever waits for it finds it
     * @param findings returns the findings on a window by its ID
     */
    List<String> surplus(
            Collection<RecordIndexEntry> records,
            String written,
            Function<String, FindingSummary> findings,
            Instant now) {
        int surplus = records.size() - limit();
        if (surplus <= 0) {
            return List.of();
        }
        Set<String> needed = newestProven(records);
        needed.addAll(ExpectationBasis.of(reversed(records), findings, now));
        // The sort is stable: among equals, the oldest is deleted first.
        return records.stream()
                .filter(record -> !record.id().equals(written) && !needed.contains(record.id()))
                .sorted(Comparator.comparing(RecordIndexEntry::windowProven))
                .filter(record -> !isRestorable(record, findings))
                .limit(surplus)
                .map(RecordIndexEntry::id)
                .toList();
    }

    /**
     * Returns whether more records are protected than the maximum. Every page of an administrator asks, so for the same
     * records it is recomputed only when a setting changed, and once a minute, because windows expire.
     *
     * @param records an immutable collection, the newest first
     */
    boolean isOverLimit(
            Collection<RecordIndexEntry> records, Function<String, FindingSummary> findings, Instant wallTime) {
        List<Integer> settings = List.of(kept.getAsInt(), protectedWindows.getAsInt());
        long now = nanoTime.getAsLong();
        Answer answer = cached;
        if (answer == null
                || answer.records() != records
                || !answer.settings().equals(settings)
                || now - answer.nanoTime() > NANOS_PER_MINUTE) {
            answer = new Answer(records, settings, now, computeIsOverLimit(records, findings, wallTime));
            cached = answer;
        }
        return answer.isOverLimit();
    }

    private boolean computeIsOverLimit(
            Collection<RecordIndexEntry> records, Function<String, FindingSummary> findings, Instant now) {
        if (records.size() <= limit()) {
            return false;
        }
        Set<String> needed = newestProven(reversed(records));
        needed.addAll(ExpectationBasis.of(records, findings, now));
        return records.stream()
                        .filter(record -> needed.contains(record.id()) || isRestorable(record, findings))
                        .count()
                > limit();
    }

    private static List<RecordIndexEntry> reversed(Collection<RecordIndexEntry> records) {
        List<RecordIndexEntry> reversed = new ArrayList<>(records);
        Collections.reverse(reversed);
        return reversed;
    }

    /**
     * Returns the newest proven windows, by the start of their pause: the record of a window that hung is written late.
     *
     * @param records the oldest first; among windows that began at the same time, the last one counts as the newest
     */
    private Set<String> newestProven(Collection<RecordIndexEntry> records) {
        Map<RecordedWorkload, List<RecordIndexEntry>> proven = new HashMap<>();
        for (RecordIndexEntry record : records) {
            if (record.windowProven()) {
                record.workloads().forEach(workload -> proven.computeIfAbsent(workload, none -> new ArrayList<>())
                        .add(record));
            }
        }
        // Even if nothing else is protected, each workload keeps a window to restore to.
        int each = Math.max(1, protectedWindows.getAsInt());
        Set<String> newest = new HashSet<>();
        for (List<RecordIndexEntry> windows : proven.values()) {
            windows.sort(Comparator.comparing(Retention::began));
            windows.subList(Math.max(0, windows.size() - each), windows.size())
                    .forEach(record -> newest.add(record.id()));
        }
        return newest;
    }

    private static Instant began(RecordIndexEntry record) {
        Instant began = Times.at(record.pauseStarted());
        return began == null ? Instant.MIN : began;
    }

    private static boolean isRestorable(RecordIndexEntry record, Function<String, FindingSummary> findings) {
        if (!record.windowProven()) {
            return false;
        }
        FindingSummary known = findings.apply(record.id());
        // An expired one is not restorable any more.
        return Boolean.TRUE.equals(known.restorable()) && known.until() != null;
    }
}
