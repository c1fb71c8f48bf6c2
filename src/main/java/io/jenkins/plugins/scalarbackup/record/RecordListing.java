package io.jenkins.plugins.scalarbackup.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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

    static RecordListing of(LinkedHashMap<String, RecordIndexEntry> oldestFirst) {
        List<RecordIndexEntry> all = new ArrayList<>(oldestFirst.values());
        Collections.reverse(all);
        return new RecordListing(
                List.copyOf(all),
                all.stream()
                        .filter(entry -> !entry.jobDeleted())
                        .collect(Collectors.groupingBy(RecordIndexEntry::job, Collectors.toUnmodifiableList())));
    }
}
