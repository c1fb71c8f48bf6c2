package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedPipeline;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Chart;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.NamespaceFixture;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Provides a controller with the plugin, a cluster, and pods with a gate, without a database. */
final class StepFixture implements AutoCloseable {
    /** The longest that anything here may take on a busy machine. */
    static final Duration LONG = Duration.ofSeconds(120);

    static final String NAMESPACE = "bank";
    static final String CREDENTIALS = "kubeconfig";
    /** The parameters that select the pods created by {@link #install(int)}. */
    static final String TARGET = "release: 'app', credentialsId: '" + CREDENTIALS + "'";

    final EmbeddedJenkins jenkins;
    final ApiDouble cluster;
    HelmRelease release;
    PodServers pods;
    private final Path home;
    private final List<PodServers> allPods = new ArrayList<>();
    private final List<ApiDouble> clusters = new ArrayList<>();

    StepFixture(Path home) throws IOException {
        this(home, ApiDouble.started());
    }

    StepFixture(Path home, ApiDouble cluster) throws IOException {
        this.home = home;
        this.cluster = cluster;
        clusters.add(cluster);
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
        // The pods are on loopback, which the plugin refuses by default because no pod of a real cluster is there.
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
        kubeconfig(CREDENTIALS, cluster.kubeconfig(cluster.admin(), NAMESPACE));
    }

    void kubeconfig(String id, String text) {
        jenkins.credentials().file(id, "kubeconfig", text);
    }

    /** Starts another cluster, with a credential of the given ID. */
    ApiDouble anotherCluster(String credentialsId, String namespace) {
        ApiDouble another = ApiDouble.started();
        clusters.add(another);
        kubeconfig(credentialsId, another.kubeconfig(another.admin(), namespace));
        return another;
    }

    /** Installs the release {@code app} of ScalarDB Cluster in the default namespace, with this number of pods. */
    StepFixture install(int count) throws IOException {
        pods = keep(PodServers.start(count));
        release = install(cluster, NAMESPACE, Chart.SCALARDB_CLUSTER, "app", pods);
        return this;
    }

    HelmRelease install(ApiDouble in, String namespace, Chart chart, String name, PodServers servers) {
        return HelmRelease.install(
                in.namespace(namespace), chart, name, servers.all().size(), servers.port(), servers.addresses());
    }

    NamespaceFixture namespace() {
        return cluster.namespace(NAMESPACE);
    }

    PodServers keep(PodServers servers) {
        allPods.add(servers);
        return servers;
    }

    EmbeddedPipeline pipeline(String script) {
        return jenkins.pipeline("nightly").script(script);
    }

    /** Starts a build; {@code TARGET} in the script stands for the installed release. */
    EmbeddedRun start(String script) throws IOException {
        return pipeline(script.replace("TARGET", TARGET)).start();
    }

    /** Runs a build to its end. */
    EmbeddedRun run(Result expected, String script) throws IOException, InterruptedException {
        EmbeddedRun run = start(script);
        assertEquals(expected, run.await(LONG), run.log().text());
        return run;
    }

    /**
     * Runs a build that must be refused: one sentence, no stack trace, nothing was paused and nothing is left.
     *
     * @param pieces texts that the sentence must contain
     * @return the sentence
     */
    String refused(String script, String... pieces) throws IOException, InterruptedException {
        EmbeddedRun run = run(Result.FAILURE, script);
        String sentence = theOneError(run);
        for (String piece : pieces) {
            assertTrue(sentence.contains(piece), "\"" + piece + "\" is not in: " + sentence);
        }
        assertEquals(0, allPods.stream().mapToInt(PodServers::pauses).sum(), "a Pause was sent");
        assertFalse(Files.exists(run.artifacts()), "there is an artifact");
        assertTrue(list(home.resolve("scalar-backup").resolve("records")).isEmpty(), "there is a record");
        nothingIsLeft();
        return sentence;
    }

    /** Returns the sentence at the end of a failed build's log. */
    static String theOneError(EmbeddedRun run) {
        String log = run.log().text();
        assertFalse(log.contains("Exception"), log);
        assertFalse(log.contains("\tat "), log);
        assertFalse(log.contains("please report"), log);
        List<String> errors =
                log.lines().filter(line -> line.startsWith("ERROR: ")).toList();
        assertEquals(1, errors.size(), log);
        assertTrue(
                Pattern.compile("ERROR: [^\n]+\nFinished: FAILURE").matcher(log).find(), log);
        return errors.get(0).substring("ERROR: ".length());
    }

    /** Waits until no pod is paused, and there is no Lease and no journal entry. */
    void nothingIsLeft() throws IOException, InterruptedException {
        for (PodServers servers : allPods) {
            until("all pods are open", servers::areOpen);
        }
        until("the journal is empty", () -> list(home.resolve("scalar-backup").resolve("open"))
                .isEmpty());
        for (ApiDouble each : clusters) {
            try (KubernetesClient client = each.client(each.admin())) {
                until(
                        "no Lease is left",
                        () -> client.leases().inAnyNamespace().list().getItems().isEmpty());
            }
        }
    }

    /** Closes it at the end of a test. */
    void closeWhenNothingIsLeft() throws IOException, InterruptedException {
        try {
            nothingIsLeft();
        } finally {
            close();
        }
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        until(what, condition, () -> "");
    }

    /**
     * @param seen describes the actual state for the message
     */
    static void until(String what, BooleanSupplier condition, Supplier<String> seen) throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "waited in vain until " + what + " " + seen.get());
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /** Waits for the build's first record and returns it. */
    static JsonNode record(EmbeddedRun run) throws IOException, InterruptedException {
        return record(run, "consistent-backup.json");
    }

    static JsonNode record(EmbeddedRun run, String name) throws IOException, InterruptedException {
        Path file = run.artifacts().resolve(name);
        until("there is " + name, () -> Files.exists(file));
        return new ObjectMapper().readTree(file.toFile());
    }

    static Instant time(JsonNode record, String name) {
        return Instant.parse(record.path("window").path(name).asText());
    }

    @Override
    public void close() {
        jenkins.close();
        clusters.forEach(ApiDouble::close);
        allPods.forEach(PodServers::close);
    }
}
