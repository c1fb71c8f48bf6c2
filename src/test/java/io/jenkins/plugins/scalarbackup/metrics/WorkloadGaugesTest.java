package io.jenkins.plugins.scalarbackup.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.jenkins.plugins.scalarbackup.keeper.PodLeftPaused;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups;
import io.jenkins.plugins.scalarbackup.keeper.WorkloadBackups.JobState;
import io.jenkins.plugins.scalarbackup.model.Expectation;
import io.jenkins.plugins.scalarbackup.model.StillPaused;
import io.jenkins.plugins.scalarbackup.record.Overdue;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.dropwizard.DropwizardExports;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

// That registry has gauges without their types.
@SuppressWarnings("rawtypes")
class WorkloadGaugesTest {
    private static final Instant NIGHT = Instant.parse("2026-03-01T02:00:00Z");
    private static final Expectation DAILY = new Expectation(26, null, null);

    private final MetricRegistry registry = new MetricRegistry();
    private Instant now = NIGHT.plusSeconds(100);
    private final WorkloadGauges gauges = new WorkloadGauges(() -> now);

    private static WorkloadBackups workload(String namespace, String name, JobState job, Expectation expected) {
        return new WorkloadBackups(
                "https://10.0.0.1:6443",
                namespace,
                name,
                "nightly",
                job,
                NIGHT,
                expected,
                List.of(new Overdue(Overdue.Kind.PROVEN, 26, NIGHT, NIGHT)),
                NIGHT,
                null,
                14_600L,
                null,
                false);
    }

    private static WorkloadBackups ledger() {
        return workload("prod", "Deployment/ledger", JobState.ENABLED, DAILY);
    }

    private static PodLeftPaused left(String namespace, String pod) {
        return new PodLeftPaused("w", "nightly #1", NIGHT, new StillPaused(pod, namespace, "no answer", "command"));
    }

    private void show(WorkloadBackups... all) {
        gauges.show(registry, List.of(all), List.of());
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new TreeMap<>();
        registry.getGauges()
                .forEach((name, gauge) -> values.put(name.substring(name.lastIndexOf('.') + 1), gauge.getValue()));
        return values;
    }

    @Test
    void aWorkloadHasAGaugeForAllThatIsKnownOfIt() {
        show(ledger());
        assertEquals(
                Map.of("since_proven_seconds", 100L, "last_outage_seconds", 15L, "overdue", 1L, "pods_left_paused", 0L),
                values());
        now = now.plusSeconds(900);
        assertEquals(1_000L, values().get("since_proven_seconds"), "as old as it is when somebody reads it");
        now = now.minusSeconds(2_000);
        assertEquals(0L, values().get("since_proven_seconds"), "the clock was set back");
    }

    @Test
    void theyComeAndGo() {
        show(ledger());
        show(workload("prod", "Deployment/ledger", JobState.ENABLED, Expectation.NONE));
        assertEquals(
                List.of("last_outage_seconds", "pods_left_paused", "since_proven_seconds"),
                List.copyOf(values().keySet()));
        show(workload("prod", "Deployment/ledger", JobState.DISABLED, DAILY));
        assertEquals(Map.of(), values());
        show(workload("prod", "Deployment/ledger", JobState.GONE, DAILY));
        assertEquals(Map.of(), values());
        show(ledger());
        assertEquals(4, values().size());
        assertEquals(new TreeSet<>(gauges.names()), registry.getNames());
    }

    @Test
    void podsLeftPausedAreCountedForTheirWorkload() {
        WorkloadBackups cluster = workload("prod", "Deployment/ledger-cluster", JobState.ENABLED, DAILY);
        WorkloadBackups gone = workload("prod", "StatefulSet/auditor", JobState.GONE, DAILY);
        gauges.show(
                registry,
                List.of(ledger(), cluster, gone),
                List.of(
                        left("prod", "ledger-7d9-a"),
                        left("prod", "ledger-cluster-5c-b"),
                        left("prod", "ledger-cluster-5c-c"),
                        left("prod", "auditor-0"),
                        left("test", "ledger-7d9-a"),
                        left("unknown", "unknown")));
        Map<String, Object> paused = registry.getGauges().entrySet().stream()
                .filter(gauge -> gauge.getKey().endsWith("pods_left_paused"))
                .collect(Collectors.toMap(
                        gauge -> gauge.getKey().replaceAll("_[0-9a-f]{8}\\..*", ""),
                        gauge -> gauge.getValue().getValue()));
        assertEquals(
                Map.of(
                        "scalar_backup.workload.prod_deployment_ledger", 1L,
                        "scalar_backup.workload.prod_deployment_ledger_cluster", 2L,
                        "scalar_backup.workload.prod_statefulset_auditor", 1L),
                paused);
    }

