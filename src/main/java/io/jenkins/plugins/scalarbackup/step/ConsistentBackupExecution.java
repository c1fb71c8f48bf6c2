package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Runs {@code consistentBackup}: makes an attempt, and ends with the record's verdict or starts another attempt. The
 * keeper unpauses the pods, whatever happens to this execution.
 */
final class ConsistentBackupExecution extends BackgroundExecution {
    private static final long serialVersionUID = 1L;

    /** The phase of the execution; explicit, so that it can continue after a restart of the controller. */
    enum Phase {
        /** Not all pods are known to be paused. */
        OPENING,
        /** The window is open and the block was started. */
        BODY,
        /** The block has ended; the record is being created. */
        CLOSING,
        /** Between two attempts. */
        WAITING
    }

    private final TargetParameters targets;
    private final WindowSettings window;
    private final int attempts;
    private final int attemptDelay;
    private final ArrayList<String> databases;

    /** Shared with the attempt, and guarded by this object's lock; see {@link BackupAttempt}. */
    volatile Phase phase = Phase.OPENING;

    int attempt = 1;
    volatile String windowId;
    BodyExecution body;
    boolean bodyEnded;
    volatile Throwable bodyFailure;
    volatile Throwable interruption;
    /** Why there will be no record to wait for, after a restart of the controller. */
    private volatile Throwable lost;

    private long nextAttemptAt;

    transient volatile BackupAttempt current;
    transient volatile EndedWindow ended;
    private transient volatile NextAttempt nextAttempt;

    ConsistentBackupExecution(
            StepContext context,
            TargetParameters targets,
            WindowSettings window,
            int attempts,
            int attemptDelay,
            ArrayList<String> databases) {
        super(context);
        this.targets = targets;
        this.window = window;
        this.attempts = attempts;
        this.attemptDelay = attemptDelay;
        this.databases = databases;
    }

    @Override
    public boolean start() throws Exception {
        try {
            ConsistentBackupStep.check(targets, window, attempts, attemptDelay, databases);
        } catch (RefusedException refusal) {
            throw new AbortException(refusal.getMessage());
        }
        inBackground(this::open);
        return false;
    }

    private void open() throws Exception {
        int number;
        synchronized (this) {
            if (interruption != null) {
                fail(interruption);
                return;
            }
            phase = Phase.OPENING;
            number = attempt;
        }
        BackupRequest request = new BackupRequest(targets, window, databases);
        ManagedWindow opening = WindowKeeper.get().open(request.forAttempt(number, getContext(), this::log));
        new BackupAttempt(this, opening).begin();
    }

    /** Handles the end of the block. Called on the CPS VM thread. */
    private void bodyEnded(int ofAttempt, Throwable failure) {
        BackupAttempt ongoing;
        synchronized (this) {
            if (ofAttempt != attempt || bodyEnded) {
                return;
            }
            bodyEnded = true;
            bodyFailure = failure;
            phase = Phase.CLOSING;
            // Other steps, such as build after a failed job, use this exception for an ordinary failure.
            if (failure instanceof FlowInterruptedException stopped
                    && stopped.isActualInterruption()
                    && !WindowClosed.isCauseOf(stopped)) {
                interruption = failure;
            }
            ongoing = current;
        }
        if (ongoing != null) {
            ongoing.notifyOfBodyEnd();
        }
        inBackground(this::endWhenBothEnded);
    }

    private synchronized int attempt() {
        return attempt;
    }

    /** Returns the block; null if it has ended. */
    synchronized BodyExecution runningBody() {
        return bodyEnded ? null : body;
    }

    void endWhenBothEnded() {
        EndedWindow window;
        synchronized (this) {
            boolean bodyOutstanding = phase == Phase.BODY && !bodyEnded;
            if (bodyOutstanding || ended == null && lost == null) {
                return;
            }
            window = ended;
            ended = null;
        }
        if (window == null) {
            fail(lost);
        } else {
            end(window);
        }
    }

