package jenkins.util;

import hudson.model.BuildListener;
import hudson.model.TaskListener;
import java.io.PrintStream;

/** Compile-only declaration of {@code jenkins.util.BuildListenerAdapter} as in jenkins-core 2.541.3. */
public final class BuildListenerAdapter implements BuildListener {
    private static final long serialVersionUID = 1L;

    public BuildListenerAdapter(TaskListener delegate) {}

    @Override
    public PrintStream getLogger() {
        throw new UnsupportedOperationException("declaration only");
    }
}
