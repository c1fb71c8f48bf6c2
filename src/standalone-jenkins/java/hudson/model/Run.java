package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.util.XStream2;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.ArtifactManager;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
@SuppressWarnings("rawtypes")
public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements ExtensionPoint, AccessControlled, PersistenceRoot {
    public static final Permission DELETE = Permission.named("hudson.model.Run.Delete");
    public static final Permission UPDATE = Permission.named("hudson.model.Run.Update");
    public static final Permission ARTIFACTS = Permission.named("hudson.model.Run.Artifacts");
    public static final XStream2 XSTREAM2 = new XStream2();

    private final JobT project;
    private final int number;
    private final long startTime;
    private volatile Result result;
    private ArtifactManager artifactManager;

    protected Run(@NonNull JobT job) throws IOException {
        this.project = job;
        this.number = job.register(this);
        File dir = getRootDir();
        if (!dir.isDirectory() && !dir.mkdirs()) {
            throw new IOException("could not make " + dir);
        }
        startTime = startTime(dir.toPath().resolve("started"));
    }

    /** A build that is resumed after a restart keeps its start time. */
    private static long startTime(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, String.valueOf(System.currentTimeMillis()));
        }
        return Long.parseLong(Files.readString(file));
    }

    /** Creates a new manager for this build's artifacts. */
    protected abstract ArtifactManager createArtifactManager();

    public @NonNull JobT getParent() {
        return project;
    }

    public int getNumber() {
        return number;
    }

    public @NonNull String getId() {
        return Integer.toString(number);
    }

    public @NonNull String getUrl() {
        return project.getUrl() + number + "/";
    }

    @Override
    public String getDisplayName() {
        return "#" + number;
    }

    public String getFullDisplayName() {
        return project.getFullDisplayName() + " " + getDisplayName();
    }

    public @NonNull String getExternalizableId() {
        return project.getFullName() + "#" + number;
    }

    public static @CheckForNull Run<?, ?> fromExternalizableId(String id) {
        int hash = id.lastIndexOf('#');
        if (hash <= 0) {
            throw new IllegalArgumentException("Invalid id");
        }
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        Job<?, ?> job = jenkins == null ? null : jenkins.getItemByFullName(id.substring(0, hash), Job.class);
        return job == null ? null : job.getBuildByNumber(Integer.parseInt(id.substring(hash + 1)));
    }

    public @CheckForNull Result getResult() {
        return result;
    }

    /** As for a Pipeline's build, the result only ever gets worse. */
    public synchronized void setResult(@NonNull Result r) {
        if (result == null || r.isWorseThan(result)) {
            result = r;
        }
    }

    public abstract boolean isBuilding();

    public @CheckForNull Executor getExecutor() {
        return null;
    }

    public boolean isInProgress() {
        return isBuilding();
    }

    public boolean isLogUpdated() {
        return isBuilding();
    }

    public final long getStartTimeInMillis() {
        return startTime;
    }

    public final @NonNull Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public @NonNull File getRootDir() {
        return new File(new File(project.getRootDir(), "builds"), Integer.toString(number));
    }

    public final synchronized @NonNull ArtifactManager getArtifactManager() {
        return artifactManager == null ? createArtifactManager() : artifactManager;
    }

    public final synchronized @NonNull ArtifactManager pickArtifactManager() throws IOException {
        if (artifactManager == null) {
            artifactManager = createArtifactManager();
        }
        return artifactManager;
    }

    public @NonNull EnvVars getEnvironment(@NonNull TaskListener listener) throws IOException, InterruptedException {
        EnvVars env = project.getEnvironment(null, listener);
        env.put("BUILD_NUMBER", getId());
        env.put("BUILD_ID", getId());
        env.put("BUILD_DISPLAY_NAME", getDisplayName());
        env.put("BUILD_TAG", "jenkins-" + project.getFullName().replace('/', '-') + "-" + number);
        String root = Jenkins.get().getRootUrl();
        if (root != null) {
            env.put("BUILD_URL", root + getUrl());
        }
        return env;
    }

    @Override
    public void addAction(@NonNull Action a) {
        super.addAction(a);
        if (a instanceof RunAction2 aware) {
            aware.onAttached(this);
        }
    }

    @Override
    public void save() throws IOException {}

    @Override
    public @NonNull ACL getACL() {
        return project.getACL();
    }

    @Override
    public String toString() {
        return getExternalizableId();
    }
}
