package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.keeper.ControllerTime;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Reports to a {@code measureClock} what one run of its block returned, and between which times it ran. */
final class ClockSample extends BodyExecutionCallback {
    private static final long serialVersionUID = 1L;
    private final MeasureClockExecution execution;
    private final int number;
    private ControllerTime began = ControllerTime.now();

    /**
     * @param number the number of the run, from 1: a run that was given up may still answer
     */
    ClockSample(MeasureClockExecution execution, int number) {
        this.execution = execution;
        this.number = number;
    }

    @Override
    public void onStart(StepContext context) {
        // A better bound than the time of the request, and still before the block's first step.
        began = ControllerTime.now();
        execution.blockStarted(number);
    }

    @Override
    public void onSuccess(StepContext context, Object result) {
        ControllerTime ended = ControllerTime.now();
        execution.guarded(() -> execution.blockReturned(number, result, began, ended));
    }

    @Override
    public void onFailure(StepContext context, Throwable failure) {
        execution.guarded(() -> execution.blockThrew(number, failure));
    }
}
