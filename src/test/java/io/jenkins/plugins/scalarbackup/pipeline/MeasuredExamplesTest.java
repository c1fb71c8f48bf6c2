package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every Jenkinsfile in docs/examples/measured, with a stand-in for each program, whose clock is off. */
class MeasuredExamplesTest {
    private static final Path EXAMPLES = Path.of("docs", "examples", "measured");
    /** How far each program's clock is off, in milliseconds. */
    private static final Map<String, Long> OFF = Map.of("postgresql", 812L, "mysql", -700L, "dynamodb", -90_000L);

    private static final Map<String, String> PROGRAMS = Map.of(
            "psql", "date -u -d '0.812 seconds' +%s.%6N",
            "mysql", "date -u -d '-0.7 seconds' +%s.%6N",
            "curl",
                    "printf 'HTTP/1.1 200 OK\\r\\nx-amzn: 1\\r\\nDate: %s\\r\\n\\r\\n' \"$(date -u -d '-90 seconds' '+%a, %d %b %Y %H:%M:%S GMT')\"");

    @TempDir
    private Path directory;

    @Test
    void eachMeasuresAndMakesAShortWindow() throws Exception {
        Path programs = Files.createDirectory(directory.resolve("bin"));
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            Path file =
                    Files.writeString(programs.resolve(program.getKey()), "#!/bin/sh\n" + program.getValue() + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<Path> examples;
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            examples = files.sorted().toList();
        }
        assertTrue(examples.size() >= 4, examples::toString);
        try (StepFixture fixture = new StepFixture(directory.resolve("home"))) {
            fixture.kubeconfig("scalar-kubeconfig", fixture.cluster.kubeconfig(fixture.cluster.admin(), "default"));
            Map<Path, EmbeddedRun> runs = new LinkedHashMap<>();
            for (Path example : examples) {
                String name = example.getFileName().toString().replace(".Jenkinsfile", "");
                String script = Files.readString(example);
                Matcher release = Pattern.compile("release: '(\\w+)'").matcher(script);
                while (release.find()) {
                    fixture.install(
                            fixture.cluster,
                            name,
                            Chart.SCALARDB_CLUSTER,
                            release.group(1),
                            fixture.keep(PodServers.start(1)));
                }
                runs.put(
                        example,
                        fixture.jenkins
                                .pipeline(name)
                                .script(script.replace("namespace: 'prod'", "namespace: '" + name + "'"))
                                .environment("PATH", programs + ":" + System.getenv("PATH"))
                                .environment("DATABASE", "bank")
                                .environment("DATABASES", "postgresql://one/bank postgresql://two/bank")
                                .environment("AWS_REGION", "eu-central-1")
                                .start());
            }
            for (Map.Entry<Path, EmbeddedRun> one : runs.entrySet()) {
                EmbeddedRun run = one.getValue();
                assertEquals(
                        Result.SUCCESS, run.await(StepFixture.LONG), run.log().text());
                judge(StepFixture.record(run));
            }
            fixture.nothingIsLeft();
        }
    }

    private static void judge(JsonNode record) {
        assertTrue(record.at("/window/requestedMillis").asLong() < 10_000, record::toPrettyString);
        assertEquals(
                record.at("/restore/databases").size(),
                record.at("/restore/byDatabase").size(),
                record::toPrettyString);
        for (JsonNode clock : record.at("/clock/databases")) {
            long off = clock.path("offsetMillis").asLong()
                    - OFF.get(clock.path("database").asText());
            assertTrue(Math.abs(off) <= clock.path("uncertaintyMillis").asLong(), clock::toString);
        }
    }
}
