package io.jenkins.plugins.scalarbackup.step;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that does its work beside the CPS VM thread and holds no thread while it waits. Whatever goes wrong ends the
 * step: an error that is caught nowhere would leave the build waiting for ever.
 */
abstract class BackgroundExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(BackgroundExecution.class.getName());

    BackgroundExecution(StepContext context) {
        super(context);
    }

    /** Something that may block and may fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Runs it beside the CPS VM thread. */
    final void beside(Work work) {
        WindowKeeper.get().blocking().execute(() -> guarded(work));
    }

    /** Beside the CPS VM thread, and after a restart when the keeper has taken up what the build left open. */
    final void whenTakenUp(Work work) {
        beside(() -> WindowKeeper.get().adopted(run()).whenComplete((done, failure) -> beside(work)));
    }

    /** Hears of an answer beside the CPS VM thread. A failure ends the step. */
    final <T> void when(CompletionStage<T> answer, Consumer<T> then) {
        answer.whenComplete((value, failure) -> beside(() -> {
            if (failure != null) {
                fail(failure);
            } else {
                then.accept(value);
            }
        }));
    }

    final void guarded(Work work) {
        try {
            work.run();
        } catch (Throwable failure) {
            fail(failure);
        }
    }

    final void fail(Throwable failure) {
        getContext().onFailure(asStepFailure(failure));
    }

    /** Where a sentence of ours was made says nothing to anybody, and Declarative's {@code post} prints it. */
    static <T extends Throwable> T withoutTrace(T failure) {
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    /** What the build's log shows: one sentence where it is known what happened, never a bare stack trace. */
    static Throwable asStepFailure(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof RefusedException || cause instanceof ClusterException) {
            return withoutTrace(new AbortException(cause.getMessage()));
        }
        if (cause instanceof AbortException || cause instanceof FlowInterruptedException) {
            return cause;
        }
        LOGGER.log(Level.WARNING, "A step failed for a reason that it does not know", cause);
        return new AbortException("An unexpected error: " + Sentences.of(String.valueOf(cause))
                + " The controller's log has more; please report it.");
    }

    /** What a block threw, for a sentence. An interruption's message was empty before workflow-step-api of 2025. */
    static String saidBy(Throwable failure) {
        if (failure instanceof FlowInterruptedException interruption) {
            return interruption.getCauses().isEmpty()
                    ? "a step ended as " + interruption.getResult()
                    : interruption.getCauses().stream()
                            .map(CauseOfInterruption::getShortDescription)
                            .collect(Collectors.joining(", "));
        }
        return Sentences.saidBy(failure);
    }

    /** Why a step was stopped, as a sentence for the record. Not every interruption says. */
    static String why(Throwable stop) {
        if (stop instanceof FlowInterruptedException interruption
                && !interruption.getCauses().isEmpty()) {
            return Sentences.of(interruption.getCauses().get(0).getShortDescription());
        }
        String message = stop.getMessage();
        return message == null || message.isBlank()
                ? "The build was stopped."
                : Sentences.of("The step was stopped: ", message);
    }

    /**
     * Who closes the window by hand, or aborts its build, stops its steps, too, whatever the script makes of it; else they
     * end of something of their own.
     */
    static Throwable stoppedByHand(ManagedWindow pause, Throwable otherwise) {
        UserInterruption person = pause.stoppedBy();
        List<CauseOfInterruption> causes = person == null ? pause.abortedBy() : List.of(person);
        return causes.isEmpty() ? otherwise : abortedFor(causes);
    }

    /** The end of a step whose build is aborted, whatever its block made of that. */
    static FlowInterruptedException abortedFor(List<CauseOfInterruption> causes) {
        return withoutTrace(
                new FlowInterruptedException(Result.ABORTED, true, causes.toArray(CauseOfInterruption[]::new)));
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
    final void leave(ManagedWindow pause) {
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
