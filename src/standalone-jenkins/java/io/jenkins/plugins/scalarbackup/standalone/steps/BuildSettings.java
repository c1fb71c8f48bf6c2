package io.jenkins.plugins.scalarbackup.standalone.steps;

import java.nio.file.Path;
import java.util.Map;

/** What the built-in steps ask the build for. */
public interface BuildSettings {
    /** The build parameters. */
    Map<String, Object> parameters();

    /** The script declares a parameter; a value that the build was started with stays. */
    void defaultParameter(String name, Object value);

    /** The directory of {@code node}. */
    Path workspace();

    /** The answer to an {@code input}; null while nobody answers. */
    Object answer(String question);
}
