package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the printed commands in a shell, with a stand-in for each program, which notes its arguments: whatever the
 * site's names are, they arrive unchanged, and no other command is run.
 */
class RestoreCommandsTest {
    /** Lists of files, which the shell must split. */
    private static final Set<String> LISTS = Set.of("BINARY_LOGS", "LOGS");

    private static final Set<String> SET_BY_COMMANDS = Set.of("UNTIL", "LOG");
    private static final String HOSTILE = "a b'; touch \"$PWNED\"; $(touch \"$PWNED\") `touch \"$PWNED\"` \"c";

    @TempDir
    private Path directory;

    static List<String> databases() {
        // The commands of these work on local files, and are really run by the restore tests.
        return RestoreInstructions.databases().stream()
                .filter(name -> !List.of("cassandra", "postgresql", "sqlite").contains(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void namesOfTheSiteArriveAsTheyAreAndAreNoCommands(String database) throws Exception {
        WindowRecord window = Samples.of(Product.SCALARDB_CLUSTER, "https://api", "Deployment", "app");
        List<String> commands = commands(RestoreInstructions.forDatabases(List.of(database), window)
                .get(0)
                .steps());
        String calls = run(commands);
        for (String variable : variables(commands)) {
            if (!SET_BY_COMMANDS.contains(variable) && !LISTS.contains(variable) && !isRead(commands, variable)) {
                assertTrue(calls.contains(HOSTILE) || variable.equals("SERVER_TZ"), variable + " in\n" + calls);
            }
        }
    }

    @Test
    void rmanAndSqlcmdGetTheMomentInTheServersTimeZone() throws Exception {
        WindowRecord window = Samples.of(Product.SCALARDB_CLUSTER, "https://api", "Deployment", "app");
        List<String> rman = commands(RestoreInstructions.forDatabases(List.of("oracle"), window)
                .get(0)
                .steps());
        rman.add(0, "SERVER_TZ=Asia/Tokyo");
        run(rman);
        assertEquals(
                List.of(
                        "SHUTDOWN IMMEDIATE;",
                        "STARTUP MOUNT;",
                        "RUN {",
                        "SET UNTIL TIME \"TO_DATE('2026-11-22 19:05:03','YYYY-MM-DD HH24:MI:SS')\";",
                        "RESTORE DATABASE;",
                        "RECOVER DATABASE;",
                        "}",
                        "ALTER DATABASE OPEN RESETLOGS;"),
                Files.readAllLines(directory.resolve("recover.rman")));

        List<String> sqlcmd = commands(RestoreInstructions.forDatabases(List.of("sqlserver"), window)
                .get(0)
                .steps());
        sqlcmd.addAll(0, List.of("SERVER_TZ=Asia/Tokyo", "LOGS='/l1 /l2'", "DATABASE=bank"));
        String calls = run(sqlcmd);
        for (String log : List.of("/l1", "/l2")) {
            String expected =
                    "RESTORE LOG [bank] FROM DISK = N'" + log + "' WITH STOPAT = N'2026-11-22T19:05:03', NORECOVERY";
            assertTrue(calls.contains("[" + expected + "]"), calls);
        }
        assertTrue(calls.contains("[RESTORE DATABASE [bank] WITH RECOVERY]"), calls);
    }

    @Test
    void whatAClusterCallsItsWorkloadsIsNoCommand() throws Exception {
        WindowRecord window = Samples.of(Product.SCALARDB_CLUSTER, "https://api", "Deployment", HOSTILE, "good");
        String calls = run(commands(RestoreInstructions.forDatabases(List.of("rds"), window)
                .get(0)
                .steps()
                .subList(0, 1)));
        assertTrue(calls.contains("[Deployment/" + HOSTILE + "]"), calls);
        assertTrue(calls.contains("[Deployment/good]\n[--replicas=0]"), calls);
    }

    /** Returns whether it only names a place that a program reads from. */
    private static boolean isRead(List<String> commands, String variable) {
        return commands.stream().anyMatch(command -> command.endsWith("< \"$" + variable + "\""));
    }

    private static List<String> commands(List<String> steps) {
        List<String> commands = new ArrayList<>();
        steps.forEach(step -> step.lines()
                .filter(line -> line.startsWith(RestoreInstructions.COMMAND))
                .map(String::strip)
                .forEach(commands::add));
        return commands;
    }

    private static Set<String> variables(List<String> commands) {
        Set<String> variables = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\$([A-Z_]+)").matcher(String.join("\n", commands));
        while (matcher.find()) {
            variables.add(matcher.group(1));
        }
        return variables;
    }

    /** Runs them with a hostile value for every variable, and returns the calls with their arguments. */
    private String run(List<String> commands) throws IOException, InterruptedException {
        Files.writeString(directory.resolve(HOSTILE.replace("/", "")), "");
        StandInPrograms programs = new StandInPrograms(directory);
        ProcessBuilder shell =
                programs.shell(List.of("sh", "-c", String.join("\n", commands))).directory(directory.toFile());
        variables(commands).forEach(variable -> shell.environment()
                .put(variable, variable.equals("SERVER_TZ") ? "UTC" : LISTS.contains(variable) ? "/l" : HOSTILE));
        StandInPrograms.Ended ended = programs.run(shell);
        assertEquals(0, ended.status(), ended.output());
        assertEquals("", ended.output().strip());
        return ended.calls();
    }
}
