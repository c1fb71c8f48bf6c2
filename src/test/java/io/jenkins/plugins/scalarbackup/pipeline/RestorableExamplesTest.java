package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every Jenkinsfile in docs/examples/restorable that asks a database, with a stand-in for each service's own
 * program, which answers like it, once with a restorable time and once without.
 */
class RestorableExamplesTest {
    private static final Path EXAMPLES = Path.of("docs", "examples", "restorable");
    /** Uses steps of another plugin, and the site's own restore. */
    private static final String REHEARSAL = "rehearsal.Jenkinsfile";

    /**
     * The output of each program if {@code $AT} is the latest restorable time; if that is empty, nothing is protected.
     */
    private static final Map<String, String> PROGRAMS = Map.of(
            "aws",
            """
            case "$*" in
                *scan*) printf 'bank.accounts\\tbank.notes\\n' ;;
                *coordinator.state* | *rds*) if [ -n "$AT" ]; then date -u -d "@$AT" +%Y-%m-%dT%H:%M:%S+00:00; else echo None; fi ;;
                *) date -u -d "+60 sec" +%Y-%m-%dT%H:%M:%S.000000+00:00 ;;
            esac
            """,
            "az",
            """
            case "$*" in
                *earliestRestoreDate*) if [ -n "$AT" ]; then echo 2026-01-01T00:00:00.000000+00:00; else date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%S+00:00; fi ;;
                *--container-name\\ state*) if [ -n "$AT" ]; then date -u -d "@$AT" '+%-m/%-d/%Y %-I:%M:%S %p'; else echo; fi ;;
                *--container-name*) date -u -d '+1 hour' '+%-m/%-d/%Y %-I:%M:%S %p' ;;
            esac
            """,
            "tiup",
            "echo \"[{\\\"checkpoint\\\": $((${AT:-0} * 1000 << 18))}]\"",
            "jq",
            "sed 's/.*: \\([0-9]*\\).*/\\1/'",
            "psql",
            """
            case "$*" in
                *pg_logical_emit_message*) ;;
                *pg_switch_wal*) echo "${AT:-1769824800.25} 000000010000000000000007" ;;
                *pg_stat_archiver*) case "$*" in *"'000000010000000000000007'"*) if [ -n "$AT" ]; then echo "$AT"; else echo None; fi ;; esac ;;
            esac
            """,
            "mysql",
            "case \"$*\" in *'SHOW BINARY LOGS'*) printf 'binlog.000001\\t180\\nbinlog.000002\\t157\\n' ;; esac");

    @TempDir
    private static Path home;

    private static StepFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        writePrograms(home.resolve("programs"));
        fixture = new StepFixture(home).install(1);
        String databases = RestoreInstructions.databases().stream()
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        EmbeddedRun window = fixture.jenkins
                .pipeline("window")
                .script("consistentBackup(" + StepFixture.TARGET + ", skewWindow: 0, databases: [" + databases
                        + "]) { }")
                .start();
        assertEquals(Result.SUCCESS, window.await(LONG), window.log().text());
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private static void writePrograms(Path directory) throws IOException {
        Path programs = Files.createDirectories(directory);
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            Path file = Files.writeString(programs.resolve(program.getKey()), "#!/bin/sh\n" + program.getValue());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static EmbeddedRun start(Path example, boolean restorable, Path archive) throws IOException {
        String name = example.getFileName().toString().replace(".Jenkinsfile", "");
        // One window for all of them.
        String whole = Files.readString(example);
        String script = whole.replaceAll("(?s)consistentBackup\\(.*?\\) \\{ }", "latestRestorePoint(job: 'window')");
        assertNotEquals(whole, script, example::toString);
        script = script
                // Azure reports no latest time, and documents five minutes.
                .replace("- 300", "- 0")
                .replaceAll("timeout: [1-9]\\d*", "timeout: 0");
        // Later than the end of any window here; a service's own clock has a resolution of one second.
        String at = String.valueOf(System.currentTimeMillis() / 1000 + 600);
        var pipeline =
                fixture.jenkins.pipeline(name + (restorable ? "" : "-not")).script(script);
        Map.of(
                        "PATH", home.resolve("programs") + ":" + System.getenv("PATH"),
                        "AT", restorable ? at : "",
                        "ARCHIVE", archive.toString(),
                        "CONTAINERS", "bank/accounts coordinator/state",
                        "GROUP", "g",
                        "SERVER", "s",
                        "DB", "d")
                .forEach(pipeline::environment);
        for (String other : List.of("DATABASE", "TASK", "PD", "ACCOUNT", "LOCATION")) {
            pipeline.environment(other, "x");
        }
        return pipeline.start();
    }

    @Test
    void eachFindsWhatIsRestorableAndWhatIsNot() throws Exception {
        List<Path> examples;
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            examples = files.filter(file -> !file.endsWith(REHEARSAL)).sorted().toList();
        }
        assertTrue(examples.size() >= 9, examples::toString);
        Path archive = Files.createDirectories(home.resolve("archive"));
        Files.writeString(archive.resolve("binlog.000002"), "x");
        Path empty = Files.createDirectories(home.resolve("empty"));
        for (boolean restorable : new boolean[] {true, false}) {
            List<String> wrong = new ArrayList<>();
            Map<Path, EmbeddedRun> runs = new LinkedHashMap<>();
            for (Path example : examples) {
                runs.put(example, start(example, restorable, restorable ? archive : empty));
            }
            for (Map.Entry<Path, EmbeddedRun> one : runs.entrySet()) {
                EmbeddedRun run = one.getValue();
                Result result = run.await(LONG);
                String kind = kinds(run);
                if (result != (restorable ? Result.SUCCESS : Result.FAILURE)
                        || restorable && !kind.equals("[RESTORABLE]")
                        || !restorable && !kind.equals("[NOT_RESTORABLE]") && !kind.equals("[]")) {
                    wrong.add(one.getKey() + " " + result + " " + kind + "\n"
                            + run.log().text());
                }
            }
            assertEquals(List.of(), wrong, String.join("\n", wrong));
        }
    }

    private static String kinds(EmbeddedRun run) throws IOException {
        Path file = run.artifacts().resolve("consistent-backup-findings.json");
        List<String> kinds = new ArrayList<>();
        if (Files.exists(file)) {
            for (JsonNode finding : new ObjectMapper().readTree(file.toFile()).path("findings")) {
                kinds.add(finding.path("kind").asText());
            }
        }
        return kinds.toString();
    }
}
