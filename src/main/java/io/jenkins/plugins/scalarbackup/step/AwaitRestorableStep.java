package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.scalarbackup.config.FieldRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Waits until a database can be restored to a window, or to another moment, according to the times that its block
 * returns.
 */
public class AwaitRestorableStep extends Step {
    private Object window;
    private String database;
    private String time;
    private Integer age;
    private int timeout = AwaitedMoment.TIMEOUT;
    private Integer keptDays;

    @DataBoundConstructor
    public AwaitRestorableStep() {
        // All parameters are optional; AwaitedMoment checks their combination.
    }

    /** Returns the record, or its ID; null for this build's own window. */
    public Object getWindow() {
        return window instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : window;
    }

    @DataBoundSetter
    public void setWindow(Object window) {
        this.window = window instanceof CharSequence text ? Util.fixEmptyAndTrim(text.toString()) : window;
    }

    public String getDatabase() {
        return database;
    }

    @DataBoundSetter
    public void setDatabase(String database) {
        this.database = Util.fixEmptyAndTrim(database);
    }

    public String getTime() {
        return time;
    }

    @DataBoundSetter
    public void setTime(String time) {
        this.time = Util.fixEmptyAndTrim(time);
    }

    public Integer getAge() {
        return age;
    }

    @DataBoundSetter
    public void setAge(Integer age) {
        this.age = age;
    }

    public int getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(Integer timeout) {
        this.timeout = timeout == null ? AwaitedMoment.TIMEOUT : timeout;
    }

    public Integer getKeptDays() {
        return keptDays;
    }

    @DataBoundSetter
    public void setKeptDays(Integer keptDays) {
        this.keptDays = keptDays;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        AwaitedMoment moment = new AwaitedMoment();
        moment.windowGiven = window != null;
        moment.window = NamedWindow.idIn(window);
        moment.database = database;
        moment.time = time;
        moment.age = age;
        moment.timeout = timeout;
        moment.keptDays = keptDays;
        return new AwaitRestorableExecution(context, moment);
    }

    @Extension
    public static class DescriptorImpl extends StepDescriptor implements DatabaseForm {
        @Override
        public String getFunctionName() {
            return "awaitRestorable";
        }

        @Override
        public @NonNull String getDisplayName() {
            return Messages.AwaitRestorableStep_DisplayName();
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
        public FormValidation doCheckWindow(@QueryParameter String value) {
            String id = Util.fixEmptyAndTrim(value);
            return FieldRule.validate(() -> NamedWindow.check(id != null, id));
        }

        @POST
        public FormValidation doCheckTime(@QueryParameter String value) {
            return FieldRule.validate(() -> AwaitedMoment.parse(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckAge(@QueryParameter String value) {
            return FieldRule.validateNumber("age", value, AwaitedMoment::checkAge);
        }

        @POST
        public FormValidation doCheckTimeout(@QueryParameter String value) {
            return FieldRule.validateNumber("timeout", value, AwaitedMoment::checkTimeout);
        }

        @POST
        public FormValidation doCheckKeptDays(@QueryParameter String value) {
            return FieldRule.validateNumber("keptDays", value, AwaitedMoment::checkKeptDays);
        }
    }
}
