package io.jenkins.plugins.scalarbackup.standalone;

import hudson.model.Result;
import hudson.security.ACL;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;

/** A build to be started: its script and its parameters. */
public final class EmbeddedPipeline {
    final EmbeddedJenkins jenkins;
    final String job;
    final Map<String, Object> parameters = new LinkedHashMap<>();
    final Map<String, String> environment = new LinkedHashMap<>();
    String script = "";
    Path workspace;
    PrintStream watcher;
    String startedBy = "demo";
    Function<String, Object> answers = question -> null;
    Authentication user = ACL.SYSTEM2;

    EmbeddedPipeline(EmbeddedJenkins jenkins, String job) {
        this.jenkins = jenkins;
        this.job = job;
    }

    /** Sets the text of the Jenkinsfile, scripted or declarative. */
    public EmbeddedPipeline script(String text) {
        script = text;
        return this;
    }

    /** Sets a build parameter: a string, or a Boolean. */
    public EmbeddedPipeline parameter(String name, Object value) {
        parameters.put(name, value);
        return this;
    }

    /** Sets an environment variable for every step, like a global property of the controller. */
    public EmbeddedPipeline environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Sets the directory of {@code node}; the default is below JENKINS_HOME. */
    public EmbeddedPipeline workspace(Path directory) {
        workspace = directory;
        return this;
    }

    /** Copies the console log to a stream as it grows. */
    public EmbeddedPipeline watchedBy(PrintStream stream) {
        watcher = stream;
        return this;
    }

    /**
     * Sets the user whose permissions the build has; the default is SYSTEM, as unless an administrator configured
     * otherwise.
     */
    public EmbeddedPipeline as(Authentication somebody) {
        user = somebody;
        return this;
    }

    /** Sets who answers {@code input}: receives the message and returns the value of the step; null makes it wait. */
    public EmbeddedPipeline answering(Function<String, Object> person) {
        answers = person;
        return this;
    }

    /**
     * Starts the build as Jenkins does for "Restart from Stage": the other build's artifacts are copied into it before
     * it runs, but no actions.
     */
    public EmbeddedRun restart(EmbeddedRun other) throws IOException {
        EmbeddedRun run = new EmbeddedRun(this);
        jenkins.started(run);
        Files.createDirectories(run.artifacts());
        try (Stream<Path> files = Files.list(other.artifacts())) {
            for (Path file : files.toList()) {
                Files.copy(file, run.artifacts().resolve(file.getFileName()));
            }
        }
        run.begin(script);
        return run;
    }

    /** Starts the build. */
    public EmbeddedRun start() throws IOException {
        EmbeddedRun run = new EmbeddedRun(this);
        jenkins.started(run);
        run.begin(script);
        return run;
    }

    /** Starts the build and waits for its end. */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        return start().await(atMost);
    }
}
