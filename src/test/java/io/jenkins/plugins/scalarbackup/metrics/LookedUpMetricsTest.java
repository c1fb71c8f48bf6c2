package io.jenkins.plugins.scalarbackup.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.record.BuildFacts;
import io.jenkins.plugins.scalarbackup.record.BuildRecord;
import io.jenkins.plugins.scalarbackup.record.Samples;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jenkins.metrics.api.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the gauges' values for the records of a controller. */
class LookedUpMetricsTest {
    private EmbeddedJenkins jenkins;
    private final BackupMetrics metrics = new BackupMetrics();

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
        jenkins.pipeline("nightly").script("echo 'makes the job'").start().await(Duration.ofSeconds(120));
        Instant then = Instant.now().minus(Duration.ofHours(31));
        WindowKeeper.get()
                .store()
                .orElseThrow()
                .write(BuildRecord.of(
                                Samples.lasting("w-1", then, then.plusSeconds(10)),
                                new BuildFacts("nightly", 1, null, 1),
                                Samples.PLUGIN)
                        .expecting(new Expectation(26, null, null)));
    }

    @AfterEach
    void stop() {
        System.clearProperty(BackupMetrics.TOTALS_ONLY);
        jenkins.close();
        Metrics.metricRegistry().removeMatching((name, metric) -> true);
    }

    private static List<String> ofWorkloads() {
        return Metrics.metricRegistry().getNames().stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
    }

    private Map<String, Object> totals() {
        Map<String, Object> totals = new TreeMap<>();
        for (Map.Entry<String, Metric> one : metrics.getMetricSet().getMetrics().entrySet()) {
            totals.put(one.getKey(), ((Gauge<?>) one.getValue()).getValue());
        }
        return totals;
    }

    @Test
    void totalsAndWorkloads() {
        metrics.refresh();
        assertEquals(
                Map.of(
                        "scalar_backup.pods_left_paused", 0,
                        "scalar_backup.workloads", 1,
                        "scalar_backup.workloads_overdue", 1,
                        "scalar_backup.workloads_without_series", 0),
                totals());
        assertEquals(
                List.of("last_outage_seconds", "overdue", "pods_left_paused", "since_proven_seconds"), ofWorkloads());
    }

    @Test
    void totalsOnlyWhereAnAdministratorWantsNoNames() {
        metrics.refresh();
        System.setProperty(BackupMetrics.TOTALS_ONLY, "true");
        metrics.refresh();
        assertEquals(List.of(), ofWorkloads());
        assertEquals(1, totals().get("scalar_backup.workloads_overdue"));
    }

    @Test
    void theHealthCheckIsWellWhereNoPodWasLeftPaused() {
        assertTrue(new PausedPodsCheck()
                .getHealthChecks()
                .get("scalar-backup-paused-pods")
                .execute()
                .isHealthy());
    }
}
