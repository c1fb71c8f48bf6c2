package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** What tests do with a real Jenkins in which the plugin is installed. */
final class Controller {
    static final String CREDENTIALS = "kubeconfig";
    /** Names the pods of a {@link Bank}. */
    static final String TARGET = "release: 'app', credentialsId: '" + CREDENTIALS + "'";

    private final JenkinsRule jenkins;

    Controller(JenkinsRule jenkins) {
        this.jenkins = jenkins;
    }

    /** A controller that may talk to loopback, where the tests' pods are, and knows how to reach the bank's cluster. */
    static Controller of(JenkinsRule jenkins, Bank bank) throws IOException {
        ScalarBackupConfiguration.get().setAllowInsecureEndpoints(true);
        addCredentials(file(CREDENTIALS, bank.kubeconfig()));
        return new Controller(jenkins);
    }

    static FileCredentialsImpl file(String id, String text) {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                "",
                "config",
                SecretBytes.fromBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void addCredentials(Credentials credentials) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials().add(credentials);
        provider.save();
    }

    /** A job whose script runs in the sandbox; {@code TARGET} in it stands for the bank's pods. */
    WorkflowJob job(String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        define(job, script);
        return job;
    }

    static void define(WorkflowJob job, String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script.replace("TARGET", TARGET), true));
    }

    WorkflowRun start(String script) throws Exception {
        return job("nightly", script).scheduleBuild2(0).waitForStart();
    }

    /** Runs a build of a new job to its end. */
    WorkflowRun run(Result expected, String script) throws Exception {
        return ended(expected, start(script));
    }

    WorkflowRun ended(Result expected, WorkflowRun run) throws Exception {
        return jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(run));
    }

    /** The record that the build archived. */
    static JsonNode record(WorkflowRun run) throws IOException {
        return record(run, "consistent-backup.json");
    }

    static JsonNode record(WorkflowRun run, String name) throws IOException {
        var file = run.getArtifactManager().root().child(name);
        try (InputStream in = file.open()) {
            JsonNode record = new ObjectMapper().readTree(in);
            assertNotNull(record);
            return record;
        }
    }

    /** Waits until the journal of open pauses is empty. */
    void untilJournalIsEmpty() throws InterruptedException {
        Path open =
                jenkins.jenkins.getRootDir().toPath().resolve("scalar-backup").resolve("open");
        Bank.until("the journal is empty", () -> {
            if (!Files.isDirectory(open)) {
                return true;
            }
            try (Stream<Path> files = Files.list(open)) {
                return files.findAny().isEmpty();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });
    }
}
