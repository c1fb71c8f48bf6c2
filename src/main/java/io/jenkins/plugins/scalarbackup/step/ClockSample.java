package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.keeper.ControllerTime;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Tells a {@code measureClock} what one run of its block returned, and between which times it ran. */
final class ClockSample extends BodyExecutionCallback {
    private static final long serialVersionUID = 1L;
    private final MeasureClockExecution execution;
    private final int number;
    private ControllerTime began = ControllerTime.now();

    /** @param number which run it is, from 1: one that was given up may still answer */
    ClockSample(MeasureClockExecution execution, int number) {
        this.execution = execution;
        this.number = number;
    }

    @Override
    public void onStart(StepContext context) {
        // Later than when it was asked for, and still before the block's first step.
        began = ControllerTime.now();
        execution.began(number);
    }

    @Override
    public void onSuccess(StepContext context, Object result) {
        ControllerTime ended = ControllerTime.now();
        execution.guarded(() -> execution.returned(number, result, began, ended));
    }

    @Override
    public void onFailure(StepContext context, Throwable failure) {
        execution.guarded(() -> execution.threw(number, failure));
    }
}
