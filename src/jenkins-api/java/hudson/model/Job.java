package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionPoint;
import java.io.File;

/** Compile-only declaration of {@code hudson.model.Job} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements ExtensionPoint, Item {
    protected Job(ItemGroup parent, String name) {}

    public abstract boolean isBuildable();

    public File getBuildDir() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull RunT getBuildByNumber(int n) {
        throw new UnsupportedOperationException("declaration only");
    }
}
