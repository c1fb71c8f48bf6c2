package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.ExpectationForm;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import io.jenkins.plugins.scalarbackup.config.WindowForm;
import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Runs the whole procedure around a block: pause, run the block, keep the window open, unpause, verify, record. */
public class ConsistentBackupStep extends WindowStep {
    private static final int MOST_ATTEMPTS = 100;
    private static final int ATTEMPTS = 1;
    private static final int ATTEMPT_DELAY = 60;

    private int attempts = ATTEMPTS;
    private int attemptDelay = ATTEMPT_DELAY;
    private List<String> databases = new ArrayList<>();

    @DataBoundConstructor
    public ConsistentBackupStep() {
        // All parameters are optional; TargetParameters checks their combination.
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ConsistentBackupExecution(
                context, targetParameters(), windowSettings(), attempts, attemptDelay, new ArrayList<>(databases));
    }

    /** Refuses invalid values, without accessing a cluster. */
    static WindowParameters check(
            TargetParameters targets, WindowSettings window, int attempts, int attemptDelay, List<String> databases)
            throws RefusedException {
        targets.check();
        checkAttempts(attempts);
        checkAttemptDelay(attemptDelay);
        RestoreInstructions.check(databases);
        WindowParameters checked = window.check(true);
        if (window.isMeasured() && databases.isEmpty()) {
            throw new RefusedException("skewWindow is 'measured', but databases names none: name each database that the"
                    + " window is for, and measure its clock with measureClock before.");
        }
        return checked;
    }

    private static void checkAttempts(int attempts) throws RefusedException {
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new RefusedException("attempts is " + attempts + ", but must be from 1 to " + MOST_ATTEMPTS + ".");
        }
    }

    private static void checkAttemptDelay(int attemptDelay) throws RefusedException {
        WindowParameters.checkSeconds("attemptDelay", attemptDelay, 0);
    }

    /** Returns seconds, or {@code "measured"}; null for the default. */
    public Object getSkewWindow() {
        return windowSettings().skewWindow();
    }

    @DataBoundSetter
    public void setSkewWindow(Object skewWindow) {
        windowSettings().setSkewWindow(skewWindow);
    }

    public int getAttempts() {
        return attempts;
    }

    @DataBoundSetter
    public void setAttempts(Integer attempts) {
        this.attempts = attempts == null ? ATTEMPTS : attempts;
    }

    public int getAttemptDelay() {
        return attemptDelay;
    }

    @DataBoundSetter
    public void setAttemptDelay(Integer attemptDelay) {
        this.attemptDelay = attemptDelay == null ? ATTEMPT_DELAY : attemptDelay;
    }

    public List<String> getDatabases() {
        return new ArrayList<>(databases);
    }

    @DataBoundSetter
    public void setDatabases(List<String> databases) {
        this.databases = databases == null ? new ArrayList<>() : new ArrayList<>(databases);
    }

    @Extension
    public static class DescriptorImpl extends TargetStepDescriptor implements WindowForm, ExpectationForm {
        @Override
        public String getFunctionName() {
            return "consistentBackup";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.ConsistentBackupStep_DisplayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(EnvVars.class);
        }

        @POST
        public FormValidation doCheckSkewWindow(@QueryParameter String value) {
            WindowSettings written = new WindowSettings();
            written.setSkewWindow(value);
            return FieldRule.validate(() -> {
                WindowSettings.checkSkewWindow(written.skewWindowText);
                if (written.skewWindow != null) {
                    WindowParameters.checkSeconds("skewWindow", written.skewWindow, 0);
                }
            });
        }

        @POST
        public FormValidation doCheckMaxOutage(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String maxPauseWait,
                @QueryParameter String skewWindow) {
            return WindowForm.checkMaxOutage(
                    item, value, maxPauseWait, skewWindow, WindowParameters.DEFAULT_SKEW_WINDOW);
        }

        @POST
        public FormValidation doCheckAttempts(@QueryParameter String value) {
            return FieldRule.validateNumber("attempts", value, ConsistentBackupStep::checkAttempts);
        }

        @POST
        public FormValidation doCheckAttemptDelay(@QueryParameter String value) {
            return FieldRule.validateNumber("attemptDelay", value, ConsistentBackupStep::checkAttemptDelay);
        }

        /** Returns the databases' titles by name, for the form. */
        public Map<String, String> getDatabaseTitles() {
            return RestoreInstructions.titles();
        }

        /** Returns the advisories' titles by ID, for the form. */
        public Map<String, String> getAdvisoryTitles() {
            return Advisories.titles();
        }
    }
}
