package io.jenkins.plugins.scalarbackup.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricSet;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.scalarbackup.keeper.PodLeftPaused;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.metrics.api.MetricProvider;
import jenkins.metrics.api.Metrics;
import jenkins.util.SystemProperties;
import jenkins.util.Timer;

/**
 * Provides the gauges that are always there, and adds and removes those of workloads. Their data are refreshed every 30
 * s, not when somebody reads them.
 */
@Extension(optional = true)
public class BackupMetrics extends MetricProvider {
    /**
     * A system property: only totals, for a controller whose metrics are accessible to people who may not read its
     * jobs.
     */
    static final String TOTALS_ONLY = "io.jenkins.plugins.scalarbackup.metrics.totalsOnly";

    private static final Logger LOGGER = Logger.getLogger(BackupMetrics.class.getName());
    private static final int EVERY_SECONDS = 30;

    private final WorkloadGauges gauges = new WorkloadGauges(InstantSource.system());
    private volatile int workloads;
    private volatile int overdue;

    @Override
    public @NonNull MetricSet getMetricSet() {
        Timer.get().scheduleWithFixedDelay(this::refreshSoon, 1, EVERY_SECONDS, TimeUnit.SECONDS);
        Map<String, Metric> always = Map.of(
                SeriesName.PREFIX + "pods_left_paused", gauge(() -> paused().size()),
                SeriesName.PREFIX + "workloads", gauge(() -> workloads),
                SeriesName.PREFIX + "workloads_overdue", gauge(() -> overdue),
                SeriesName.PREFIX + "workloads_without_series", gauge(gauges::without));
        return () -> always;
    }

    private static Gauge<Integer> gauge(Gauge<Integer> value) {
        return value;
    }

    /** Returns the pods that may still be paused, and for which no build waits any more. */
    static List<PodLeftPaused> paused() {
        return WindowKeeper.get().leftPaused().stream()
                .filter(PodLeftPaused::isPod)
                .toList();
    }

    /** Moves the lookup off the timer's thread, which must not wait for the disk with the records. */
    private void refreshSoon() {
        try {
            WindowKeeper.get().blocking().execute(this::refresh);
        } catch (RejectedExecutionException stopping) {
            LOGGER.log(Level.FINE, "Jenkins stops", stopping);
        }
    }

    /** Refreshes the gauges' data. */
    void refresh() {
        try {
            List<WorkloadBackups> all = WindowKeeper.get().expectations().workloads(record -> true, Instant.now());
            workloads = all.size();
            overdue = (int) all.stream().filter(WorkloadBackups::isMissed).count();
            gauges.show(Metrics.metricRegistry(), SystemProperties.getBoolean(TOTALS_ONLY) ? List.of() : all, paused());
        } catch (Throwable broken) {
            // The next try follows in 30 s, but a task that throws would not run again.
            LOGGER.log(Level.WARNING, "The metrics of backups could not be renewed", broken);
        }
    }
}
