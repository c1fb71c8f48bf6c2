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

/** Decides with which failure a step ends after an error or a stop, and words it. */
final class StepFailures {
    private static final Logger LOGGER = Logger.getLogger(StepFailures.class.getName());

    private StepFailures() {}

    /**
     * Removes the stack trace: for our own messages it tells nobody anything, but Declarative's {@code post} prints it.
     */
    static <T extends Throwable> T withoutTrace(T failure) {
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    /** Returns the failure that the build's log shows: one sentence if the cause is known, never a bare stack trace. */
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

    /**
     * Returns a block's failure for a sentence. An interruption's own message was empty before workflow-step-api of
     * 2025.
     */
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

    /** Returns why a step was stopped, as a sentence for the record. Not every interruption has a reason. */
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
     * Returns the interruption by the person who closed the window or aborted its build: it stops the steps, too, even
     * if the script catches it. Returns {@code otherwise} if nobody did.
     */
    static Throwable interruptionOr(ManagedWindow window, Throwable otherwise) {
        UserInterruption person = window.stoppedBy();
        List<CauseOfInterruption> causes = person == null ? window.abortedBy() : List.of(person);
        return causes.isEmpty() ? otherwise : abortedFor(causes);
    }

    /**
     * Returns the interruption with which a step of an aborted build ends, even if its block caught the abort; null if
     * the build was not aborted.
     */
    static FlowInterruptedException abortOf(BuildAborts build) {
        List<CauseOfInterruption> causes = build.causes();
        return causes.isEmpty() ? null : abortedFor(causes);
    }

    private static FlowInterruptedException abortedFor(List<CauseOfInterruption> causes) {
        return withoutTrace(
                new FlowInterruptedException(Result.ABORTED, true, causes.toArray(CauseOfInterruption[]::new)));
    }
}
