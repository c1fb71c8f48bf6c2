package io.jenkins.plugins.scalarbackup.step;

import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.record.Times;
import io.jenkins.plugins.scalarbackup.step.ConsistentBackupExecution.BodyEnd;
import io.jenkins.plugins.scalarbackup.step.ConsistentBackupExecution.Phase;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * One attempt of {@code consistentBackup}: runs the block in its window, and stops it if the window is closed early.
 * State that must survive a restart is in fields of the execution, since Pipeline saves those; it is guarded by the
 * execution's lock.
 */
final class BackupAttempt {
    private final ConsistentBackupExecution step;
    private final ManagedWindow window;

    BackupAttempt(ConsistentBackupExecution step, ManagedWindow window) {
        this.step = step;
        this.window = window;
    }

    ManagedWindow window() {
        return window;
    }

    /** Begins the attempt with a window that is being opened. */
    void begin() throws IOException, InterruptedException {
        synchronized (step) {
            step.current = this;
            step.windowId = window.id();
            step.bodyEnded = false;
            step.bodyFailure = null;
            step.ended = null;
            abortIfInterrupted();
        }
        step.getContext().saveState();
        follow();
        window.opened().thenAccept(times -> step.inBackground(() -> startBody(times)));
    }

    /** Continues after a restart of the controller, with the adopted window. */
    void resume(TaskListener log) {
        window.logTo(log);
        boolean bodyHasEnded;
        synchronized (step) {
            step.current = this;
            bodyHasEnded = step.bodyEnded;
            // The stop may have come while the window was being adopted.
            abortIfInterrupted();
        }
        follow();
        if (bodyHasEnded) {
            // The block ended while the window was being adopted, or just before the restart, so that the window was
            // not notified.
            notifyOfBodyEnd();
        }
        if (step.phase == Phase.OPENING) {
            // The keeper unpauses the pods; no block can run in this window.
            window.opened().thenAccept(times -> window.abort("The controller was restarted before the block began."));
        }
    }

    private void abortIfInterrupted() {
        if (step.interruption != null) {
            window.abort(StepFailures.stopReason(step.interruption));
        }
    }

    /** Follows the window to its end. */
    private void follow() {
        window.closedEarly().thenAccept(why -> step.inBackground(() -> closedEarly(why)));
        window.recordFiles()
                .whenComplete((made, failure) -> step.inBackground(() -> {
                    if (window.hasOutlivedItsBuild()) {
                        return;
                    }
                    if (failure != null) {
                        // Nothing was paused, so no block was started either.
                        step.fail(
                                step.interruption != null
                                        ? step.interruption
                                        : StepFailures.interruptionOr(window, failure));
                    } else {
                        step.ended = EndedWindow.of(made);
                        step.endWhenBothEnded();
                    }
                }));
    }

    private void startBody(WindowTimes times) throws IOException, InterruptedException {
        int attempt;
        synchronized (step) {
            if (step.interruption != null || step.phase != Phase.OPENING) {
                return;
            }
            step.phase = Phase.BODY;
            attempt = step.attempt;
        }
        EnvironmentExpander variables = EnvironmentExpander.constant(Map.of(
                "SCALAR_BACKUP_ID", window.id(),
                "SCALAR_BACKUP_PAUSE_COMPLETED", Times.iso(times.pauseCompleted()),
                "SCALAR_BACKUP_ATTEMPT", Integer.toString(attempt)));
        BodyExecution started = step.getContext()
                .newBodyInvoker()
                .withContext(EnvironmentExpander.merge(step.getContext().get(EnvironmentExpander.class), variables))
                .withCallback(new BodyEnd(step, attempt))
                .start();
        synchronized (step) {
            step.body = started;
        }
        step.getContext().saveState();
        if (window.closedEarly().toCompletableFuture().isDone()) {
            // It was closed while the block was being started, so that the first cancel found no block.
            closedEarly(window.closedEarly().toCompletableFuture().join());
        }
    }

    private void closedEarly(String why) {
        if (window.hasOutlivedItsBuild()) {
            return;
        }
        BodyExecution running = step.runningBody();
        if (running != null) {
            running.cancel(StepFailures.interruptionOr(
                    window, new FlowInterruptedException(Result.FAILURE, true, new WindowClosed(why))));
            step.log("Stopping the block, because the window is closed: " + why);
        }
    }

    /** Notifies the window of the block's end, which ends the window, too. */
    void notifyOfBodyEnd() {
        if (step.bodyFailure == null) {
            window.bodyReturned();
        } else if (step.interruption != null) {
            abortIfInterrupted();
        } else {
            window.bodyThrew(StepFailures.messageOf(step.bodyFailure));
        }
    }
}
