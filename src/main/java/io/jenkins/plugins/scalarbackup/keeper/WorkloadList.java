package io.jenkins.plugins.scalarbackup.keeper;

import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.FindingSummary;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import io.jenkins.plugins.scalarbackup.record.Overdue.Kind;
import io.jenkins.plugins.scalarbackup.record.Overdue.Seen;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Derives the state of the workloads' backups from the records of all jobs. */
final class WorkloadList {
    private WorkloadList() {}

    /**
     * Returns the state of each workload's backups.
     *
     * @param windows the windows of all jobs, the newest first
     * @param findings returns the findings about the window with an ID
     * @param states returns the state of the job with a full name
     * @param waived whether somebody waived the expectation
     */
    static List<WorkloadBackups> of(
            List<RecordIndexEntry> windows,
            Function<String, List<Finding>> findings,
            Instant now,
            Function<String, JobState> states,
            Predicate<Waiver> waived) {
        Map<RecordedWorkload, List<RecordIndexEntry>> byWorkload = new LinkedHashMap<>();
        windows.forEach(window -> window.workloads().forEach(id -> byWorkload
                .computeIfAbsent(id, unused -> new ArrayList<>())
                .add(window)));
        Map<String, JobState> jobs = new HashMap<>();
        Function<RecordIndexEntry, JobState> stateOf =
                window -> window.jobDeleted() ? JobState.GONE : jobs.computeIfAbsent(window.job(), states);
        Function<String, FindingSummary> summaries = id -> FindingSummary.of(findings.apply(id), now);
        List<WorkloadBackups> all = new ArrayList<>();
        byWorkload.forEach((id, known) -> {
            RecordIndexEntry latest = deciding(known, stateOf);
            JobState state = stateOf.apply(latest);
            Set<JobState> silenced = silenced(state);
            Waiver waiver = new Waiver(latest.id(), id.cluster(), id.namespace(), id.workload());
            List<Seen> seen = known.stream()
                    .map(window -> new Seen(
                            window.pauseStarted(),
                            silenced.contains(stateOf.apply(window)) ? null : window.expectation(),
                            kind -> kind.isOf(window, summaries)))
                    .toList();
            all.add(new WorkloadBackups(
                    id.cluster(),
                    id.namespace(),
                    id.workload(),
                    latest.job(),
                    state,
                    Times.at(seen.get(0).began()),
                    latest.expectation(),
                    Overdue.of(seen, now),
                    Overdue.newest(seen, Kind.PROVEN, now),
                    Overdue.newest(seen, Kind.RESTORE_TESTED, now),
                    known.get(0).outageMillis(),
                    waiver,
                    waived.test(waiver)));
        });
        return all;
    }

    /**
     * Returns the window whose record says what is expected of a workload: its latest. A deleted job has no say as long
     * as another one backs up the same workload, and a disabled one as long as an enabled one expects something.
     */
    private static RecordIndexEntry deciding(
            List<RecordIndexEntry> known, Function<RecordIndexEntry, JobState> stateOf) {
        RecordIndexEntry ofEnabled = latest(known, window -> stateOf.apply(window) == JobState.ENABLED);
        if (ofEnabled != null && !ofEnabled.expectation().isNone()) {
            return ofEnabled;
        }
        RecordIndexEntry ofExisting = latest(known, window -> stateOf.apply(window) != JobState.GONE);
        return ofExisting == null ? known.get(0) : ofExisting;
    }

    private static RecordIndexEntry latest(List<RecordIndexEntry> known, Predicate<RecordIndexEntry> counts) {
        return known.stream().filter(counts).findFirst().orElse(null);
    }

    /** Returns the states of the jobs whose expectations don't count beside those of a job in this state. */
    private static Set<JobState> silenced(JobState deciding) {
        return switch (deciding) {
            case ENABLED -> Set.of(JobState.DISABLED, JobState.GONE);
            case DISABLED -> Set.of(JobState.GONE);
            case GONE -> Set.of();
        };
    }
}
