package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.security.ACL;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.ConcurrentSkipListMap;
import jenkins.model.Jenkins;

/** Behaves like the class of jenkins-core of this name, for the embedded environment. */
@SuppressWarnings("rawtypes")
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements ExtensionPoint, Item {
    private final ItemGroup parent;
    private final String name;
    private final ConcurrentSkipListMap<Integer, RunT> builds = new ConcurrentSkipListMap<>();
    private int lastNumber;
    private volatile boolean disabled;

    protected Job(ItemGroup parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    /** Gives the run the next number of this job. */
    @SuppressWarnings("unchecked")
    final synchronized int register(Run<?, ?> run) {
        builds.put(++lastNumber, (RunT) run);
        return lastNumber;
    }

    public @NonNull EnvVars getEnvironment(@CheckForNull Node node, @NonNull TaskListener listener)
            throws IOException, InterruptedException {
        EnvVars env = new EnvVars();
        String root = Jenkins.get().getRootUrl();
        env.put("JOB_NAME", getFullName());
        env.put("JOB_BASE_NAME", name);
        env.put("JENKINS_HOME", Jenkins.get().getRootDir().getPath());
        if (root != null) {
            env.put("JENKINS_URL", root);
            env.put("JOB_URL", root + getUrl());
        }
        return env;
    }

    /** Like a Pipeline job's: true until it is disabled. */
    public boolean isBuildable() {
        return !disabled;
    }

    public void makeDisabled(boolean value) {
        disabled = value;
    }

    public File getBuildDir() {
        return new File(getRootDir(), "builds");
    }

    public @CheckForNull RunT getBuildByNumber(int n) {
        return builds.get(n);
    }

    public @CheckForNull RunT getLastBuild() {
        return builds.isEmpty() ? null : builds.lastEntry().getValue();
    }

    @Override
    @SuppressWarnings("unchecked")
    public ItemGroup<? extends Item> getParent() {
        return parent;
    }

    @Override
    public @NonNull String getName() {
        return name;
    }

    @Override
    public @NonNull String getFullName() {
        String above = parent.getFullName();
        return above.isEmpty() ? name : above + "/" + name;
    }

    @Override
    public String getDisplayName() {
        return name;
    }

    @Override
    public String getFullDisplayName() {
        return getFullName();
    }

    @Override
    public String getUrl() {
        return parent.getUrl() + "job/" + name + "/";
    }

    @Override
    public File getRootDir() {
        return new File(new File(parent.getRootDir(), "jobs"), name);
    }

    @Override
    public void save() {}

    @Override
    public @NonNull ACL getACL() {
        return Jenkins.get().aclOf(getFullName());
    }
}
