package io.jenkins.plugins.scalarbackup.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Provides a controller with the sample steps for each test. */
abstract class EmbeddedTest {
    static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path home;

    EmbeddedJenkins jenkins;

    @BeforeEach
    void startController() throws Exception {
        jenkins = EmbeddedJenkins.at(home);
        Samples.addTo(jenkins);
        jenkins.start();
    }

    @AfterEach
    void stopController() {
        jenkins.close();
    }

    EmbeddedRun start(String script) throws Exception {
        return jenkins.pipeline("job").script(script).start();
    }

    /** Returns the log of a build that must end with this result. */
    String log(Result expected, String script) throws Exception {
        return log(expected, start(script));
    }

    String log(Result expected, EmbeddedRun run) throws Exception {
        Result result = run.await(SOON);
        assertEquals(expected, result, () -> run.log().text());
        return run.log().text();
    }
}
