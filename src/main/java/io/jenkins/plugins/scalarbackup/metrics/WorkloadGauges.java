package io.jenkins.plugins.scalarbackup.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.jenkins.plugins.scalarbackup.keeper.PodLeftPaused;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gauges of all workloads. A gauge is registered only while it has a value: alerts would take an unknown age for a
 * number. Reading a gauge computes an age and accesses nothing else.
 */
final class WorkloadGauges {
    /** The maximum number of workloads with gauges, so that they can't flood a monitoring system. */
    static final int MOST = 200;

    /** Workloads with an expectation first, then by their latest backup. */
    private static final Comparator<WorkloadBackups> IMPORTANCE = Comparator.comparing(
                    (WorkloadBackups one) -> one.expected().isNone())
            .thenComparing(
                    WorkloadBackups::latest,
                    Comparator.nullsLast(Comparator.<Instant>naturalOrder().reversed()))
            .thenComparing(WorkloadBackups::named);

    private final InstantSource clock;
    private final Map<String, Gauge<Long>> gauges = new HashMap<>();
    private volatile Map<String, Gauge<Long>> current = Map.of();
    private volatile int without;

    WorkloadGauges(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the number of workloads without gauges, because there are too many. */
    int without() {
        return without;
    }

    /**
     * Registers the gauges that are needed now, and removes the others.
     *
     * @param all the workloads; those whose job is gone or disabled are shown only while pods of theirs may be paused
     */
    synchronized void show(MetricRegistry registry, List<WorkloadBackups> all, List<PodLeftPaused> leftPaused) {
        Map<WorkloadBackups, Long> paused = paused(all, leftPaused);
        List<WorkloadBackups> candidates = all.stream()
                .filter(one -> one.jobState() == JobState.ENABLED || paused.containsKey(one))
                .sorted(Comparator.comparing((WorkloadBackups one) -> !paused.containsKey(one))
                        .thenComparing(IMPORTANCE))
                .toList();
        without = Math.max(0, candidates.size() - MOST);
        Map<String, Gauge<Long>> wanted = new HashMap<>();
        candidates.stream().limit(MOST).forEach(one -> addTo(wanted, one, paused.getOrDefault(one, 0L)));
        current = wanted;
        gauges.keySet().removeIf(name -> !wanted.containsKey(name) && removed(registry, name));
        wanted.keySet().stream().filter(name -> !gauges.containsKey(name)).forEach(name -> {
            Gauge<Long> latest = () -> value(name);
            registry.register(name, latest);
            gauges.put(name, latest);
        });
    }

    private static boolean removed(MetricRegistry registry, String name) {
        registry.remove(name);
        return true;
    }

    /** Returns null if the gauge was removed while somebody reads it. */
    private Long value(String name) {
        Gauge<Long> gauge = current.get(name);
        return gauge == null ? null : gauge.getValue();
    }

    private void addTo(Map<String, Gauge<Long>> wanted, WorkloadBackups one, long paused) {
        String name = SeriesName.of(one.cluster(), one.namespace(), one.workload());
        age(one.newestProven()).ifPresent(gauge -> wanted.put(name + "since_proven_seconds", gauge));
        age(one.newestTested()).ifPresent(gauge -> wanted.put(name + "since_restore_tested_seconds", gauge));
        if (one.lastOutageMillis() != null) {
            long seconds = Math.round(one.lastOutageMillis() / 1000.0);
            wanted.put(name + "last_outage_seconds", () -> seconds);
        }
        if (!one.expected().isNone()) {
            long overdue = one.isMissed() ? one.overdue().size() : 0;
            wanted.put(name + "overdue", () -> overdue);
        }
        wanted.put(name + "pods_left_paused", () -> paused);
    }

    private Optional<Gauge<Long>> age(Instant since) {
        return Optional.ofNullable(since)
                // The clock may have been set back since.
                .map(known -> () ->
                        Math.max(0, Duration.between(known, clock.instant()).toSeconds()));
    }

    /**
     * Counts a pod for the workload whose name matches the most of the pod's name; if two clusters have such a
     * workload, for both.
     */
    private static Map<WorkloadBackups, Long> paused(List<WorkloadBackups> all, List<PodLeftPaused> leftPaused) {
        Map<WorkloadBackups, Long> paused = new HashMap<>();
        for (PodLeftPaused left : leftPaused) {
            List<WorkloadBackups> possible = all.stream()
                    .filter(one ->
                            one.canHave(left.pod().namespace(), left.pod().pod()))
                    .toList();
            int longest = possible.stream()
                    .mapToInt(one -> one.workload().length())
                    .max()
                    .orElse(0);
            possible.stream()
                    .filter(one -> one.workload().length() == longest)
                    .forEach(one -> paused.merge(one, 1L, Long::sum));
        }
        return paused;
    }

    /** Returns the names of the registered gauges, for tests. */
    synchronized List<String> names() {
        return new ArrayList<>(gauges.keySet());
    }
}
