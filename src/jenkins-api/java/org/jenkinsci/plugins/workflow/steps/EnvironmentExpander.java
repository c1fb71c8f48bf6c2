package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/** Compile-only declaration of {@code org.jenkinsci.plugins.workflow.steps.EnvironmentExpander} as in workflow-step-api 710.v3e456cc85233. */
public abstract class EnvironmentExpander implements Serializable {
    private static final long serialVersionUID = 1L;

    protected EnvironmentExpander() {}

    public abstract void expand(@NonNull EnvVars env) throws IOException, InterruptedException;

    public @NonNull Set<String> getSensitiveVariables() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static EnvironmentExpander constant(@NonNull Map<String, String> env) {
        throw new UnsupportedOperationException("declaration only");
    }

    public static EnvironmentExpander merge(
            @CheckForNull EnvironmentExpander original, @NonNull EnvironmentExpander subsequent) {
        throw new UnsupportedOperationException("declaration only");
    }
}
