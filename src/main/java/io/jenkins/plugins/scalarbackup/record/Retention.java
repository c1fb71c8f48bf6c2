package io.jenkins.plugins.scalarbackup.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
 * Which records have to go. Protected are the newest proven windows of each workload, and every window that is known to be
 * restorable until a time to come; of the rest the oldest unproven go first, then the oldest proven.
 */
final class Retention {
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private final IntSupplier kept;
    private final IntSupplier protectedWindows;
    private final LongSupplier nanoTime;
    private volatile Looked lastLook;

    /**
     * Whether more was protected than may be kept.
     *
     * @param at the records that were looked at
     * @param settings what the settings were
     * @param nanoTime when that was
     */
    private record Looked(
            Collection<RecordIndexEntry> at, List<Integer> settings, long nanoTime, boolean isOverLimit) {}

    /**
     * @param kept how many records to keep where not more than that are protected
     * @param protectedWindows how many proven windows of each workload are protected
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
     * The IDs of those that have to go.
     *
     * @param records in the order in which they were written
     * @param written the one that was written last, which stays: whoever waits for it is to find it
     * @param findings what was learned of the window with that ID; asked only where it matters
     */
    List<String> surplus(
            Collection<RecordIndexEntry> records, String written, Function<String, FindingSummary> findings) {
        int surplus = records.size() - limit();
        if (surplus <= 0) {
            return List.of();
        }
        Set<String> newestProven = newestProven(records);
        // Sorting is stable: among those that are alike the oldest goes first.
        return records.stream()
                .filter(record -> !record.id().equals(written) && !newestProven.contains(record.id()))
                .sorted(Comparator.comparing(RecordIndexEntry::windowProven))
                .filter(record -> !isRestorableYet(record, findings))
                .limit(surplus)
                .map(RecordIndexEntry::id)
                .toList();
    }

    /**
     * Whether more are protected than are to be kept. Of the same records it is worked out when a setting changed and once a
     * minute, since windows expire: every page of an administrator asks.
     *
     * @param records a collection that never changes
     */
    boolean isOverLimit(Collection<RecordIndexEntry> records, Function<String, FindingSummary> findings) {
        List<Integer> settings = List.of(kept.getAsInt(), protectedWindows.getAsInt());
        long now = nanoTime.getAsLong();
        Looked look = lastLook;
        if (look == null
                || look.at() != records
                || !look.settings().equals(settings)
                || now - look.nanoTime() > NANOS_PER_MINUTE) {
            look = new Looked(records, settings, now, areTooMany(records, findings));
            lastLook = look;
        }
        return look.isOverLimit();
    }

    private boolean areTooMany(Collection<RecordIndexEntry> records, Function<String, FindingSummary> findings) {
        if (records.size() <= limit()) {
            return false;
        }
        Set<String> newestProven = newestProven(records);
        return records.stream()
                        .filter(record -> newestProven.contains(record.id()) || isRestorableYet(record, findings))
                        .count()
                > limit();
    }

    /** Newest by when their pauses began: the record of a window that hung is written late. */
    private Set<String> newestProven(Collection<RecordIndexEntry> records) {
        Map<RecordedWorkload, List<RecordIndexEntry>> proven = new HashMap<>();
        for (RecordIndexEntry record : records) {
            if (record.windowProven()) {
                record.workloads().forEach(workload -> proven.computeIfAbsent(workload, none -> new ArrayList<>())
                        .add(record));
            }
        }
        // Even where nothing else is protected, a workload keeps what it can be restored to.
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

    private static boolean isRestorableYet(RecordIndexEntry record, Function<String, FindingSummary> findings) {
        if (!record.windowProven()) {
            return false;
        }
        FindingSummary known = findings.apply(record.id());
        // One that has expired is not restorable any more.
        return Boolean.TRUE.equals(known.restorable()) && known.until() != null;
    }
}
