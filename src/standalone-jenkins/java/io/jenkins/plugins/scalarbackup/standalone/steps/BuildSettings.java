package io.jenkins.plugins.scalarbackup.standalone.steps;

import java.nio.file.Path;
import java.util.Map;

/** The settings of a build that the built-in steps use. */
public interface BuildSettings {
    /** Returns the build parameters. */
    Map<String, Object> parameters();

    /** Called when the script declares a parameter; a value that the build was started with is kept. */
    void defaultParameter(String name, Object value);

    /** Returns the directory of {@code node}. */
    Path workspace();

    /** Returns the answer to an {@code input}; null while nobody answers. */
    Object answer(String question);
}
