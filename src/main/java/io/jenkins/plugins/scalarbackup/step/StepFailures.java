package io.jenkins.plugins.scalarbackup.step;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.BuildAborts;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.model.ClusterException;
import io.jenkins.plugins.scalarbackup.model.Failures;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Sentences;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** What a step ends with when something went wrong or somebody stopped it, and how that is said. */
final class StepFailures {
    private static final Logger LOGGER = Logger.getLogger(StepFailures.class.getName());

    private StepFailures() {}

    /** Where a sentence of ours was made says nothing to anybody, and Declarative's {@code post} prints it. */
    static <T extends Throwable> T withoutTrace(T failure) {
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    /** What the build's log shows: one sentence where it is known what happened, never a bare stack trace. */
    static Throwable of(Throwable failure) {
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
    static String messageOf(Throwable failure) {
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
    static String stopReason(Throwable stop) {
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

    /** How a step ends whose build was aborted, whatever its block made of that; null as long as it was not. */
    static FlowInterruptedException abortOf(BuildAborts build) {
        List<CauseOfInterruption> causes = build.causes();
        return causes.isEmpty() ? null : abortedFor(causes);
    }

    private static FlowInterruptedException abortedFor(List<CauseOfInterruption> causes) {
        return withoutTrace(
                new FlowInterruptedException(Result.ABORTED, true, causes.toArray(CauseOfInterruption[]::new)));
    }
}
