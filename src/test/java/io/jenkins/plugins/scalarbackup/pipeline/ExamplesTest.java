package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every Jenkinsfile in docs/examples, against pods with a gate, and with a stand-in for each database's own
 * program, which notes when it was called. The windows are shorter and each example has a separate namespace, so that
 * several can run at once; apart from that, they are as printed.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("docs", "examples");
    /** As many as a small machine can serve with clocks and watches. */
    private static final int AT_ONCE = 9;

    private static final String END = ".Jenkinsfile";
    private static final List<String> PROGRAMS = List.of(
            "pg_dump", "mysqldump", "sqlite3", "kubectl", "grpcurl", "mariadb-dump", "db2", "yb-admin", "gcloud");

    /** Reports what Cassy does: a snapshot being taken, then a busy node, then done. */
    private static final String STAND_IN = """
            #!/bin/sh
            echo "$(date +%s%3N) ${0##*/} $*" >> "$CALLS"
            for argument; do
                case "$argument" in --file=*) touch "${argument#--file=}" ;; esac
            done
            case "$*" in
            *TakeBackup) echo '{ "status": "INITIALIZED", "snapshotId": "s-1" }' ;;
            *ListBackups)
                if test -e asked; then echo '{ "entries": [ { "status": "COMPLETED" } ] }'
                else touch asked; echo '{ "entries": [ { "status": "STARTED" } ] }'; fi ;;
            esac
            """;

    private ApiDouble auditorsCluster;
    private final Map<String, EmbeddedRun> runs = new LinkedHashMap<>();

    @TempDir
    private Path directory;

    @Test
    void eachExampleMakesAConsistentWindowAndRunsItsProgramInIt() throws Exception {
        Path programs = Files.createDirectory(directory.resolve("bin"));
        for (String program : PROGRAMS) {
            Path file = Files.writeString(programs.resolve(program), STAND_IN);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try (StepFixture fixture = new StepFixture(directory.resolve("home"))) {
            fixture.kubeconfig("scalar-kubeconfig", fixture.cluster.kubeconfig(fixture.cluster.admin(), "default"));
            auditorsCluster = fixture.anotherCluster("auditor-kubeconfig", "default");
            TreeSet<String> databases = new TreeSet<>();
            List<String> examples = examples();
            for (int from = 0; from < examples.size(); from += AT_ONCE) {
                List<String> some = examples.subList(from, Math.min(from + AT_ONCE, examples.size()));
                for (String example : some) {
                    runs.put(example, start(fixture, example, programs));
                }
                for (String example : some) {
                    databases.addAll(judge(example));
                }
            }
            assertEquals(new TreeSet<>(RestoreInstructions.databases()), databases, "databases with an example");
            fixture.nothingIsLeft();
        }
    }

    private static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(END))
                    .map(name -> name.substring(0, name.length() - END.length()))
                    .sorted()
                    .toList();
        }
    }

    private EmbeddedRun start(StepFixture fixture, String example, Path programs) throws IOException {
        String script = Files.readString(EXAMPLES.resolve(example + END));
        Matcher release = Pattern.compile("release: '(\\w+)'").matcher(script);
        while (release.find()) {
            String name = release.group(1);
            Chart chart = name.equals("ledger")
                    ? Chart.SCALARDL_LEDGER
                    : name.equals("auditor") ? Chart.SCALARDL_AUDITOR : Chart.SCALARDB_CLUSTER;
            ApiDouble cluster = name.equals("auditor") ? auditorsCluster : fixture.cluster;
            fixture.install(cluster, example, chart, name, fixture.keep(PodServers.start(1)));
        }
        return fixture.jenkins
                .pipeline(example)
                .script(script.replace("namespace: 'prod'", "namespace: '" + example + "'")
                        .replace("databases: [", "skewWindow: 3, databases: ["))
                .environment("PATH", programs + ":" + System.getenv("PATH"))
                .environment("CALLS", calls(example).toString())
                .environment("DATABASES", "postgresql://one/bank postgresql://two/bank")
                .environment("DATABASE", "bank")
                .environment("CASSANDRA_PODS", "cassandra-0 cassandra-1")
                .environment("BACKUPS", "/backups")
                .environment("MASTERS", "10.0.0.1:7100")
                .environment("BUCKET", "bank")
                .environment("COPIES", "bank-copies")
                .environment("CASSY", "cassy:20051")
                .environment("CASSY_CLUSTER", "c-1")
                .start();
    }

    private Path calls(String example) {
        return directory.resolve("calls-" + example);
    }

    /** Returns the databases for which the example's record has restore instructions. */
    private List<String> judge(String example) throws Exception {
        EmbeddedRun run = runs.get(example);
        assertEquals(Result.SUCCESS, run.await(StepFixture.LONG), run.log().text());
        JsonNode record = StepFixture.record(run);
        assertEquals("CONSISTENT", record.path("verdict").asText(), example);
        boolean asksForPrograms =
                Files.readString(EXAMPLES.resolve(example + END)).contains(" sh '");
        assertEquals(asksForPrograms, Files.exists(calls(example)), example + " ran something");
        if (asksForPrograms) {
            for (String call : Files.readAllLines(calls(example))) {
                Instant at = Instant.ofEpochMilli(Long.parseLong(call.substring(0, call.indexOf(' '))));
                assertFalse(at.isBefore(StepFixture.time(record, "pauseCompleted")), example + ": " + call);
                assertTrue(at.isBefore(StepFixture.time(record, "unpauseStarted")), example + ": " + call);
            }
        }
        List<String> databases = new ArrayList<>();
        record.path("restore")
                .path("instructions")
                .forEach(each -> databases.add(each.path("database").asText()));
        assertFalse(databases.isEmpty(), example);
        return databases;
    }
}
