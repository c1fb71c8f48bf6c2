package io.jenkins.plugins.scalarbackup.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.engine.Readiness;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Container;
import io.jenkins.plugins.scalarbackup.model.DatabaseClocks;
import io.jenkins.plugins.scalarbackup.model.Pod;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.RescueCommand;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.Workload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that no printed command is open to injection: whoever pastes one of our commands has more rights than whoever
 * chose the names in it. A shell runs each command that is printed anywhere, with hostile names, and programs that do
 * nothing.
 */
class HostileNamesTest {
    @TempDir
    private Path directory;

    private static Workload workload(String kind, String name, String unsettled) {
        return new Workload(kind, name, name, "u-" + kind, 1, unsettled, true);
    }

    private static Pod pod(String name, String phase, boolean ready, String ip) {
        Container container = new Container("main", "containerd://1", 0);
        return new Pod(name, "u-" + name, phase, ready, false, "node", ip, List.of(container), List.of(), true);
    }

    private static ResolvedTarget target(String name, List<Workload> workloads) {
        return new ResolvedTarget(
                name,
                name,
                name,
                name,
                Product.SCALARDB_CLUSTER,
                60_053,
                new AdminTls(true, null, name),
                Access.POD_IP,
                workloads);
    }

    /** Returns all commands that the plugin prints for pasting. */
    private static List<String> commands(String hostile) throws Exception {
        List<String> commands = new ArrayList<>();
        List<Workload> workloads = List.of(
                workload("Deployment", hostile, Workload.ROLLOUT_PAUSED),
                workload("StatefulSet", hostile, "1 of 2 replicas ready"),
                workload(hostile, hostile, Workload.ON_DELETE + "1 of 2 replicas updated"));
        List<Pod> pods = List.of(
                pod(hostile, "Running", true, hostile),
                pod(hostile + "1", "Failed", false, null),
                pod(hostile + "2", hostile, false, null),
                pod(hostile + "3", "Running", false, null),
                pod(hostile + "4", "Running", true, null));
        ResolvedTarget target = target(hostile, workloads);
        commands.add(RescueCommand.forPods(target, pods));
        for (String problem :
                Readiness.of(target, new Snapshot(pods, workloads, "1")).problems()) {
            int command = problem.indexOf("kubectl -n ");
            if (command >= 0) {
                commands.add(problem.substring(command));
            }
        }
        assertTrue(commands.size() >= 6, commands.toString());
        for (RestoreInstructions one :
                RestoreInstructions.forDatabases(RestoreInstructions.databases(), record(target, hostile))) {
            for (String step : one.steps()) {
                for (String line : step.split("\n")) {
                    if (line.startsWith(RestoreInstructions.COMMAND)) {
                        commands.add(line.strip());
                    }
                }
            }
        }
        return commands;
    }

    private static WindowRecord record(ResolvedTarget target, String id) {
        WindowRecord sample = Samples.consistent(id);
        TargetRecord of = sample.targets().get(0);
        return new WindowRecord(
                id,
                sample.verdict(),
                sample.windowProven(),
                sample.bodyCompleted(),
                sample.reasons(),
                sample.warnings(),
                sample.times(),
                sample.clockOffset(),
                sample.drift(),
                List.of(new TargetRecord(target, of.podsBefore(), of.podsAfter(), of.pauses(), of.drift())),
                DatabaseClocks.NONE,
                null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$(touch $OWNED)",
                "`touch $OWNED`",
                "x; touch $OWNED #",
                "x'; touch $OWNED; echo '",
                "x\"; touch $OWNED; echo \"",
                "x\ntouch $OWNED\n",
                "x\r\ntouch $OWNED\r\n",
                "x\u2028touch $OWNED\u0085",
                "x && touch $OWNED",
                "x | touch $OWNED",
                "x > $OWNED",
                "\\'; touch $OWNED; '",
                "'$(touch $OWNED)'",
                "!touch",
                "-x",
                "*",
                "~root",
                ""
            })
    void noCommandDoesAnythingOfItsNames(String hostile) throws Exception {
        int run = 0;
        for (String command : commands(hostile)) {
            assertFalse(command.matches("(?s).*[\\n\\r\\u2028\\u2029\\u0085].*"), "one line: " + command);
            if (command.startsWith("kubectl ")
                    || command.contains("CreationToken=")
                    || command.contains("/snapshots/")) {
                staysWhatItIs(command);
                run++;
            }
        }
        assertTrue(run > 9, "only " + run);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** Checks that each of its programs is called once, and nothing else. */
    private void staysWhatItIs(String command) throws Exception {
        StringBuilder script = new StringBuilder("OWNED=" + directory.resolve("owned") + "; CASSANDRA=/nothing\n");
        for (String program : List.of("kubectl", "aws", "find", "cp", "rm")) {
            script.append(program).append("() { printf 'called|'; }\n");
        }
        Process shell = new ProcessBuilder("sh", "-c", script + command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), command + " gave " + words);
        assertTrue(words.matches("(called\\|)*"), command + " gave " + words);
        assertTrue(!command.startsWith("kubectl ") || words.equals("called|"), command + " gave " + words);
    }
}
