package io.jenkins.plugins.scalarbackup.step;

import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Reports to an {@code awaitRestorable} how one run of its block ended. */
final class RestorableAnswer extends BodyExecutionCallback {
    private static final long serialVersionUID = 1L;
    private final AwaitRestorableExecution execution;
    private final int number;

    /**
     * @param number the number of the try, from 1: a try that was given up may still answer
     */
    RestorableAnswer(AwaitRestorableExecution execution, int number) {
        this.execution = execution;
        this.number = number;
    }

    @Override
    public void onStart(StepContext context) {
        execution.blockStarted(number);
    }

    @Override
    public void onSuccess(StepContext context, Object result) {
        execution.guarded(() -> execution.blockEnded(number, result, null));
    }

    @Override
    public void onFailure(StepContext context, Throwable failure) {
        execution.guarded(() -> execution.blockEnded(number, null, failure));
    }
}
