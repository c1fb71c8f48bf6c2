package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jenkins.util.VirtualFile;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Operations on a real Jenkins with the plugin. */
final class Controller {
    static final String CREDENTIALS = "kubeconfig";
    /** The parameters that select the pods of a {@link Bank}. */
    static final String TARGET = "release: 'app', credentialsId: '" + CREDENTIALS + "'";

    private final JenkinsRule jenkins;

    Controller(JenkinsRule jenkins) {
        this.jenkins = jenkins;
    }

    /**
     * Returns a controller that may connect to loopback, where the tests' pods are, with the credential for the bank's
     * cluster.
     */
    static Controller of(JenkinsRule jenkins, Bank bank) throws IOException {
        prepare();
        store(file(CREDENTIALS, bank.kubeconfig()));
        return new Controller(jenkins);
    }

    static void prepare() {
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
    }

    static FileCredentialsImpl file(String id, String text) {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                "",
                "config",
                SecretBytes.fromRawBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Stores a credential for everyone, replacing one with the same ID. */
    static <C extends Credentials & IdCredentials> void store(C credentials) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials().removeIf(CredentialsMatchers.withId(credentials.getId())::matches);
        provider.getCredentials().add(credentials);
        provider.save();
    }

    /** Creates a job whose script runs in the sandbox; {@code TARGET} in it stands for the bank's pods. */
    WorkflowJob job(String script) throws Exception {
        return defined(jenkins.createProject(WorkflowJob.class), script);
    }

    static WorkflowJob defined(WorkflowJob job, String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script.replace("TARGET", TARGET), true));
        return job;
    }

    /** Starts a build of a new job. */
    WorkflowRun start(String script) throws Exception {
        return job(script).scheduleBuild2(0).waitForStart();
    }

    /** Starts a build of a new job and waits until its log contains a text. */
    WorkflowRun startUntil(String logged, String script) throws Exception {
        WorkflowRun run = start(script);
        jenkins.waitForMessage(logged, run);
        return run;
    }

    /** Runs a build of a new job to its end. */
    WorkflowRun run(Result expected, String script) throws Exception {
        return ended(expected, start(script));
    }

    WorkflowRun ended(Result expected, WorkflowRun run) throws Exception {
        return jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(run));
    }

    /** Waits for the build's first record and returns it. */
    static JsonNode record(WorkflowRun run) throws IOException, InterruptedException {
        return record(run, "consistent-backup.json");
    }

    static JsonNode record(WorkflowRun run, String name) throws IOException, InterruptedException {
        VirtualFile file = run.getArtifactManager().root().child(name);
        Bank.until("there is " + name, () -> {
            try {
                return file.exists();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        try (InputStream in = file.open()) {
            return new ObjectMapper().readTree(in);
        }
    }

    static void assertVerdict(String verdict, JsonNode record) {
        assertEquals(verdict, record.path("verdict").asText(), record.toPrettyString());
    }

    /** Asserts that a failure is explained in sentences, not by a stack trace. */
    static void assertNoStackTrace(WorkflowRun run) throws IOException {
        String log = JenkinsRule.getLog(run);
        assertFalse(log.contains("\tat "), log);
        assertFalse(log.contains("please report"), log);
    }

    /** Waits until neither the cluster nor this controller has anything left of a window, and stops the bank. */
    void close(Bank bank) throws InterruptedException {
        try (bank) {
            bank.untilNothingIsLeft();
            Path open = jenkins.jenkins
                    .getRootDir()
                    .toPath()
                    .resolve("scalar-backup")
                    .resolve("open");
            Bank.until("the journal is empty", () -> isEmpty(open));
        }
    }

    /**
     * Waits until the controller's clock was measured against the API server's in the open window; otherwise, nothing
     * can be proven across a restart.
     */
    static void untilClockIsMeasured(Path home) throws InterruptedException {
        Path open = home.resolve("scalar-backup").resolve("open");
        Bank.until("the controller's clock was measured", () -> {
            try (Stream<Path> files = Files.list(open)) {
                for (Path file : files.toList()) {
                    if (file.toString().endsWith(".json")
                            && new ObjectMapper()
                                    .readTree(file.toFile())
                                    .path("state")
                                    .hasNonNull("clockOffset")) {
                        return true;
                    }
                }
                return false;
            } catch (IOException beingWritten) {
                return false;
            }
        });
    }

    /** Makes the journal's copies of secrets undecryptable, as after a restore without {@code secrets}. */
    static void spoilSecrets(Path home) throws IOException {
        Path open = home.resolve("scalar-backup").resolve("open");
        try (Stream<Path> files = Files.list(open)) {
            for (Path file : files.toList()) {
                ObjectMapper json = new ObjectMapper();
                JsonNode entry = json.readTree(file.toFile());
                List<JsonNode> connections = entry.findParents("encryptedKubeconfig");
                assertFalse(connections.isEmpty(), entry.toPrettyString());
                connections.forEach(connection ->
                        ((ObjectNode) connection).put("encryptedKubeconfig", "no secret of this controller"));
                json.writeValue(file.toFile(), entry);
            }
        }
    }

    private static boolean isEmpty(Path directory) {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
