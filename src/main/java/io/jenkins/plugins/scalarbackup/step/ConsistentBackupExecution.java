package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.keeper.ManagedWindow;
import io.jenkins.plugins.scalarbackup.keeper.MeasuredClocks;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.keeper.WindowRequest;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.Verdict;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowTimes;
import io.jenkins.plugins.scalarbackup.record.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Runs {@code consistentBackup}: asks the keeper for a window, runs the block in it, and ends with the record's verdict,
 * or begins again. The keeper opens the pods whatever becomes of this execution.
 */
final class ConsistentBackupExecution extends BackgroundExecution {
    private static final long serialVersionUID = 1L;
    private static final long QUIET_POLL = 1_000;

    /** Where the execution is; explicit, so that it can go on after a restart of the controller. */
    enum Phase {
        /** Nothing is paused for sure. */
        OPENING,
        /** The window is open and the block was started. */
        BODY,
        /** The block has ended; the record is on its way. */
        CLOSING,
        /** Between two attempts. */
        WAITING
    }

    private final TargetParameters targets;
    private final WindowSettings window;
    private final int attempts;
    private final int attemptDelay;
    private final ArrayList<String> databases;

    private volatile Phase phase = Phase.OPENING;
    private int attempt = 1;
    private volatile String windowId;
    private BodyExecution body;
    private boolean bodyEnded;
    private volatile Throwable bodyFailure;
    private volatile Throwable interruption;
    /** Why there will be no record to wait for, after a restart of the controller. */
    private volatile Throwable lost;

    private long nextAttemptAt;

