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
 * A step that works outside the CPS VM thread and occupies no thread while it waits. Any failure ends the step: an
 * uncaught error would leave the build waiting for ever.
 */
abstract class BackgroundExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(BackgroundExecution.class.getName());

    private transient volatile Future<?> timer;

    BackgroundExecution(StepContext context) {
        super(context);
    }

    /** An action that may block and may fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Runs the work outside the CPS VM thread. */
    final void inBackground(Work work) {
        WindowKeeper.get().blocking().execute(() -> guarded(work));
    }

    /**
     * Runs the work outside the CPS VM thread; after a restart, only once the keeper has adopted what the build left
     * open.
     */
    final void whenAdopted(Work work) {
        inBackground(() -> WindowKeeper.get().adopted(run()).whenComplete((done, failure) -> inBackground(work)));
    }

    /** Passes the result on, outside the CPS VM thread. A failure ends the step. */
    final <T> void when(CompletionStage<T> answer, Consumer<T> then) {
        answer.whenComplete((value, failure) -> inBackground(() -> {
            if (failure != null) {
                fail(failure);
            } else {
                then.accept(value);
            }
        }));
    }

    /**
     * Schedules work outside the CPS VM thread, for a time in milliseconds since 1970. Only one task is scheduled at a
     * time.
     */
    final void schedule(long at, Work work) {
        long left = Math.max(0, at - System.currentTimeMillis());
        timer = Timer.get().schedule(() -> inBackground(work), left, TimeUnit.MILLISECONDS);
    }

    /** Cancels the scheduled work. Returns whether it had not started yet. */
    final boolean cancelScheduled() {
        Future<?> planned = timer;
        return planned != null && planned.cancel(false);
    }

    /**
     * Stops the step: cancels its block, whose end then ends the step; without a running block, ends the step at once.
     */
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
     * Redirects the window's further log lines to the build's own log, because this step ends and its log with it.
     * Lines for a step that has ended are lost silently.
     */
    final void detachLog(ManagedWindow window) {
        try {
            FlowExecution execution = getContext().get(FlowExecution.class);
            if (execution == null) {
                window.logToController();
            } else {
                window.logTo(execution.getOwner().getListener());
            }
        } catch (IOException | InterruptedException | RuntimeException gone) {
            LOGGER.log(Level.FINE, "The build has no log any more", gone);
            window.logToController();
        }
    }

    /** Writes a line to the build's log, if it still accepts any. A log that blocks does not block the step. */
    final void log(String line) {
        try {
            WindowKeeper.get().log(listener(), line);
        } catch (IOException | InterruptedException | RuntimeException closed) {
            LOGGER.log(Level.INFO, "{0} ({1})", new Object[] {line, closed});
        }
    }
}
