package io.jenkins.plugins.scalarbackup.testkit.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import java.util.Optional;

/** A build that a scenario started. */
public interface ScenarioBuild {
    /** Returns the current content of its log. */
    String log() throws Exception;

    /** Waits for its end and returns its result. */
    Result await() throws Exception;

    /** Stops it like the button. */
    void stop() throws Exception;

    /** Stops it like {@code /term}. */
    void term() throws Exception;

    /** Stops it like {@code /kill}. */
    void kill() throws Exception;

    /** Returns its artifact of that name, which is JSON; empty while there is none. */
    Optional<JsonNode> artifact(String name) throws Exception;

    /** Returns whether it has any artifact. */
    boolean hasArtifacts();
}
