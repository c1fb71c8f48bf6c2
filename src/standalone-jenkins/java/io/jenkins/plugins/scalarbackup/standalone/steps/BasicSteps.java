package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Steps without a block that need no workspace. */
final class BasicSteps {
    private BasicSteps() {}

    static List<StepDescriptor> all() {
        return List.of(
                BuiltIn.step(Echo.class, "echo", TaskListener.class),
                BuiltIn.step(Fail.class, "error"),
                BuiltIn.step(Unstable.class, "unstable", TaskListener.class, Run.class),
                BuiltIn.step(Sleep.class, "sleep", TaskListener.class),
                BuiltIn.step(IsUnix.class, "isUnix"));
    }

    /** {@code echo}: prints a message. */
    public static final class Echo extends Step {
        private final String message;

        @DataBoundConstructor
        public Echo(String message) {
            this.message = message;
        }

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> {
                context.get(TaskListener.class).getLogger().println(message);
                return null;
            });
        }
    }

    /** {@code error}: fails with a message. */
    public static final class Fail extends Step {
        private final String message;

        @DataBoundConstructor
        public Fail(String message) {
            this.message = message;
        }

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> {
                throw new AbortException(message);
            });
        }
    }

    /** {@code unstable}: makes the build unstable and continues. */
    public static final class Unstable extends Step {
        private final String message;

        @DataBoundConstructor
        public Unstable(String message) {
            this.message = message;
        }

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> {
                context.get(TaskListener.class).getLogger().println("WARNING: " + message);
                context.get(Run.class).setResult(Result.UNSTABLE);
                return null;
            });
        }
    }

    /** {@code isUnix}: returns whether there is a shell. */
    public static final class IsUnix extends Step {
        @DataBoundConstructor
        public IsUnix() {}

        @Override
        public StepExecution start(StepContext context) {
            return Executions.now(context, () -> true);
        }
    }

    /** {@code sleep}: waits on the timer, without a thread. */
    public static final class Sleep extends Step {
        private final int time;
        private TimeUnit unit = TimeUnit.SECONDS;

        @DataBoundConstructor
        public Sleep(int time) {
            this.time = time;
        }

        @DataBoundSetter
        public void setUnit(TimeUnit unit) {
            this.unit = unit;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new Sleeping(context, unit.toMillis(time));
        }
    }

    private static final class Sleeping extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final long millis;
        private transient ScheduledFuture<?> alarm;

        Sleeping(StepContext context, long millis) {
            super(context);
            this.millis = millis;
        }

        @Override
        public boolean start() throws Exception {
            getContext().get(TaskListener.class).getLogger().println("Sleeping for " + BlockSteps.span(millis));
            alarm = Timer.get().schedule(() -> getContext().onSuccess(null), millis, TimeUnit.MILLISECONDS);
            return false;
        }

        @Override
        public void stop(Throwable cause) throws Exception {
            alarm.cancel(false);
            super.stop(cause);
        }
    }
}
