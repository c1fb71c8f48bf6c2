package io.jenkins.plugins.scalarbackup.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.page.FindingsView;
import io.jenkins.plugins.scalarbackup.page.JobWindows;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.bank.Judge.Finding;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The second half of a backup, as a job: waits until the window can be restored, restores it by the printed scripts
 * into new databases, and runs the verifier on both. PostgreSQL's archive lags behind at first, so that there is
 * something to wait for.
 */
final class RehearsalJob {
    private static final Duration BUILD = Duration.ofSeconds(120);
    private static final int LATER_TRANSACTIONS = 5;

    private static final String SCRIPT = """
            node {
                def point = latestRestorePoint(job: 'backup')
                awaitRestorable(window: point, database: 'postgresql', timeout: 120, keptDays: 7) {
                    sh(returnStdout: true, script: './restorable.sh')
                }
                // A dump made in the window can be restored as soon as it exists.
                awaitRestorable(window: point, database: 'mariadb', timeout: 0) {
                    sh(returnStdout: true, script: 'test -s "$DUMP" && date +%s')
                }
                // It starts after the step that stops production.
                sh 'sh restore-postgresql.sh --yes --from recover'
                sh 'sh restore-mariadb.sh --yes --from dump'
                sh './start-restored.sh restored.properties'
                // The status is 0 only for SOUND, but the report is wanted in any case.
                sh(returnStatus: true, script: '''"$JAVA" -cp "$CLASS_PATH" io.jenkins.plugins.scalarbackup.verifier.Main \\
                    --config restored.properties --record consistent-backup.json --out restore-verification.json \\
                    --pod-clock-tolerance 20ms''')
                recordRestoreTest(window: point, report: 'restore-verification.json')
            }
            """;

    private final BankEnvironment environment;
    private final Rehearsal rehearsal;
    private final Path directory;
    private final Consumer<String> say;

    RehearsalJob(BankEnvironment environment, Rehearsal rehearsal, Path directory, Consumer<String> say) {
        this.environment = environment;
        this.rehearsal = rehearsal;
        this.directory = directory;
        this.say = say;
    }

    /**
     * The outcome of the job.
     *
     * @param result the build's result
     * @param waited whether it was seen to wait
     * @param shown the findings on the window, as the job's page shows them
     * @param restored the comparison of the restored databases with the clients' notes
     * @param report the verifier's report
     */
    record Outcome(Result result, boolean waited, FindingsView shown, Finding restored, JsonNode report) {
        /** Returns the outcome for the summary. */
        Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("restorable", shown.restorable());
            map.put("since", shown.restorableSince());
            map.put("until", shown.restorableUntil());
            map.put("waited", waited);
            map.put("tested", shown.tested());
            map.put("verdict", shown.testVerdict());
            map.put("page", shown.inWords());
            map.put("verifier", Map.of("verdict", report.path("verdict").asText()));
            map.put("transactionsChecked", restored.checked());
            map.put("missing", restored.missing().size());
            map.put("extra", restored.extra().size());
            map.put("torn", restored.torn().size());
            return map;
        }

        boolean isGood() {
            return result == Result.SUCCESS
                    && waited
                    && Boolean.TRUE.equals(shown.restorable())
                    && "SOUND".equals(shown.testVerdict())
                    && restored.isConsistent();
        }
    }

    /** Rehearses the window of a build, whose MariaDB dump is {@code dump}. */
    Outcome run(EmbeddedRun backup, JsonNode record, Path dump) throws Exception {
        Path workspace = Files.createDirectories(directory.resolve("rehearsal"));
        for (String name : List.of("consistent-backup.json", "restore-postgresql.sh", "restore-mariadb.sh")) {
            Files.copy(backup.artifacts().resolve(name), workspace.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        // The recovery must leave these transactions out.
        environment.awaitTransactions(LATER_TRANSACTIONS);
        rehearsal.endSegmentWhileTheArchiveLags();
        EmbeddedRun run;
        boolean waited;
        try (WorkspaceCommand restorable =
                        new WorkspaceCommand("restorable", workspace, argument -> rehearsal.restorable());
                WorkspaceCommand start = new WorkspaceCommand("start-restored", workspace, properties -> {
                    rehearsal.startRestored(workspace.resolve(properties));
                    return "started";
                });
                WorkspaceCommand load = new WorkspaceCommand("load", workspace, read -> {
                    rehearsal.load(workspace.resolve(read));
                    return "loaded";
                })) {
            var pipeline = environment
                    .jenkins()
                    .pipeline("rehearsal")
                    .script(SCRIPT)
                    .workspace(workspace)
                    .watchedBy(System.out);
            rehearsal.variables().forEach(pipeline::environment);
            pipeline.environment("DUMP", dump.toString());
            pipeline.environment("PATH", client(workspace) + File.pathSeparator + System.getenv("PATH"));
            run = pipeline.start();
            run.log().await("asking again in", BUILD);
            waited = true;
            say.accept("The archive lags behind, and awaitRestorable waits. Now it goes on.");
            rehearsal.releaseArchive();
            run.await(BUILD);
        } finally {
            rehearsal.releaseArchive();
        }
        Files.writeString(directory.resolve("console-rehearsal.log"), run.log().text());
        return outcome(run, waited, backup, record, workspace.resolve("restore-verification.json"));
    }

    /**
     * Creates a replacement for MariaDB's client with what the script needs; the build's own client requires a library
     * that few machines have.
     */
    private static Path client(Path workspace) throws IOException {
        Path programs = Files.createDirectories(workspace.resolve("programs"));
        Path client = Files.writeString(programs.resolve("mariadb"), """
                #!/bin/sh
                cat > read.sql
                exec ./load.sh read.sql
                """);
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs;
    }

    private Outcome outcome(EmbeddedRun run, boolean waited, EmbeddedRun backup, JsonNode record, Path report)
            throws Exception {
        FindingsView shown = backup.getParent().getAction(JobWindows.class).getLatestFindings();
        say.accept("The page of the job says of its latest restore point: " + shown.inWords());
        JsonNode window = record.path("window");
        Finding restored = run.getResult() != Result.SUCCESS
                ? new Finding(0, java.util.Set.of(), java.util.Set.of("not restored"), java.util.Set.of())
                : rehearsal.judge(
                        Instant.parse(window.path("pauseStarted").asText()),
                        Instant.parse(window.path("unpauseStarted").asText()));
        say.accept("Restored by the scripts: " + restored.describe());
        return new Outcome(run.getResult(), waited, shown, restored, read(report));
    }

    private static JsonNode read(Path report) throws IOException {
        return Files.exists(report)
                ? new ObjectMapper().readTree(report.toFile())
                : com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
}
