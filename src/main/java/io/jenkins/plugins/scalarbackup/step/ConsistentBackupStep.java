package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.backup.RefusedException;
import io.jenkins.plugins.scalarbackup.backup.WindowParameters;
import io.jenkins.plugins.scalarbackup.report.RestoreInstructions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The whole procedure as one block: pause, run the block, keep the window, unpause, verify, record. */
public class ConsistentBackupStep extends TargetStep {
    private static final int MOST_ATTEMPTS = 100;

    private final WindowSettings window = new WindowSettings();
    private int attempts = 1;
    private int attemptDelay = 60;
    private List<String> databases = new ArrayList<>();

    @DataBoundConstructor
    public ConsistentBackupStep() {
        // Every parameter is optional by itself; TargetParameters says which go together.
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ConsistentBackupExecution(
                context, targetParameters(), window, attempts, attemptDelay, new ArrayList<>(databases));
    }

    /** Refuses what is wrong by itself, before anything is touched. */
    static WindowParameters check(
            TargetParameters targets, WindowSettings window, int attempts, int attemptDelay, List<String> databases)
            throws RefusedException {
        targets.check();
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new RefusedException("attempts is " + attempts + ", but must be from 1 to " + MOST_ATTEMPTS + ".");
        }
        WindowParameters.between("attemptDelay", attemptDelay, 0);
        RestoreInstructions.check(databases);
        return window.check(true);
    }

    public Integer getSkewWindow() {
        return window.skewWindow;
    }

    @DataBoundSetter
    public void setSkewWindow(Integer skewWindow) {
        window.skewWindow = skewWindow;
    }

    public Integer getMaxPauseWait() {
        return window.maxPauseWait;
    }

    @DataBoundSetter
    public void setMaxPauseWait(Integer maxPauseWait) {
        window.maxPauseWait = maxPauseWait;
    }

    public Integer getMaxOutage() {
        return window.maxOutage;
    }

    @DataBoundSetter
    public void setMaxOutage(Integer maxOutage) {
        window.maxOutage = maxOutage;
    }

    public Integer getLockTimeout() {
        return window.lockTimeout;
    }

    @DataBoundSetter
    public void setLockTimeout(Integer lockTimeout) {
        window.lockTimeout = lockTimeout;
    }

    public int getAttempts() {
        return attempts;
    }

    @DataBoundSetter
    public void setAttempts(int attempts) {
        this.attempts = attempts;
    }

    public int getAttemptDelay() {
        return attemptDelay;
    }

    @DataBoundSetter
    public void setAttemptDelay(int attemptDelay) {
        this.attemptDelay = attemptDelay;
    }

    public List<String> getDatabases() {
        return List.copyOf(databases);
    }

    @DataBoundSetter
    public void setDatabases(List<String> databases) {
        this.databases = databases == null ? new ArrayList<>() : new ArrayList<>(databases);
    }

    /** What Pipeline knows of the step. */
    @Extension
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "consistentBackup";
        }

        @Override
        public @NonNull String getDisplayName() {
            return "Back up ScalarDB or ScalarDL consistently: pause, run the block, unpause, verify";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(EnvVars.class);
        }
    }
}
