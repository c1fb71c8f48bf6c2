package io.jenkins.plugins.scalarbackup.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The stored records, as pages need them.
 *
 * @param all all records, the newest first
 * @param byJob the same by job, without those of deleted jobs
 */
record RecordListing(List<RecordIndexEntry> all, Map<String, List<RecordIndexEntry>> byJob) {
    static final RecordListing EMPTY = new RecordListing(List.of(), Map.of());

    /**
     * Puts a record that was written late, because its window hung or the disk was full, where it belongs by the start
     * of its pause. A start in the future counts for nothing: the controller's clock was wrong.
     *
     * @param written in the order in which they were written, so nearly sorted
     */
    static List<RecordIndexEntry> oldestFirst(Collection<RecordIndexEntry> written, Instant now) {
        // All times in records have the same form, which sorts by time.
        String present = Times.iso(Overdue.latestStart(now));
        List<RecordIndexEntry> sorted = new ArrayList<>(written.size());
        for (RecordIndexEntry record : written) {
            int at = sorted.size();
            while (at > 0 && isBetween(record.pauseStarted(), sorted.get(at - 1).pauseStarted(), present)) {
                at--;
            }
            sorted.add(at, record);
        }
        return sorted;
    }

    private static boolean isBetween(String after, String time, String notAfter) {
        return after != null && time != null && time.compareTo(after) > 0 && time.compareTo(notAfter) <= 0;
    }

    /** @param written in the order in which they were written */
    static RecordListing of(Collection<RecordIndexEntry> written, Instant now) {
        List<RecordIndexEntry> all = oldestFirst(written, now);
        Collections.reverse(all);
        return new RecordListing(
                List.copyOf(all),
                all.stream()
                        .filter(entry -> !entry.jobDeleted())
                        .collect(Collectors.groupingBy(RecordIndexEntry::job, Collectors.toUnmodifiableList())));
    }
}
