package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.FindingSummary;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import io.jenkins.plugins.scalarbackup.record.Overdue.Kind;
import io.jenkins.plugins.scalarbackup.record.Overdue.Seen;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What the records of all jobs come to, workload by workload. */
final class WorkloadList {
    private WorkloadList() {}

    /**
     * A window, by what its record says.
     *
     * @param entry the store's
     * @param expected how often what is to happen to its workloads
     * @param workloads those
     */
    record Known(RecordIndexEntry entry, Expectation expected, List<Id> workloads) {}

    /**
     * Which workload.
     *
     * @param cluster the API server's URL; null where the record does not say
     * @param namespace its namespace
     * @param workload {@code Deployment/ledger}
     */
    record Id(String cluster, String namespace, String workload) {}

    /**
     * How they stand.
     *
     * @param windows of all jobs, the newest first
     * @param findings what was learned of the window with that ID, as of that moment
     * @param states what has become of the job of that full name
     */
    static List<WorkloadBackups> of(
            List<Known> windows,
            BiFunction<String, Instant, FindingSummary> findings,
            Instant now,
            Function<String, JobState> states) {
        Map<Id, List<Known>> byWorkload = new LinkedHashMap<>();
        windows.forEach(window -> window.workloads().stream().distinct().forEach(id -> byWorkload
                .computeIfAbsent(id, unused -> new ArrayList<>())
                .add(window)));
        Map<String, JobState> jobs = new LinkedHashMap<>();
        List<WorkloadBackups> all = new ArrayList<>();
        byWorkload.forEach((id, known) -> {
            // A job that is gone has no say as long as another one backs up the same.
            Known latest = known.stream()
                    .filter(window -> jobs.computeIfAbsent(window.entry().job(), states) != JobState.GONE)
                    .findFirst()
                    .orElse(known.get(0));
            JobState state = jobs.get(latest.entry().job());
            List<Seen> seen = known.stream()
                    .map(window -> new Seen(
                            Times.at(window.entry().pauseStarted()),
                            jobs.computeIfAbsent(window.entry().job(), states) == JobState.GONE
                                            && state != JobState.GONE
                                    ? null
                                    : window.expected(),
                            kind -> is(kind, window.entry(), findings, now)))
                    .toList();
            all.add(new WorkloadBackups(
                    id.cluster(),
                    id.namespace(),
                    id.workload(),
                    latest.entry().job(),
                    state,
                    seen.get(0).began(),
                    latest.expected(),
                    Overdue.of(seen, now),
                    Overdue.newest(seen, Kind.PROVEN),
                    Overdue.newest(seen, Kind.RESTORE_TESTED),
                    known.get(0).entry().outageMillis()));
        });
        return all;
    }

    private static boolean is(
            Kind kind, RecordIndexEntry window, BiFunction<String, Instant, FindingSummary> findings, Instant now) {
        if (!window.windowProven() || kind == Kind.PROVEN) {
            return window.windowProven();
        }
        FindingSummary known = findings.apply(window.id(), now);
        return kind == Kind.RESTORABLE
                ? Boolean.TRUE.equals(known.restorable())
                : known.test() != null && known.test().isSound();
    }
}
