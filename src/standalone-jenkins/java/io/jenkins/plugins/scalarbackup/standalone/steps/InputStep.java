package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code input}: asks a person; the build's settings answer. */
public final class InputStep extends Step {
    private final String message;
    private String ok = "Proceed";

    @DataBoundConstructor
    public InputStep(String message) {
        this.message = message;
    }

    @DataBoundSetter
    public void setOk(String ok) {
        this.ok = ok;
    }

    @DataBoundSetter
    public void setId(String id) {}

    @DataBoundSetter
    public void setSubmitter(String submitter) {}

    @DataBoundSetter
    public void setParameters(Object parameters) {}

    static StepDescriptor descriptor() {
        return BuiltIn.step(InputStep.class, "input", TaskListener.class, Run.class);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Asking(context, this);
    }

    private static final class Asking extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final transient InputStep step;
        private transient ScheduledFuture<?> poll;

        Asking(StepContext context, InputStep step) {
            super(context);
            this.step = step;
        }

        @Override
        public boolean start() throws Exception {
            TaskListener listener = getContext().get(TaskListener.class);
            listener.getLogger().println(step.message);
            listener.getLogger().println(step.ok + " or Abort");
            BuildSettings settings = (BuildSettings) getContext().get(Run.class);
            poll = Timer.get()
                    .scheduleWithFixedDelay(
                            () -> {
                                Object answer = settings.answer(step.message);
                                if (answer != null) {
                                    poll.cancel(false);
                                    getContext().onSuccess(answer);
                                }
                            },
                            50,
                            50,
                            TimeUnit.MILLISECONDS);
            return false;
        }

        @Override
        public void stop(Throwable cause) throws Exception {
            poll.cancel(false);
            super.stop(cause);
        }
    }
}
