package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the scripts in a shell, with a stand-in for each program, which notes its arguments: they ask, wait, continue
 * and refuse, and whatever the site's names are, they arrive unchanged and are not run as commands.
 */
class RestoreScriptTest {
    private static final String HOSTILE =
            "-a b'; touch \"$PWNED\"; $(touch \"$PWNED\") `touch \"$PWNED\"` \"c\n$(touch \"$PWNED\")\n* ]%s%";

    @TempDir
    private Path directory;

    private static WindowRecord window() {
        return Samples.of(Product.SCALARDB_CLUSTER, "https://api", "Deployment", "app");
    }

    private static RestorePlan plan(String database, WindowRecord window) throws Exception {
        return RestorePlan.forDatabases(List.of(database), window).get(0);
    }

    private static String script(String database, WindowRecord window) throws Exception {
        return RestoreScript.of(plan(database, window), "w-1", "2026-11-22T10:05:03.000Z");
    }

    private StandInPrograms.Ended run(String script, Map<String, String> variables, String typed, String... arguments)
            throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("script.sh"), script);
        Path input = Files.writeString(directory.resolve("typed"), typed);
        List<String> command = new ArrayList<>(List.of("sh", file.toString()));
        command.addAll(List.of(arguments));
        StandInPrograms programs = new StandInPrograms(directory);
        ProcessBuilder shell = programs.shell(command)
                .directory(Files.createDirectories(directory.resolve("cwd")).toFile())
                .redirectInput(input.toFile());
        shell.environment().put("STATUS", "AVAILABLE");
        shell.environment().putAll(variables);
        return programs.run(shell);
    }

    private static Map<String, String> all(RestorePlan plan, String value) {
        Map<String, String> variables = new LinkedHashMap<>();
        plan.steps().forEach(step -> step.variables().forEach(one -> variables.put(one.name(), value)));
        return variables;
    }

    static List<String> databases() {
        return RestoreInstructions.databases();
    }

    static Stream<String> withPrograms() {
        // The others work on local files, and are really run on them.
        return databases().stream()
                .filter(name -> !List.of("cassandra", "postgresql", "sqlite").contains(name));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void isAsShellcheckWantsIt(String database) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "shellcheck"))),
                "no program shellcheck on the PATH (.ci/run installs it)");
        List<String> command = new ArrayList<>(List.of("shellcheck", "--norc", "--shell=sh"));
        for (WindowRecord window : List.of(
                Samples.consistent("w"), Samples.of(Product.SCALARDB_CLUSTER, "https://api", "Deployment", HOSTILE))) {
            Path file = directory.resolve(command.size() + ".sh");
            command.add(Files.writeString(file, script(database, window)).toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refusesAnEmptyVariableByItsNameBeforeAnythingIsDone(String database) throws Exception {
        RestorePlan plan = plan(database, window());
        for (String way : ways(plan)) {
            for (String variable : all(plan, "x").keySet()) {
                Map<String, String> but = all(plan, "x");
                but.put(variable, "");
                boolean needed = isNeeded(plan, way, variable);
                if (needed) {
                    StandInPrograms.Ended ended = run(script(database, window()), but, "", way(way));
                    assertEquals(2, ended.status(), ended.output());
                    assertTrue(ended.output().contains(variable + " is empty: "), ended.output());
                    assertEquals("", ended.calls());
                }
            }
        }
    }

    private static List<String> ways(RestorePlan plan) {
        List<String> ways = new ArrayList<>(plan.steps().stream()
                .map(RestorePlan.Step::way)
                .filter(way -> way != null)
                .distinct()
                .toList());
        return ways.isEmpty() ? List.of("") : ways;
    }

    private static String[] way(String way, String... more) {
        List<String> arguments = new ArrayList<>(way.isEmpty() ? List.of() : List.of("--way", way));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static boolean isNeeded(RestorePlan plan, String way, String variable) {
        for (RestorePlan.Step step : plan.steps()) {
            if ((step.way() == null || step.way().equals(way)) && !step.run().isEmpty()) {
                if (step.variables().stream().anyMatch(one -> one.name().equals(variable))) {
                    return true;
                }
                if (step.run().stream()
                        .anyMatch(line -> SiteVariables.setBy(line).contains(variable))) {
                    return false;
                }
            }
        }
        return false;
    }

    @ParameterizedTest
    @MethodSource("withPrograms")
    void namesOfTheSiteArriveAsTheyAreAndAreNoCommands(String database) throws Exception {
        RestorePlan plan = plan(database, window());
        for (String way : ways(plan)) {
            Map<String, String> variables = all(plan, HOSTILE);
            List.of("SERVER_TZ", "DUMP", "BACKUP")
                    .forEach(name -> variables.computeIfPresent(name, (key, old) -> {
                        if (key.equals("SERVER_TZ")) {
                            return "UTC";
                        }
                        try {
                            return Files.writeString(directory.resolve("a 'b' $(touch pwned) \"c\"\n.sql"), "x")
                                    .toString();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }));
            StandInPrograms.Ended ended = run(script(database, window()), variables, "", way(way, "--yes"));
            assertEquals(0, ended.status(), ended.output());
            assertTrue(ended.output().contains("Done."), ended.output());
            boolean isTaken = variables.entrySet().stream()
                    .anyMatch(one -> one.getValue().equals(HOSTILE) && isNeeded(plan, way, one.getKey()));
            assertTrue(!isTaken || ended.calls().contains("$(touch \"$PWNED\")"), ended.calls());
        }
    }

    @Test
    void whatAClusterCallsItsWorkloadsIsNoCommand() throws Exception {
        WindowRecord window = Samples.of(Product.SCALARDB_CLUSTER, "https://api", "Deployment", HOSTILE, "good");
        StandInPrograms.Ended ended = run(script("rds", window), Map.of("INSTANCE", "i", "RESTORED", "r"), "", "--yes");
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.calls().contains("[Deployment/good]\n[--replicas=0]"), ended.calls());
    }

    @Test
    void asksBeforeWhatCannotBeUndoneAndGoesOnAtAStep() throws Exception {
        String script = script("dynamodb", window());
        Map<String, String> table = Map.of("TABLE", "bank.accounts");
        StandInPrograms.Ended nobody = run(script, table, "");
        assertEquals(1, nobody.status(), nobody.output());
        assertEquals("", nobody.calls(), "production was not even stopped");
        assertTrue(nobody.output().contains("There is no input"), nobody.output());
        assertTrue(nobody.output().contains("continue with --from stop"), nobody.output());
        StandInPrograms.Ended no = run(script, table, "yes\nno\n");
        assertEquals(1, no.status(), no.output());
        assertTrue(no.output().contains("It was not done."), no.output());
        assertTrue(no.calls().contains("[create-backup]") && !no.calls().contains("[delete-table]"), no.calls());
        assertTrue(no.output().contains("continue with --from delete"), no.output());

        StandInPrograms.Ended without = run(script, table, "", "--yes", "--from", "delete");
        assertEquals(2, without.status(), without.output());
        assertTrue(without.output().contains("BACKUP is empty: ARN of the backup that was printed"), without.output());
        StandInPrograms.Ended on =
                run(script, Map.of("TABLE", "bank.accounts", "BACKUP", "arn"), "", "--yes", "--from", "delete");
        assertEquals(0, on.status(), on.output());
        assertTrue(on.calls().startsWith("aws\n[dynamodb]\n[delete-table]"), on.calls());
        assertTrue(on.calls().contains("[arn]"), on.calls());
    }

    @Test
    void waitsForWhatAPersonHasToDo() throws Exception {
        Map<String, String> server = Map.of("GROUP", "g", "SERVER", "s", "RESTORED", "r");
        StandInPrograms.Ended ended = run(script("azure-mysql", window()), server, "yes\n\n\n\n");
        assertEquals(0, ended.status(), ended.output());
        assertEquals(3, ended.output().split("Press Enter", -1).length - 1, ended.output());
        StandInPrograms.Ended early = run(script("azure-mysql", window()), server, "yes\n");
        assertEquals(1, early.status(), early.output());
        assertTrue(early.output().contains("continue with --from contact-points"), early.output());
    }

    @Test
    void aFailureIsSaidWithTheStepToGoOnAt() throws Exception {
        Map<String, String> instance = Map.of("INSTANCE", "i", "RESTORED", "r", "FAILS", "aws rds restore");
        StandInPrograms.Ended ended = run(script("rds", window()), instance, "", "--yes");
        assertEquals(7, ended.status(), ended.output());
        assertTrue(ended.output().contains("Stopped in step restore."), ended.output());
        assertFalse(ended.calls().contains("[modify-db-instance]"), ended.calls());
    }

    /** The client gets something that it cannot take for the end of the logs. */
    @Test
    void aBinaryLogThatCannotBeReadIsNoEndOfTheLogs() throws Exception {
        Path backup = Files.writeString(directory.resolve("full.sql"), "x");
        Map<String, String> logs =
                Map.of("BACKUP", backup.toString(), "POSITION", "4", "BINARY_LOGS", "b.1 b.2", "FAILS", "mysqlbinlog");
        String script = script("mysql", window()).replace("| mysql\n", "| tee \"$CALLS\"\n");
        StandInPrograms.Ended ended = run(script, logs, "", "--yes", "--from", "replay");
        assertTrue(ended.calls().contains("A_BINARY_LOG_CANNOT_BE_READ;"), ended.calls());
    }

    @Test
    void theWayIsTheOneWhoseVariablesAreGiven() throws Exception {
        Path dump = Files.writeString(directory.resolve("d.sql"), "x");
        StandInPrograms.Ended dumped = run(script("mysql", window()), Map.of("DUMP", dump.toString()), "", "--yes");
        assertEquals(0, dumped.status(), dumped.output());
        assertFalse(dumped.calls().contains("mysqlbinlog"), dumped.calls());
        Map<String, String> logs = Map.of("BACKUP", dump.toString(), "POSITION", "4", "BINARY_LOGS", "b.1 b.2");
        StandInPrograms.Ended replayed = run(script("mysql", window()), logs, "", "--yes");
        assertTrue(replayed.calls().contains("[--start-position=4]"), replayed.calls());
        assertTrue(replayed.calls().contains("[b.1]\n[b.2]"), replayed.calls());
        StandInPrograms.Ended neither = run(script("mysql", window()), Map.of(), "", "--yes");
        assertEquals(2, neither.status(), neither.output());
        assertTrue(neither.output().contains("Give --way, one of: dump, moment"), neither.output());
        StandInPrograms.Ended unknown = run(script("mysql", window()), Map.of(), "", "--way", "magic");
        assertEquals(2, unknown.status(), unknown.output());
    }

    @Test
    void whatItDoesNotKnowIsRefused() throws Exception {
        for (String[] arguments : List.of(
                new String[] {"--force"}, new String[] {"--from", "nowhere"}, new String[] {"--from"}, new String[] {"x"
                })) {
            StandInPrograms.Ended ended =
                    run(script("rds", window()), Map.of("INSTANCE", "i", "RESTORED", "r"), "", arguments);
            assertEquals(2, ended.status(), ended.output());
            assertEquals("", ended.calls());
        }
        StandInPrograms.Ended help = run(script("rds", window()), Map.of(), "", "--help");
        assertEquals(0, help.status(), help.output());
        assertTrue(help.output().contains("INSTANCE: identifier of the instance"), help.output());
    }

    @Test
    void thePlanOfARecordIsTheSameWhenItIsReadAgain() throws Exception {
        BuildRecord report = BuildRecord.of(window(), Samples.BUILD, Samples.PLUGIN, RestoreInstructions.databases());
        BuildRecord read = BuildRecord.read(report.asJson());
        assertEquals(report, read);
        Map<String, String> scripts = RestoreScript.of(read, "consistent-backup-2");
        assertEquals(RestoreInstructions.databases().size(), scripts.size());
        assertTrue(
                scripts.get("restore-rds-2.sh").contains("in window "),
                scripts.keySet().toString());
        assertEquals(List.of(), BuildRecord.read("{\"restore\": {}}").restore().plans());
        for (RestorePlan plan : report.restore().plans()) {
            assertEquals(
                    plan.steps().size(),
                    plan.steps().stream().map(RestorePlan.Step::id).distinct().count(),
                    "each step of " + plan.database() + " has a name of its own");
        }
    }
}
