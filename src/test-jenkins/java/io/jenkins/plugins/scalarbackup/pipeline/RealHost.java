package io.jenkins.plugins.scalarbackup.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioBuild;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioHost;
import java.io.InputStream;
import java.util.Optional;
import jenkins.util.VirtualFile;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Runs scenarios in a real Jenkins. */
record RealHost(JenkinsRule jenkins, Controller controller, Bank bank) implements ScenarioHost {
    @Override
    public ApiDouble cluster() {
        return bank.cluster;
    }

    @Override
    public PodServers pods() {
        return bank.pods;
    }

    @Override
    public HelmRelease release() {
        return bank.release;
    }

    @Override
    public ScenarioBuild start(String script) throws Exception {
        return new Build(jenkins, controller.start(script));
    }

    private record Build(JenkinsRule jenkins, WorkflowRun run) implements ScenarioBuild {
        @Override
        public String log() throws Exception {
            return JenkinsRule.getLog(run);
        }

        @Override
        public Result await() throws Exception {
            return jenkins.waitForCompletion(run).getResult();
        }

        @Override
        public void stop() {
            run.doStop();
        }

        @Override
        public void term() {
            run.doTerm();
        }

        @Override
        public void kill() {
            run.doKill();
        }

        @Override
        public Optional<JsonNode> artifact(String name) throws Exception {
            VirtualFile file = run.getArtifactManager().root().child(name);
            if (!file.exists()) {
                return Optional.empty();
            }
            try (InputStream in = file.open()) {
                return Optional.of(new ObjectMapper().readTree(in));
            }
        }

        @Override
        public boolean hasArtifacts() {
            return run.getHasArtifacts();
        }
    }
}
