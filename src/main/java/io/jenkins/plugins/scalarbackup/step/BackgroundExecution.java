package io.jenkins.plugins.scalarbackup.step;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that does its work beside the CPS VM thread and holds no thread while it waits. Whatever goes wrong ends the
 * step: an error that is caught nowhere would leave the build waiting for ever.
 */
abstract class BackgroundExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(BackgroundExecution.class.getName());

    private transient volatile Future<?> timer;

    BackgroundExecution(StepContext context) {
        super(context);
    }

    /** Something that may block and may fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Runs it beside the CPS VM thread. */
    final void inBackground(Work work) {
        WindowKeeper.get().blocking().execute(() -> guarded(work));
    }

    /** Beside the CPS VM thread, and after a restart when the keeper has adopted what the build left open. */
    final void whenAdopted(Work work) {
        inBackground(() -> WindowKeeper.get().adopted(run()).whenComplete((done, failure) -> inBackground(work)));
    }

    /** Hears of an answer beside the CPS VM thread. A failure ends the step. */
    final <T> void when(CompletionStage<T> answer, Consumer<T> then) {
        answer.whenComplete((value, failure) -> inBackground(() -> {
            if (failure != null) {
                fail(failure);
            } else {
                then.accept(value);
            }
        }));
    }

    /** Runs it beside the CPS VM thread when the time has come, unless that is cancelled. One thing at a time is planned. */
    final void schedule(long at, Work work) {
        long left = Math.max(0, at - System.currentTimeMillis());
        timer = Timer.get().schedule(() -> inBackground(work), left, TimeUnit.MILLISECONDS);
    }

    /** Whether it was in time: what was planned will not run. */
    final boolean cancelScheduled() {
        Future<?> planned = timer;
        return planned != null && planned.cancel(false);
    }

    /** Somebody stops the step: it ends with its block, which is told, or at once where none runs. */
    final void stop(BodyExecution running, Throwable cause) {
        if (running != null) {
            running.cancel(cause);
        } else {
            fail(cause);
        }
    }

    final void guarded(Work work) {
        try {
            work.run();
        } catch (Throwable failure) {
            fail(failure);
        }
    }

    final void fail(Throwable failure) {
        getContext().onFailure(StepFailures.of(failure));
    }

    final Run<?, ?> run() throws IOException, InterruptedException {
        return getContext().get(Run.class);
    }

    final TaskListener listener() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class);
    }

    /**
     * This step ends, and its log with it: what its window still has to say goes to the build's own log. Lines for a
     * step that has ended are lost without a word.
     */
    final void detachLog(ManagedWindow pause) {
        try {
            FlowExecution execution = getContext().get(FlowExecution.class);
            if (execution == null) {
                pause.logNowhere();
            } else {
                pause.logTo(execution.getOwner().getListener());
            }
        } catch (IOException | InterruptedException | RuntimeException gone) {
            LOGGER.log(Level.FINE, "The build has no log any more", gone);
            pause.logNowhere();
        }
    }

    /** Writes a line to the build's log, if it still takes any. One that blocks holds no step. */
    final void log(String line) {
        try {
            WindowKeeper.get().log(listener(), line);
        } catch (IOException | InterruptedException | RuntimeException closed) {
            LOGGER.log(Level.INFO, "{0} ({1})", new Object[] {line, closed});
        }
    }
}