    @Test
    void thereAreNeverMoreThanSoMany() {
        WorkloadBackups[] many = IntStream.range(0, WorkloadGauges.MOST + 7)
                .mapToObj(number -> workload(
                        "n" + number, "Deployment/app", JobState.ENABLED, number == 3 ? DAILY : Expectation.NONE))
                .toArray(WorkloadBackups[]::new);
        gauges.show(registry, List.of(many), List.of(left("n206", "app-x")));
        assertEquals(7, gauges.without());
        assertEquals(
                WorkloadGauges.MOST,
                registry.getNames().stream()
                        .filter(name -> name.endsWith("pods_left_paused"))
                        .count());
        assertTrue(registry.getNames().size() <= 5 * WorkloadGauges.MOST);
        assertTrue(
                registry.getNames().stream().anyMatch(name -> name.contains("workload.n206_")), "its pods are paused");
        assertTrue(registry.getNames().stream().anyMatch(name -> name.contains("workload.n3_")), "it is expected");
        show();
        assertEquals(0, gauges.without());
        assertEquals(0, registry.getNames().size());
    }

    @Test
    void noTwoWorkloadsShareANameAndNoneChangesWhenAnotherComes() {
        String one = SeriesName.of("https://a", "a-b", "Deployment/c");
        assertEquals(one, SeriesName.of("https://a", "a-b", "Deployment/c"));
        List<String> alike = List.of(
                one,
                SeriesName.of("https://a", "a", "b-Deployment/c"),
                SeriesName.of("https://b", "a-b", "Deployment/c"),
                SeriesName.of(null, "a-b", "Deployment/c"),
                SeriesName.of("https://a", "a.b", "Deployment/c"));
        assertEquals(5, new TreeSet<>(alike).size(), alike.toString());
        alike.forEach(
                name -> assertTrue(name.matches("scalar_backup\\.workload\\.a_b_deployment_c_[0-9a-f]{8}\\."), name));
        String hostile = SeriesName.of("x", "ナ\"{}\n", "Deployment/" + "long".repeat(100));
        assertTrue(hostile.matches("[a-z0-9_.]{1,160}"), hostile);
        assertNotEquals(hostile, SeriesName.of("x", "マ\"{}\n", "Deployment/" + "long".repeat(100)));
    }

    /** Exports like the prometheus plugin, which uses that library. */
    @Test
    void anExporterFindsGaugesOfValidNamesEachOnce() throws IOException {
        show(ledger(), workload("prod", "Deployment/ledger.x", JobState.ENABLED, DAILY));
        String text = exported();
        assertEquals(8, text.lines().filter(line -> line.startsWith("# TYPE")).count(), text);
        text.lines()
                .filter(line -> line.startsWith("# TYPE"))
                .forEach(line -> assertTrue(line.matches("# TYPE scalar_backup_workload_[a-z0-9_]+ gauge"), line));
        List<String> samples =
                text.lines().filter(line -> !line.startsWith("#")).toList();
        assertEquals(8, new TreeSet<>(samples).size(), text);
        assertTrue(
                samples.stream()
                        .anyMatch(
                                line -> line.matches(
                                        "scalar_backup_workload_prod_deployment_ledger_[0-9a-f]{8}_since_proven_seconds 100\\.0")),
                text);
        Promtool.onPath().ifPresent(promtool -> assertEquals("", promtool.lint(text)));
    }

    private String exported() throws IOException {
        CollectorRegistry exporter = new CollectorRegistry();
        exporter.register(new DropwizardExports(registry));
        StringWriter text = new StringWriter();
        TextFormat.write004(text, exporter.metricFamilySamples());
        return text.toString();
    }
}
