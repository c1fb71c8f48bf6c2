package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.record.Overdue.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses the records on which {@link Overdue} depends. Without them, a backup that does not happen would no longer be
 * overdue just because records were deleted: the record that states the expectation, the one from which the wait for a
 * first window counts, and the newest window of each kind.
 */
final class ExpectationBasis {
    private final Function<String, FindingSummary> findings;
    private final Instant now;
    private final Set<String> ids = new HashSet<>();

    private ExpectationBasis(Function<String, FindingSummary> findings, Instant now) {
        this.findings = findings;
        this.now = now;
    }

    /**
     * Returns the IDs of these records: a few for each workload and job.
     *
     * @param records all records, the newest first
     * @param findings returns the findings on a window by its ID
     */
    static Set<String> of(
            Collection<RecordIndexEntry> records, Function<String, FindingSummary> findings, Instant now) {
        Map<RecordedWorkload, List<RecordIndexEntry>> byWorkload = new HashMap<>();
        records.forEach(record -> record.workloads().forEach(workload -> byWorkload
                .computeIfAbsent(workload, none -> new ArrayList<>())
                .add(record)));
        ExpectationBasis basis = new ExpectationBasis(findings, now);
        for (List<RecordIndexEntry> windows : byWorkload.values()) {
            basis.addNewest(windows);
            basis.addExpecting(
                    windows.stream().filter(window -> !window.jobDeleted()).toList());
        }
        return basis.ids;
    }

    private void addNewest(List<RecordIndexEntry> windows) {
        for (Kind kind : Kind.values()) {
            RecordIndexEntry newest = null;
            for (RecordIndexEntry window : windows) {
                if (isNewer(window, newest) && kind.isOf(window, findings) && isPast(window)) {
                    newest = window;
                }
            }
            if (newest != null) {
                ids.add(newest.id());
            }
        }
    }

    private boolean isPast(RecordIndexEntry window) {
        return Overdue.isPast(Times.at(window.pauseStarted()), now);
    }

    private static boolean isNewer(RecordIndexEntry window, RecordIndexEntry other) {
        return window.pauseStarted() != null
                && (other == null || window.pauseStarted().compareTo(other.pauseStarted()) > 0);
    }

    /** Adds what states the expectation: of all jobs together and of each, since a job may be disabled later. */
    private void addExpecting(List<RecordIndexEntry> windows) {
        if (windows.stream().allMatch(window -> window.expectation().isNone())) {
            return;
        }
        addSeries(windows);
        windows.stream()
                .collect(Collectors.groupingBy(RecordIndexEntry::job))
                .values()
                .forEach(this::addSeries);
    }

    /**
     * Adds the latest record, and for each kind that it expects the first of the unbroken series of records that expect
     * this kind, with the one that separates it from an earlier series.
     */
    private void addSeries(List<RecordIndexEntry> windows) {
        ids.add(windows.get(0).id());
        for (Kind kind : Kind.values()) {
            int series = 0;
            while (series < windows.size() && kind.hoursOf(windows.get(series).expectation()) != null) {
                series++;
            }
            if (series < windows.size()) {
                ids.add(windows.get(series).id());
            }
            for (int first = series - 1; first >= 0; first--) {
                if (isPast(windows.get(first))) {
                    ids.add(windows.get(first).id());
                    break;
                }
            }
        }
    }
}
