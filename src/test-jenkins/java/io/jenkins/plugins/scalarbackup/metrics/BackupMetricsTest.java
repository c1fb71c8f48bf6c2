package io.jenkins.plugins.scalarbackup.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jenkins.metrics.api.Metrics;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests that the real metrics plugin finds gauges and health check. */
@WithJenkins
class BackupMetricsTest {
    @Test
    void theyAreInTheRegistry(JenkinsRule jenkins) throws Exception {
        Set<String> ours = Metrics.metricRegistry().getNames().stream()
                .filter(name -> name.startsWith("scalar_backup."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(
                        "scalar_backup.pods_left_paused",
                        "scalar_backup.workloads",
                        "scalar_backup.workloads_overdue",
                        "scalar_backup.workloads_without_series"),
                ours);
        assertEquals(
                0,
                Metrics.metricRegistry()
                        .getGauges()
                        .get("scalar_backup.pods_left_paused")
                        .getValue());
        assertTrue(Metrics.healthCheckRegistry()
                .runHealthCheck("scalar-backup-paused-pods")
                .isHealthy());
    }
}
