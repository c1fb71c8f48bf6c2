package io.jenkins.plugins.scalarbackup.pipeline;

import io.jenkins.plugins.scalarbackup.testkit.scenarios.ScenarioHost;
import io.jenkins.plugins.scalarbackup.testkit.scenarios.WindowScenarios;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class UndisturbedWindowsTest extends WindowScenarios {
    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        fixture = new StepFixture(home).install(2);
    }

    @Override
    protected ScenarioHost host() {
        return new EmbeddedHost(fixture);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }
}
