package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Measures the offset of a database's clock, which its block reads, from the controller's. */
public class MeasureClockStep extends Step {
    private String database;
    private int samples = ClockMeasurement.SAMPLES;

    @DataBoundConstructor
    public MeasureClockStep() {
        // ClockMeasurement refuses missing parameters.
    }

    public String getDatabase() {
        return database;
    }

    @DataBoundSetter
    public void setDatabase(String database) {
        this.database = Util.fixEmptyAndTrim(database);
    }

    public int getSamples() {
        return samples;
    }

    @DataBoundSetter
    public void setSamples(Integer samples) {
        this.samples = samples == null ? ClockMeasurement.SAMPLES : samples;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new MeasureClockExecution(context, new ClockMeasurement(database, samples));
    }

    @Extension
    public static class DescriptorImpl extends StepDescriptor implements DatabaseForm {
        @Override
        public String getFunctionName() {
            return "measureClock";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.MeasureClockStep_DisplayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckSamples(@QueryParameter String value) {
            return FieldRule.validateNumber("samples", value, ClockMeasurement::checkSamples);
        }
    }
}
