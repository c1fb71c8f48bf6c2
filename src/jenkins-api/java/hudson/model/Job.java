package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.ExtensionPoint;
import java.io.IOException;

/** Compile-only declaration of {@code hudson.model.Job} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements ExtensionPoint, Item {
    protected Job(ItemGroup parent, String name) {}

    public @NonNull EnvVars getEnvironment(@CheckForNull Node node, @NonNull TaskListener listener)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull RunT getBuildByNumber(int n) {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull RunT getLastBuild() {
        throw new UnsupportedOperationException("declaration only");
    }
}
