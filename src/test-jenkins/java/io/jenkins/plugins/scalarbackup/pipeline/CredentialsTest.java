package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertNoStackTrace;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertVerdict;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider.FolderCredentialsProperty;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.DomainCredentials;
import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Fingerprint;
import hudson.model.Result;
import hudson.util.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests every way to tell a step how to reach the cluster. */
@WithJenkins
class CredentialsTest extends BankFixture {
    private String token() {
        return bank.cluster.admin().token();
    }

    @Test
    void aSecretFileIsTrackedAndNeverShown() throws Exception {
        FileCredentialsImpl credential = Controller.file("tracked", bank.kubeconfig());
        Controller.store(credential);
        WorkflowRun run = controller.startUntil(
                "begun",
                "consistentBackup(release: 'app', credentialsId: 'tracked', skewWindow: 0) { echo 'begun'\n sleep 3 }");
        byte[] program = Files.readAllBytes(run.getRootDir().toPath().resolve("program.dat"));
        assertFalse(new String(program, StandardCharsets.ISO_8859_1).contains(token()));
        controller.ended(Result.SUCCESS, run);
        JsonNode record = record(run);
        assertVerdict("CONSISTENT", record);
        assertFalse(record.toString().contains(token()));
        assertFalse(JenkinsRule.getLog(run).contains(token()));
        Fingerprint uses = CredentialsProvider.getFingerprintOf(credential);
        assertEquals(List.of(run.getParent().getFullName()), uses.getJobs());
    }

    @Test
    void aTokenNeedsTheServersUrl() throws Exception {
        Controller.store(new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(token())));
        String target = "release: 'app', namespace: 'bank', credentialsId: 'token', skewWindow: 0";
        WorkflowRun refused = controller.run(Result.FAILURE, "consistentBackup(" + target + ") { }");
        jenkins.assertLogContains("give serverUrl", refused);
        assertNoStackTrace(refused);
        WorkflowRun run = controller.run(
                Result.SUCCESS, "consistentBackup(" + target + ", serverUrl: '" + bank.cluster.url() + "') { }");
        assertVerdict("CONSISTENT", record(run));
        assertFalse(JenkinsRule.getLog(run).contains(token()));
    }

    @Test
    void aCredentialOfAFolderIsForItsJobsOnly() throws Exception {
        Folder folder = jenkins.createProject(Folder.class);
        folder.addProperty(new FolderCredentialsProperty(new DomainCredentials[] {
            new DomainCredentials(null, new ArrayList<>(List.of(Controller.file("inner", bank.kubeconfig()))))
        }));
        String script = "consistentBackup(release: 'app', credentialsId: 'inner', skewWindow: 0) { }";
        WorkflowJob inside = Controller.defined(folder.createProject(WorkflowJob.class, "nightly"), script);
        WorkflowRun run =
                controller.ended(Result.SUCCESS, inside.scheduleBuild2(0).waitForStart());
        assertVerdict("CONSISTENT", record(run));
        WorkflowRun outside = controller.run(Result.FAILURE, script);
        jenkins.assertLogContains("There is no credential with the ID \"inner\"", outside);
        assertNoStackTrace(outside);
    }

    @Test
    void anAbsentCredentialIsNamed() throws Exception {
        WorkflowRun run = controller.run(Result.FAILURE, "verifyPods(release: 'app', credentialsId: 'nothing')");
        jenkins.assertLogContains("There is no credential with the ID \"nothing\"", run);
        assertNoStackTrace(run);
    }

    @Test
    void withoutAnyCredentialTheControllersOwnIsNotUsed() throws Exception {
        WorkflowRun run = controller.run(Result.FAILURE, "verifyPods(release: 'app')");
        jenkins.assertLogContains("credentialsId", run);
        assertNoStackTrace(run);
    }

    @Test
    void aKubeconfigThatWithCredentialsBinds() throws Exception {
        WorkflowRun run = controller.run(Result.SUCCESS, """
            node {
                withCredentials([file(credentialsId: 'kubeconfig', variable: 'KUBECONFIG')]) {
                    verifyPods(release: 'app')
                    scalarPause(release: 'app')
                }
                // The file is gone here; the pause is closed with the credentials with which it was opened.
                scalarUnpause()
            }
            """);
        assertVerdict("CONSISTENT", record(run));
        assertFalse(JenkinsRule.getLog(run).contains(token()));
    }

    @Test
    void aKubeconfigThatWithKubeConfigMakes() throws Exception {
        assumeTrue(StepDescriptor.byFunctionName("withKubeConfig") != null, "the plugin kubernetes-cli is not there");
        WorkflowRun run = controller.run(Result.SUCCESS, """
            node {
                withKubeConfig([credentialsId: 'kubeconfig']) {
                    consistentBackup(release: 'app', skewWindow: 0) { }
                }
            }
            """);
        assertVerdict("CONSISTENT", record(run));
        assertTrue(bank.pods.areOpen());
    }
}