    private transient volatile ManagedWindow pause;
    private transient volatile EndedWindow ended;
    private transient volatile Future<?> nextAttempt;
    private transient boolean toldQuietingDown;

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
        beside(this::open);
        return false;
    }

    private void open() throws Exception {
        ManagedWindow opening;
        synchronized (this) {
            if (interruption != null) {
                fail(interruption);
                return;
            }
            phase = Phase.OPENING;
        }
        opening = WindowKeeper.get()
                .open(new WindowRequest(
                        run(),
                        listener(),
                        targets.check().in(getContext()),
                        parameters(),
                        true,
                        attempt,
                        databases,
                        window.isMeasured(),
                        window.expectation()));
        synchronized (this) {
            pause = opening;
            windowId = opening.id();
            bodyEnded = false;
            bodyFailure = null;
            ended = null;
            if (interruption != null) {
                opening.abort(why(interruption));
            }
        }
        getContext().saveState();
        follow(opening);
        opening.opened().thenAccept(times -> beside(() -> startBody(opening, times)));
    }

    /** With the window as long as the clocks need it that were measured, where that was asked for. */
    private WindowParameters parameters() throws Exception {
        if (!window.isMeasured()) {
            return window.check(true);
        }
        Optional<String> missing = MeasuredClocks.missing(run(), databases);
        if (missing.isPresent()) {
            throw new RefusedException(missing.get());
        }
        Instant now = Instant.now();
        long largest = MeasuredClocks.of(run()).stream()
                .filter(clock -> databases.contains(clock.database()))
                .mapToLong(clock -> clock.uncertaintyAt(now))
                .max()
                .orElse(0);
        WindowParameters measured = window.checkMeasured(largest);
        log("skewWindow is " + measured.skewWindow().toSeconds() + " s: the clock of each database is known to "
                + largest + " ms or better.");
        return measured;
    }

    /** Hears how the window goes on. */
    private void follow(ManagedWindow followed) {
        followed.closedEarly().thenAccept(why -> beside(() -> closedEarly(followed, why)));
        followed.report()
                .whenComplete((made, failure) -> beside(() -> {
                    if (followed.hasOutlivedItsBuild()) {
                        return;
                    }
                    if (failure != null) {
                        // Nothing was paused, so no block was started either.
                        fail(interruption != null ? interruption : stoppedByHand(followed, failure));
                    } else {
                        ended = EndedWindow.of(made);
                        endWhenBothEnded();
                    }
                }));
    }

    private void startBody(ManagedWindow opened, WindowTimes times) throws Exception {
        synchronized (this) {
            if (interruption != null || phase != Phase.OPENING) {
                return;
            }
            phase = Phase.BODY;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SCALAR_BACKUP_ID", opened.id());
        variables.put("SCALAR_BACKUP_PAUSE_COMPLETED", Times.iso(times.pauseCompleted()));
        variables.put("SCALAR_BACKUP_ATTEMPT", Integer.toString(attempt));
        BodyExecution started = getContext()
                .newBodyInvoker()
                .withContext(EnvironmentExpander.merge(
                        getContext().get(EnvironmentExpander.class), EnvironmentExpander.constant(variables)))
                .withCallback(new BodyEnd(this, attempt))
                .start();
        synchronized (this) {
            body = started;
        }
        getContext().saveState();
        if (opened.closedEarly().toCompletableFuture().isDone()) {
            // It was closed while the block was being started: that cancel found no block yet.
            closedEarly(opened, opened.closedEarly().toCompletableFuture().join());
        }
    }

    private void closedEarly(ManagedWindow closed, String why) {
        if (closed.hasOutlivedItsBuild()) {
            return;
        }
        BodyExecution running;
        synchronized (this) {
            running = bodyEnded ? null : body;
        }
        if (running != null) {
            running.cancel(
                    stoppedByHand(closed, new FlowInterruptedException(Result.FAILURE, true, new WindowClosed(why))));
            log("Stopping the block, because the window is closed: " + why);
        }
    }

    /** The block ended; called on the CPS VM thread. */
    private void bodyEnded(int ofAttempt, Throwable failure) {
        ManagedWindow open;
        synchronized (this) {
            if (ofAttempt != attempt || bodyEnded) {
                return;
            }
            bodyEnded = true;
            bodyFailure = failure;
            phase = Phase.CLOSING;
            // A step that fails so, like build with a failed job, has failed and no more.
            if (failure instanceof FlowInterruptedException stopped
                    && stopped.isActualInterruption()
                    && !WindowClosed.isCauseOf(stopped)) {
                interruption = failure;
            }
            open = pause;
        }
        if (open != null) {
            tellOfBodyEnd(open);
        }
        beside(this::endWhenBothEnded);
    }

    private void tellOfBodyEnd(ManagedWindow open) {
        if (bodyFailure == null) {
            open.bodyReturned();
        } else if (interruption != null) {
            open.abort(why(interruption));
        } else {
            open.bodyThrew(saidBy(bodyFailure));
        }
    }

    private void endWhenBothEnded() {
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
        ManagedWindow over = pause;
        if (over != null) {
            leave(over);
        }
        Verdict verdict = window.verdict();
        if (verdict == Verdict.ABORTED && over != null && interruption == null) {
            interruption = stoppedByHand(over, null);
        }
        if (verdict == Verdict.CONSISTENT) {
            getContext().onSuccess(window.record());
        } else if (interruption != null) {
            getContext().onFailure(interruption);
        } else if (verdict == Verdict.INCONSISTENT && attempt < attempts) {
            log("Attempt " + attempt + " of " + attempts + " was not consistent; the next begins in " + attemptDelay
                    + " s.");
            waitForNextAttempt(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(attemptDelay));
        } else if (verdict == Verdict.FAILED && bodyFailure != null) {
            getContext().onFailure(bodyFailure);
        } else {
            getContext().onFailure(withoutTrace(new AbortException(window.sentence())));
        }
    }

    private void waitForNextAttempt(long at) {
        synchronized (this) {
            attempt = phase == Phase.WAITING ? attempt : attempt + 1;
            phase = Phase.WAITING;
            pause = null;
            windowId = null;
            body = null;
            nextAttemptAt = at;
            if (interruption != null) {
                // The stop came before there was anything that it could cancel.
                fail(interruption);
                return;
            }
            long left = Math.max(0, at - System.currentTimeMillis());
            nextAttempt = Timer.get().schedule(() -> beside(this::attemptDue), left, TimeUnit.MILLISECONDS);
        }
        getContext().saveState();
    }

    /** No window begins while Jenkins is quieting down; this attempt waits until it is up again, or goes on. */
    private void attemptDue() throws Exception {
        synchronized (this) {
            if (interruption == null && Jenkins.get().isQuietingDown()) {
                if (!toldQuietingDown) {
                    toldQuietingDown = true;
                    log("Jenkins is shutting down, so attempt " + attempt + " waits until it is up again.");
                }
                nextAttempt = Timer.get().schedule(() -> beside(this::attemptDue), QUIET_POLL, TimeUnit.MILLISECONDS);
                return;
            }
            toldQuietingDown = false;
        }
        open();
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        ManagedWindow open;
        BodyExecution running;
        boolean waiting;
        synchronized (this) {
            interruption = cause;
            open = pause;
            running = bodyEnded ? null : body;
            waiting = phase == Phase.WAITING && nextAttempt != null && nextAttempt.cancel(false);
        }
        if (open != null) {
            open.abort(why(cause));
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
        whenTakenUp(this::resume);
    }

    private void resume() throws Exception {
        if (phase == Phase.WAITING) {
            waitForNextAttempt(nextAttemptAt);
            return;
        }
        Optional<ManagedWindow> kept = windowId == null
                ? Optional.empty()
                : WindowKeeper.get().windows().find(windowId);
        if (kept.isEmpty()) {
            withoutWindow();
            return;
        }
        ManagedWindow open = kept.get();
        open.logTo(listener());
        boolean bodyIsOver;
        synchronized (this) {
            pause = open;
            bodyIsOver = bodyEnded;
            if (interruption != null) {
                // The stop came while the window was being taken up.
                open.abort(why(interruption));
            }
        }
        follow(open);
        if (bodyIsOver) {
            // While the window was being taken up, or so shortly before the controller ended that it never heard of it.
            tellOfBodyEnd(open);
        }
        if (phase == Phase.OPENING) {
            // The keeper opens what was being paused; there is no block to run in it.
            open.opened().thenAccept(times -> open.abort("The controller was restarted before the block began."));
        }
    }

    /** The controller has the window no more: it ended before the restart, or nothing was paused. */
    private void withoutWindow() {
        EndedWindow recorded =
                windowId == null ? null : EndedWindow.recorded(windowId).orElse(null);
        BodyExecution running;
        String why;
        synchronized (this) {
            if (recorded != null) {
                why = "The window was closed before the controller was restarted: " + recorded.sentence();
            } else if (phase == Phase.OPENING) {
                why = "The controller was restarted before anything was paused. Run the build again.";
            } else {
                why = "The controller was restarted, and it has neither window " + windowId
                        + " nor its record any more.";
            }
            ended = recorded;
            lost = recorded == null ? new AbortException(why) : null;
            running = phase == Phase.BODY && !bodyEnded ? body : null;
        }
        if (running != null) {
            running.cancel(new FlowInterruptedException(Result.FAILURE, true, new WindowClosed(why)));
        } else {
            endWhenBothEnded();
        }
    }

    @Override
    public String getStatus() {
        ManagedWindow open = pause;
        if (phase == Phase.WAITING) {
            Duration left = Duration.ofMillis(Math.max(0, nextAttemptAt - System.currentTimeMillis()));
            return "waiting " + left.toSeconds() + " s for attempt " + attempt + " of " + attempts;
        }
        return switch (phase) {
            case OPENING -> "preparing and pausing";
            case BODY -> "pods paused, window " + (open == null ? windowId : open.id());
            case CLOSING -> "keeping the window, then unpausing and verifying";
            case WAITING -> "waiting";
        };
    }

    @Override
    public boolean blocksRestart() {
        ManagedWindow open = pause;
        return open != null && open.isOpen();
    }

    /** Tells the execution that its block ended. */
    private static final class BodyEnd extends BodyExecutionCallback {
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
