package io.jenkins.plugins.scalarbackup.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.demo.EmbeddedEnvironment;
import io.jenkins.plugins.scalarbackup.demo.RestoreProof;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.BalanceReport;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.PostgresDatabase;
import io.jenkins.plugins.scalarbackup.testkit.scalardb.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests real windows on real ScalarDB Servers with two PostgreSQL servers, under a continuous workload, restored as the
 * record prints and read through ScalarDB. {@code -Drestore.windows=50} restores fifty.
 */
class RestoreProofTest {
    private static final int WINDOWS = Integer.getInteger("restore.windows", 5);
    private static final Duration BUILD = Duration.ofSeconds(120);

    private static EmbeddedEnvironment environment;

    @TempDir
    private static Path home;

    @BeforeAll
    static void start() throws Exception {
        environment = EmbeddedEnvironment.startWithWalArchive(home);
        environment.scalarDb().workload().start(RestoreProof.WORKERS);
    }

    @AfterAll
    static void stop() {
        environment.close();
    }

    @Test
    void everyWindowRestoresToAConsistentStateAndTimesOutsideDoNot() throws Exception {
        RestoreProof.Summary summary =
                RestoreProof.run(environment, WINDOWS, Path.of("target", "restore-proof"), System.out::println);
        assertEquals(WINDOWS, summary.windows().size());
        assertEquals(WINDOWS, summary.consistent(), summary::toString);
        assertTrue(summary.inconsistent() > 0, summary::toString);
    }

    /** The example's {@code pg_dump} in the block, and {@code pg_restore} as the record prints it. */
    @Test
    void dumpsOfTheExampleRestoreToAConsistentState(@TempDir Path workspace) throws Exception {
        AsPrinted.assumePrograms("pg_dump", "pg_restore");
        int version = Integer.parseInt(
                Shell.run(List.of("pg_dump --version"), Map.of()).replaceAll("(?s)[^0-9]*([0-9]+).*", "$1"));
        assumeTrue(version >= 15, "pg_dump " + version + " is older than the server, 15, which it refuses");
        List<String> uris = uris(PostgresDatabase.MAIN);
        EmbeddedRun build = environment
                .jenkins()
                .pipeline("dump")
                .script(Files.readString(Path.of("docs", "examples", "postgresql-dump.Jenkinsfile"))
                        .replace("namespace: 'prod'", "skewWindow: 3"))
                .environment("PATH", System.getenv("PATH"))
                .environment("DATABASES", String.join(" ", uris))
                .workspace(workspace)
                .start();
        assertEquals(Result.SUCCESS, build.await(BUILD), build.log().text());
        JsonNode record = new ObjectMapper()
                .readTree(build.artifacts().resolve("consistent-backup.json").toFile());
        List<String> steps = new ArrayList<>();
        record.path("restore").path("instructions").path(0).path("steps").forEach(step -> steps.add(step.asText()));

        List<String> restored = uris("dumped");
        for (int i = 0; i < restored.size(); i++) {
            environment.scalarDb().databases().get(i).createDatabase("dumped");
            Path dump = workspace
                    .resolve("dumps")
                    .resolve(record.path("id").asText())
                    .resolve((i + 1) + ".dump");
            Shell.run(
                    AsPrinted.commands(steps, "pg_restore"),
                    Map.of("DATABASE", restored.get(i), "DUMP", dump.toString()));
        }

        BalanceReport report = environment.scalarDb().check("dumped");
        assertTrue(report.isConsistent(), report::describe);
        assertTrue(report.transfers() > 0, report::describe);
    }

    private static List<String> uris(String database) {
        return environment.scalarDb().databases().stream()
                .map(server -> server.jdbcUrl(database).substring("jdbc:".length()) + "?user=postgres")
                .toList();
    }
}