    private void end(EndedWindow window) {
        ManagedWindow endedWindow = window();
        if (endedWindow != null) {
            detachLog(endedWindow);
        }
        Verdict verdict = window.verdict();
        int number = attempt();
        if (verdict == Verdict.ABORTED && endedWindow != null && interruption == null) {
            interruption = StepFailures.interruptionOr(endedWindow, null);
        }
        if (verdict == Verdict.CONSISTENT) {
            getContext().onSuccess(window.record());
        } else if (interruption != null) {
            getContext().onFailure(interruption);
        } else if (verdict == Verdict.INCONSISTENT && number < attempts) {
            log("Attempt " + number + " of " + attempts + " was not consistent; the next begins in " + attemptDelay
                    + " s.");
            waitForNextAttempt(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(attemptDelay));
        } else if (verdict == Verdict.FAILED && bodyFailure != null) {
            getContext().onFailure(bodyFailure);
        } else {
            getContext().onFailure(StepFailures.withoutTrace(new AbortException(window.sentence())));
        }
    }

    private void waitForNextAttempt(long at) {
        synchronized (this) {
            attempt = phase == Phase.WAITING ? attempt : attempt + 1;
            phase = Phase.WAITING;
            current = null;
            windowId = null;
            body = null;
            nextAttemptAt = at;
            if (interruption != null) {
                // When the stop came, there was nothing to cancel.
                fail(interruption);
                return;
            }
            nextAttempt = new NextAttempt(this, attempt, this::open);
            nextAttempt.schedule(at);
        }
        getContext().saveState();
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        ManagedWindow open;
        BodyExecution running;
        boolean waiting;
        synchronized (this) {
            interruption = cause;
            open = window();
            running = runningBody();
            waiting = phase == Phase.WAITING && nextAttempt != null && nextAttempt.cancel();
        }
        if (open != null) {
            open.abort(StepFailures.stopReason(cause));
        }
        if (running != null) {
            running.cancel(cause);
        }
        if (waiting) {
            fail(cause);
        }
    }

    @Override
    public void onResume() {
        whenAdopted(this::resume);
    }

    private void resume() throws Exception {
        if (phase == Phase.WAITING) {
            waitForNextAttempt(nextAttemptAt);
            return;
        }
        BackupResumption left = BackupResumption.of(windowId, phase);
        if (left.window() == null) {
            withoutWindow(left);
        } else {
            new BackupAttempt(this, left.window()).resume(listener());
        }
    }

    private void withoutWindow(BackupResumption left) {
        BodyExecution running;
        synchronized (this) {
            ended = left.ended();
            lost = left.lost();
            running = phase == Phase.BODY && !bodyEnded ? body : null;
        }
        if (running != null) {
            running.cancel(new FlowInterruptedException(Result.FAILURE, true, new WindowClosed(left.why())));
        } else {
            endWhenBothEnded();
        }
    }

    @Override
    public String getStatus() {
        return switch (phase) {
            case OPENING -> "preparing and pausing";
            case BODY -> "pods paused, window " + windowId;
            case CLOSING -> "keeping the window, then unpausing and verifying";
            case WAITING ->
                "waiting " + Math.max(0, nextAttemptAt - System.currentTimeMillis()) / 1_000 + " s for attempt "
                        + attempt() + " of " + attempts;
        };
    }

    @Override
    public boolean blocksRestart() {
        ManagedWindow open = window();
        return open != null && open.isOpen();
    }

    /** Returns the attempt's window; null if there is none, or none yet after a restart. */
    private ManagedWindow window() {
        BackupAttempt attempting = current;
        return attempting == null ? null : attempting.window();
    }

    /** Reports the end of the block to the execution. */
    static final class BodyEnd extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private final ConsistentBackupExecution execution;
        private final int attempt;

        BodyEnd(ConsistentBackupExecution execution, int attempt) {
            this.execution = execution;
            this.attempt = attempt;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.guarded(() -> execution.bodyEnded(attempt, null));
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            execution.guarded(() -> execution.bodyEnded(attempt, failure));
        }
    }
}
