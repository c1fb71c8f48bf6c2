package io.jenkins.plugins.scalarbackup.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.ApiDouble;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.HelmRelease;
import io.jenkins.plugins.scalarbackup.testkit.pods.PodServers;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioBuild;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs scenarios in the embedded Jenkins. */
record EmbeddedHost(StepFixture fixture) implements ScenarioHost {
    @Override
    public ApiDouble cluster() {
        return fixture.cluster;
    }

    @Override
    public PodServers pods() {
        return fixture.pods;
    }

    @Override
    public HelmRelease release() {
        return fixture.release;
    }

    @Override
    public ScenarioBuild start(String script) throws IOException {
        return new Build(fixture.start(script));
    }

    private record Build(EmbeddedRun run) implements ScenarioBuild {
        @Override
        public String log() {
            return run.log().text();
        }

        @Override
        public Result await() throws InterruptedException {
            return run.await(StepFixture.LONG);
        }

        @Override
        public void stop() {
            run.interrupt("alice");
        }

        @Override
        public void term() {
            run.term();
        }

        @Override
        public void kill() {
            run.kill();
        }

        @Override
        public Optional<JsonNode> artifact(String name) throws IOException {
            Path file = run.artifacts().resolve(name);
            return Files.exists(file) ? Optional.of(new ObjectMapper().readTree(file.toFile())) : Optional.empty();
        }

        @Override
        public boolean hasArtifacts() {
            return Files.exists(run.artifacts());
        }
    }
}
