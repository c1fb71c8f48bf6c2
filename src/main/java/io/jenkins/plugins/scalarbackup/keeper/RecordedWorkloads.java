package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.keeper.WorkloadList.Id;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadList.Known;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Which workloads each record is of. A record is read once, since it never changes. */
final class RecordedWorkloads {
    private static final Logger LOGGER = Logger.getLogger(RecordedWorkloads.class.getName());

    private final Map<String, Facts> known = new HashMap<>();

    private record Facts(Expectation expected, List<Id> workloads) {}

    /** All of the store, the newest first. */
    synchronized List<Known> of(RecordStore store) {
        try {
            List<RecordIndexEntry> entries = store.all();
            known.keySet().retainAll(entries.stream().map(RecordIndexEntry::id).toList());
            List<Known> windows = new ArrayList<>();
            for (RecordIndexEntry entry : entries) {
                Facts facts = known.get(entry.id());
                if (facts == null) {
                    facts = read(store, entry.id());
                    known.put(entry.id(), facts);
                }
                windows.add(new Known(entry, facts.expected(), facts.workloads()));
            }
            return windows;
        } catch (IOException unreadable) {
            LOGGER.log(Level.WARNING, "The backup records can't be listed", unreadable);
            return List.of();
        }
    }

    private static Facts read(RecordStore store, String id) {
        try {
            Optional<BuildRecord> record = store.record(id);
            if (record.isPresent()) {
                List<Id> workloads = record.get().targets().stream()
                        .flatMap(target -> target.workloads().stream()
                                .map(workload -> new Id(target.cluster(), target.namespace(), workload)))
                        .toList();
                return new Facts(record.get().expectation(), workloads);
            }
        } catch (IOException unreadable) {
            LOGGER.log(Level.WARNING, unreadable, () -> "The record of window " + id + " can't be read");
        }
        return new Facts(Expectation.NONE, List.of());
    }
}
