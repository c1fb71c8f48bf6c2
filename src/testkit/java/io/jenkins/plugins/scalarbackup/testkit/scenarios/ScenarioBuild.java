package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import java.util.Optional;

/** A build that a scenario started. */
public interface ScenarioBuild {
    /** What is in its log by now. */
    String log() throws Exception;

    /** Waits until it has ended. */
    Result await() throws Exception;

    /** Stops it as the button does. */
    void stop() throws Exception;

    /** Stops it as {@code /term} does. */
    void term() throws Exception;

    /** Stops it as {@code /kill} does. */
    void kill() throws Exception;

    /** Its artifact of that name, which is JSON; empty while there is none. */
    Optional<JsonNode> artifact(String name) throws Exception;

    /** Whether it has any artifact. */
    boolean hasArtifacts();
}
