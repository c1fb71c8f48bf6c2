package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Scenarios for builds and pods, written once and run on every host: the embedded Jenkins of the default build, and a
 * real one. After each scenario, each host checks that nothing is left behind.
 */
public abstract class Scenarios {
    /** The time limit for anything here on a busy machine. */
    protected static final Duration LONG = Duration.ofSeconds(120);

    /** Returns the host of the current scenario. */
    protected abstract ScenarioHost host();

    /** Starts a build and waits until its log contains a text. */
    protected final ScenarioBuild startUntil(String logged, String script) throws Exception {
        ScenarioBuild build = host().start(script);
        awaitLog(logged, build);
        return build;
    }

    protected static void awaitLog(String logged, ScenarioBuild build) throws Exception {
        until("the log says " + logged, () -> build.log().contains(logged));
    }

    /** Runs a build to its end. */
    protected final ScenarioBuild run(Result expected, String script) throws Exception {
        return ended(expected, host().start(script));
    }

    /** Waits for a build's end. However it ends, its log must describe it in sentences. */
    protected static ScenarioBuild ended(Result expected, ScenarioBuild build) throws Exception {
        Result result = build.await();
        assertEquals(expected, result, build.log());
        assertFalse(build.log().contains("\tat "), build.log());
        assertFalse(build.log().contains("please report"), build.log());
        return build;
    }

    /**
     * Runs a build that must be refused: in one sentence, before any pod was paused, and without a record.
     *
     * @param pieces what the sentence must contain
     */
    protected final void refused(String script, String... pieces) throws Exception {
        int pauses = host().pods().pauses();
        ScenarioBuild build = run(Result.FAILURE, script);
        String sentence = theOneError(build);
        for (String piece : pieces) {
            assertTrue(sentence.contains(piece), "\"" + piece + "\" is not in: " + sentence);
        }
        assertEquals(pauses, host().pods().pauses(), "a Pause was sent");
        assertFalse(build.hasArtifacts(), "there is an artifact");
    }

    /** Returns the sentence with which a failed build's log ends. */
    protected static String theOneError(ScenarioBuild build) throws Exception {
        String log = build.log();
        assertFalse(log.contains("Exception"), log);
        List<String> errors =
                log.lines().filter(line -> line.startsWith("ERROR: ")).toList();
        assertEquals(1, errors.size(), log);
        assertTrue(
                Pattern.compile("ERROR: [^\n]+\nFinished: FAILURE").matcher(log).find(), log);
        return errors.get(0).substring("ERROR: ".length());
    }

    /** Waits for the build's first record and returns it. */
    protected static JsonNode record(ScenarioBuild build) throws Exception {
        return record(build, "consistent-backup.json");
    }

    protected static JsonNode record(ScenarioBuild build, String name) throws Exception {
        until("there is " + name, () -> build.artifact(name).isPresent());
        return build.artifact(name).orElseThrow();
    }

    protected static void assertVerdict(String verdict, JsonNode record) {
        assertEquals(verdict, record.path("verdict").asText(), record.toPrettyString());
    }

    protected final boolean isPaused() {
        return host().pods().all().stream().allMatch(PodServer::isPaused);
    }

    protected final void untilOpen() throws Exception {
        until("every pod is open", () -> host().pods().areOpen());
    }

    protected final List<Lease> leases() {
        try (KubernetesClient client = host().cluster().client(host().cluster().admin())) {
            return client.leases().inAnyNamespace().list().getItems();
        }
    }

    protected static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, () -> "waited in vain until " + what);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
