package io.jenkins.plugins.scalarbackup.watchdog;

import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.notes;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.until;
import static io.jenkins.plugins.scalarbackup.watchdog.WatchedCluster.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tests that {@code docs/watchdog/watchdog.sh} never runs any text in a Lease, and continues. */
class WatchdogHostileTest {
    @TempDir
    static Path directory;

    private static Scenarios scenarios;

    @BeforeAll
    static void start() {
        scenarios = new Scenarios(directory)
                .add("nothing in a Lease is run, globbed or taken for an option", WatchdogHostileTest::hostile)
                .addOnce("a thousand endpoints make nothing late", WatchdogHostileTest::thousand);
    }

    @AfterAll
    static void stop() {
        scenarios.close();
    }

    @TestFactory
    List<DynamicTest> scenarios() {
        assumeTrue(Shell.installed().findAny().isPresent(), "neither dash nor busybox with curl is installed");
        return scenarios.tests();
    }

    /** Returns texts with a special meaning to a shell, to curl, to sed, to JSON or in a log. */
    private static List<String> texts(Path canary) {
        String touch = ": >" + canary;
        return List.of(
                "$(" + touch + ")",
                "`" + touch + "`",
                "x; " + touch + " #",
                "x\n" + touch + "\n",
                "x' \"\" ; " + touch + " '",
                "x\"},\"spec\":{\"holderIdentity\":\"me\"",
                "-o" + canary,
                "--config " + canary,
                "--output=" + canary,
                "*",
                "a b/../../c? plain claimed",
                "\\",
                "x\\n\",\n      \"" + WatchedCluster.NOTE + "window\": \"w-9",
                "\u001b[2J\u0007 \u2028 ä 日本",
                "${IFS}|&<>{}[]~%s%n",
                "END",
                "",
                "x".repeat(3000));
    }

    private static void hostile(WatchedCluster cluster) throws Exception {
        Path canary = directory.resolve("canary-" + UUID.randomUUID());
        Map<String, PodServer> pods = cluster.paused("good", "same", "port");
        List<String> claims = new ArrayList<>(List.of(cluster.claim("good", pods.get("good"))));
        String uid = cluster.namespace.pod("good").uid();
        int port = pods.get("good").address().getPort();
        for (String text : texts(canary)) {
            // In the place of each word, and of all of them.
            claims.add(text);
            claims.add(text + " " + uid + " 127.0.0.11:" + port + " plain claimed");
            claims.add("same " + text + " 127.0.0.11:" + port + " plain claimed");
            claims.add("same " + uid + " " + text + ":" + port + " plain claimed");
            claims.add("same " + uid + " 127.0.0.11:" + text + " plain claimed");
            claims.add("same " + uid + " 127.0.0.11:" + port + " tls:" + text + " claimed");
            claims.add("same " + uid + " 127.0.0.11:" + port + " plain " + text);
        }
        Map<String, String> notes = window("w-1", claims);
        // Well-formed, but wrong: a valid pod's UID under another name, an impossible port.
        notes.put("pod-9000", "port " + cluster.namespace.pod("port").uid() + " 127.0.0.13:99999 plain claimed");
        notes.put("pod-9001", "same " + uid + " 127.0.0.12:" + port + " plain claimed");
        notes.put("pod-x.y_z", "$(: >" + canary + ")");
        cluster.lease("ledger", notes);
        int number = 0;
        for (String text : texts(canary)) {
            // Also in all other places, each in a separate Lease.
            Map<String, String> own = window(text, List.of());
            List.of("version", "pauses-since", "opens-within", "handed-over", "max-pause-wait", "watchdog")
                    .forEach(key -> own.put(key, text));
            cluster.api.edit(cluster.lease("odd-" + number++, own), lease -> lease.getSpec()
                    .setHolderIdentity(text.isEmpty() ? null : text));
            Map<String, String> begun = window("w-odd", List.of());
            List.of("pauses-since", "opens-within", "handed-over", "max-pause-wait")
                    .forEach(key -> begun.put(key, text));
            cluster.api.edit(cluster.lease("odd-" + number++, begun), lease -> lease.getSpec()
                    .setHolderIdentity(text.isEmpty() ? null : text));
        }
        Watchdog watchdog = cluster.watchdog("dog-0", Map.of());
        until("the good one is open", () -> !pods.get("good").isPaused());
        until("what is no port is not open", () -> watchdog.says("Pod port of window w-1 is not open"));
        cluster.namespace.pod("port").remove();
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertFalse(Files.exists(canary), "something was run");
        assertTrue(pods.get("same").isPaused(), "it was claimed by no line that could be read");
        assertTrue(watchdog.isRunning());
        assertTrue(watchdog.says("the annotation pod-1 does not have the form it should have"));
        assertTrue(watchdog.says("the annotation pod-x.y_z does not have the form it should have"));
        List<String> log = watchdog.log();
        assertTrue(log.stream().allMatch(line -> line.matches("[ -~]+")), "the log shows what a Lease says");
        assertTrue(log.stream().allMatch(line -> line.matches("(The|Lease|Pod|Its) .*")), log.toString());

        // What could not be read is kept for the next holder, who has to check it.
        Map<String, String> left = notes(cluster.lease("ledger"));
        assertFalse(left.containsKey("pod-0"));
        assertFalse(left.containsKey("window"));
        assertTrue(left.containsKey("pauses-since"));
        assertEquals("$(: >" + canary + ")", left.get("pod-x.y_z"));
        assertEquals(claims.get(1), left.get("pod-1"));
        assertTrue(left.get("opened-by-watchdog").endsWith(",pod-x.y_z"), left.get("opened-by-watchdog"));
        noFilesBut(watchdog);

        cluster.paused("later")
                .forEach((name, server) -> cluster.lease("later", window("w-2", List.of(cluster.claim(name, server)))));
        until("it goes on", () -> cluster.isLetGo("later"));
    }

    /** Checks that it has only its own files, and none that somebody else named. */
    private static void noFilesBut(Watchdog watchdog) throws IOException {
        try (var files = Files.list(watchdog.directory())) {
            List<String> others = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.matches("log|alive|ready"))
                    .toList();
            assertEquals(List.of(), others);
        }
    }

    private static void thousand(WatchedCluster cluster) {
        Map<String, PodServer> pods = cluster.paused("zulu");
        List<String> claims = IntStream.range(0, 1000)
                .mapToObj(i -> "pod-" + i + " " + UUID.randomUUID() + " 10.1." + i / 250 + "." + i % 250
                        + ":60053 plain claimed")
                .collect(Collectors.toCollection(ArrayList::new));
        claims.add(cluster.claim("zulu", pods.get("zulu")));
        Map<String, String> notes = window("w-1", claims);
        notes.remove("build");
        cluster.lease("ledger", notes);
        cluster.watchdog("dog-0", Map.of());
        until("the last one is open", () -> !pods.get("zulu").isPaused());
        until("the Lease is let go", () -> cluster.isLetGo("ledger"));
        assertEquals(
                1000,
                notes(cluster.lease("ledger"))
                        .get("opened-by-watchdog")
                        .split(" ")[4]
                        .split(",")
                        .length);
    }
}
