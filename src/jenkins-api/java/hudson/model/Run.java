package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.File;
import java.io.IOException;
import jenkins.model.ArtifactManager;

/** Compile-only declaration of {@code hudson.model.Run} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements ExtensionPoint, AccessControlled, PersistenceRoot {

    protected Run(@NonNull JobT job) throws IOException {}

    public @NonNull JobT getParent() {
        throw new UnsupportedOperationException("declaration only");
    }

    public int getNumber() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull String getId() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull String getUrl() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    public String getFullDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull String getExternalizableId() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static @CheckForNull Run<?, ?> fromExternalizableId(String id) {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull Result getResult() {
        throw new UnsupportedOperationException("declaration only");
    }

    public void setResult(@NonNull Result r) {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean isBuilding() {
        throw new UnsupportedOperationException("declaration only");
    }

    public @CheckForNull Executor getExecutor() {
        throw new UnsupportedOperationException("declaration only");
    }

    public final long getStartTimeInMillis() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public @NonNull File getRootDir() {
        throw new UnsupportedOperationException("declaration only");
    }

    public final @NonNull ArtifactManager getArtifactManager() {
        throw new UnsupportedOperationException("declaration only");
    }

    public final @NonNull ArtifactManager pickArtifactManager() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public @NonNull EnvVars getEnvironment(@NonNull TaskListener listener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void addAction(@NonNull Action a) {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void save() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public @NonNull ACL getACL() {
        throw new UnsupportedOperationException("declaration only");
    }
}
