package io.jenkins.plugins.scalarbackup.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests the alerts in the documents: they are valid rules, fire when they should, and use existing metrics. */
class AlertRulesTest {
    private static final Path RULES = Path.of("docs/examples/prometheus/alerts.yaml");
    private static final Path TESTS = Path.of("docs/examples/prometheus/alerts.test.yaml");

    /** The names without the workload in the middle. */
    private static final Set<String> SERIES = Set.of(
            "scalar_backup_pods_left_paused",
            "scalar_backup_workloads",
            "scalar_backup_workloads_overdue",
            "scalar_backup_workloads_without_series",
            "scalar_backup_workload_.+_since_proven_seconds",
            "scalar_backup_workload_.+_since_restore_tested_seconds",
            "scalar_backup_workload_.+_last_outage_seconds",
            "scalar_backup_workload_.+_overdue",
            "scalar_backup_workload_.+_pods_left_paused");

    @Test
    void prometheusItselfFindsThemRight() {
        Optional<Promtool> promtool = Promtool.onPath();
        assumeTrue(promtool.isPresent(), "no program promtool on the PATH (.ci/run installs it)");
        assertTrue(promtool.get().run("", "check", "rules", RULES.toString()).contains("SUCCESS"));
        assertTrue(promtool.get().run("", "test", "rules", TESTS.toString()).contains("SUCCESS"));
    }

    @Test
    void eachHasWhatAnAlertNeedsAndATest() throws IOException {
        Set<String> alerts = new TreeSet<>();
        for (JsonNode group : yaml(RULES).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String alert = rule.path("alert").asText();
                assertTrue(alerts.add(alert), alert);
                assertTrue(rule.path("expr").asText().contains("scalar_backup_"), alert);
                assertTrue(List.of("warning", "critical")
                        .contains(rule.path("labels").path("severity").asText()));
                assertTrue(rule.path("annotations").hasNonNull("summary"), alert);
                assertTrue(rule.path("annotations").hasNonNull("description"), alert);
            }
        }
        Set<String> tested = new TreeSet<>();
        yaml(TESTS).findValues("alertname").forEach(name -> tested.add(name.asText()));
        assertEquals(alerts, tested);
    }

    @Test
    void theyAskForMetricsThatThereAre() throws IOException {
        Matcher named = Pattern.compile("scalar_backup_[a-z_.+()]*[a-z]").matcher(Files.readString(RULES));
        Set<String> unknown = new TreeSet<>();
        while (named.find()) {
            if (!SERIES.contains(named.group().replace("(.+)", ".+"))
                    && !"scalar_backup_workload".equals(named.group())) {
                unknown.add(named.group());
            }
        }
        assertEquals(Set.of(), unknown);
        String document = Files.readString(Path.of("docs/guide.md"));
        SERIES.forEach(series -> assertTrue(document.contains(series.replace(".+", "*")), series));
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    }
}
