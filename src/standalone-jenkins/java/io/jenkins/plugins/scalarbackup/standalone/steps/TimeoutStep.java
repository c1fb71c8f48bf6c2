package io.jenkins.plugins.scalarbackup.standalone.steps;

import hudson.model.Result;
import hudson.model.TaskListener;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code timeout}: cancels the block's innermost steps, and after a grace period of one minute ends them without
 * asking.
 */
public final class TimeoutStep extends Step {
    private final int time;
    private TimeUnit unit = TimeUnit.MINUTES;

    @DataBoundConstructor
    public TimeoutStep(int time) {
        this.time = time;
    }

    @DataBoundSetter
    public void setUnit(TimeUnit unit) {
        this.unit = unit;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Limited(context, unit.toMillis(time));
    }

    private static final class Limited extends StepExecution {
        private static final long serialVersionUID = 1L;
        private static final long GRACE_SECONDS = 60;
        private final long millis;
        private transient BodyExecution body;
        private transient volatile ScheduledFuture<?> alarm;

        Limited(StepContext context, long millis) {
            super(context);
            this.millis = millis;
        }

        @Override
        public boolean start() throws Exception {
            body = getContext().newBodyInvoker().withCallback(new Ended(this)).start();
            say("Timeout set to expire in " + BlockSteps.span(millis));
            alarm = Timer.get().schedule(this::cancel, millis, TimeUnit.MILLISECONDS);
            return false;
        }

        private void say(String what) {
            try {
                getContext().get(TaskListener.class).getLogger().println(what);
            } catch (Exception over) {
                // The step has ended meanwhile, so there is nothing to notify.
            }
        }

        private FlowInterruptedException exceeded() {
            return new FlowInterruptedException(Result.ABORTED, true, new Exceeded(this));
        }

        private void cancel() {
            say("Cancelling nested steps due to timeout");
            alarm = Timer.get().schedule(this::force, GRACE_SECONDS, TimeUnit.SECONDS);
            body.cancel(exceeded());
        }

        private void force() {
            say("Body did not finish within grace period; terminating with extreme prejudice");
            body.getCurrentExecutions().forEach(e -> e.getContext().onFailure(exceeded()));
        }
    }

    private static final class Ended extends Executions.PassOn {
        private static final long serialVersionUID = 1L;
        private final Limited step;

        Ended(Limited step) {
            this.step = step;
        }

        @Override
        void finished() {
            step.alarm.cancel(false);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            // Outside this block, it is a failure like any other: an enclosing retry may repeat it.
            if (t instanceof FlowInterruptedException interrupted
                    && interrupted.getCauses().stream().anyMatch(c -> c instanceof Exceeded e && e.step == step)) {
                interrupted.setActualInterruption(false);
            }
            super.onFailure(context, t);
        }
    }

    private static final class Exceeded extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;
        private final Limited step;

        Exceeded(Limited step) {
            this.step = step;
        }

        @Override
        public String getShortDescription() {
            return "Timeout has been exceeded";
        }
    }
}
