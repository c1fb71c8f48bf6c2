package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertNoStackTrace;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.assertVerdict;
import static io.jenkins.plugins.scalarbackup.pipeline.Controller.record;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hudson.FilePath;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Runs {@code Jenkinsfile.example} unchanged, in each of its modes. */
@WithJenkins
class ExampleTest extends BankFixture {
    private WorkflowJob job;

    @BeforeEach
    void example() throws Exception {
        Controller.store(Controller.file("scalar-kubeconfig", bank.kubeconfig()));
        job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Files.readString(Path.of("Jenkinsfile.example")), true));
        // Before its first build, a job does not know the parameters that its script declares.
        job.addProperty(new ParametersDefinitionProperty(List.of(
                new StringParameterDefinition("RELEASE", ""),
                new StringParameterDefinition("NAMESPACE", ""),
                new StringParameterDefinition("MODE", ""),
                new StringParameterDefinition("SKEW_WINDOW", ""))));
    }

    private WorkflowRun run(Result expected, String mode) throws Exception {
        Map<String, String> values =
                Map.of("RELEASE", "app", "NAMESPACE", Bank.NAMESPACE, "MODE", mode, "SKEW_WINDOW", "2");
        ParametersAction parameters = new ParametersAction(values.entrySet().stream()
                .map(value -> new StringParameterValue(value.getKey(), value.getValue()))
                .toArray(StringParameterValue[]::new));
        WorkflowRun run =
                controller.ended(expected, job.scheduleBuild2(0, parameters).waitForStart());
        assertNoStackTrace(run);
        return run;
    }

    @Test
    void aWindow() throws Exception {
        assertVerdict("CONSISTENT", record(run(Result.SUCCESS, "window")));
    }

    @Test
    void aSnapshotInsideTheWindow() throws Exception {
        WorkflowRun without = run(Result.FAILURE, "snapshot");
        jenkins.assertLogContains("no take-snapshot.sh in the workspace, so nothing was paused", without);
        jenkins.assertLogNotContains("Pausing", without);
        assertFalse(without.getHasArtifacts());

        FilePath script = jenkins.jenkins.getWorkspaceFor(job).child("take-snapshot.sh");
        script.write("#!/bin/sh\necho \"a snapshot into $1\"\n", "UTF-8");
        script.chmod(0755);
        WorkflowRun with = run(Result.SUCCESS, "snapshot");
        String id = record(with).path("id").asText();
        jenkins.assertLogContains("a snapshot into snapshots/" + id, with);
        jenkins.assertLogContains("or from snapshot " + id, with);
        assertVerdict("CONSISTENT", record(with));
    }

    @Test
    void aBackupBeforeARelease() throws Exception {
        WorkflowRun run = run(Result.SUCCESS, "release");
        assertVerdict("CONSISTENT", record(run));
        jenkins.assertLogContains("Go: CONSISTENT, restore to", run);
    }
}
