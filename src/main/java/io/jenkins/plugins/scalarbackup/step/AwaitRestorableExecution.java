package io.jenkins.plugins.scalarbackup.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.scalarbackup.keeper.BuildAborts;
import io.jenkins.plugins.scalarbackup.keeper.Findings;
import io.jenkins.plugins.scalarbackup.keeper.WindowKeeper;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.record.Finding;
import io.jenkins.plugins.scalarbackup.record.Finding.Restorability;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Runs {@code awaitRestorable}: repeats the block until the moment can be restored or the timeout has passed. It
 * occupies no thread while it waits, and continues after a restart of the controller.
 */
final class AwaitRestorableExecution extends BackgroundExecution {
    private static final long serialVersionUID = 1L;
    /**
     * How much later than the timeout, in milliseconds, a block that began in time may end; after that it is considered
     * hung.
     */
    private static final long GRACE = TimeUnit.SECONDS.toMillis(60);

    /** The phase of the execution; explicit, so that it can continue after a restart of the controller. */
    enum Phase {
        /** The window is being looked up. */
        BEGINNING,
        /** Waiting for the next try. */
        WAITING,
        /** The block runs. */
        ASKING,
        /** The step's result is known. */
        ENDING
    }

    private final AwaitedMoment moment;
    private volatile Phase phase = Phase.BEGINNING;
    private volatile RestorableWait wait;
    /** The window's ID; null for any other moment. */
    private String windowId;

    private ArrayList<String> windowDatabases = new ArrayList<>();
    private volatile RestorableWait.Outcome outcome;
    private BodyExecution body;
    private boolean stoppedAsLate;
    /** The number of aborts of the build before this step; null until determined. */
    private Integer abortsNoted;

    private volatile Throwable interruption;

    private transient volatile BuildAborts aborts;

    AwaitRestorableExecution(StepContext context, AwaitedMoment moment) {
        super(context);
        this.moment = moment;
    }

    @Override
    public boolean start() throws Exception {
        try {
            moment.check();
        } catch (RefusedException refusal) {
            throw new AbortException(refusal.getMessage());
        }
        inBackground(this::begin);
        return false;
    }

    private void begin() throws Exception {
        aborts();
        long now = System.currentTimeMillis();
        if (moment.isWindow()) {
            NamedWindow found = NamedWindow.find(getContext(), run(), moment.window);
            wait = moment.waitFor(found, now);
            windowId = found.id();
            windowDatabases = new ArrayList<>(found.databases());
        } else {
            wait = moment.waitForMoment(now);
        }
        synchronized (this) {
            phase = Phase.WAITING;
        }
        ask();
    }

    private void ask() throws Exception {
        synchronized (this) {
            if (interruption != null) {
                fail(interruption);
                return;
            }
            if (phase != Phase.WAITING || body != null) {
                return;
            }
            body = getContext()
                    .newBodyInvoker()
                    .withCallback(new RestorableAnswer(this, wait.tries() + 1))
                    .start();
        }
        getContext().saveState();
        scheduleLateStop();
    }

    /** Called on the thread that also saves the program, so that the saved phase agrees with whether a block runs. */
    synchronized void blockStarted(int number) {
        if (phase == Phase.WAITING && number == wait.tries() + 1) {
            phase = Phase.ASKING;
        }
    }

    /** Schedules the stop of a hung block. With timeout 0, the block runs once and may take any time. */
    private void scheduleLateStop() {
        if (wait.timeout() > 0) {
            int number = wait.tries() + 1;
            // Even after a long restart, the block gets its grace time.
            schedule(Math.max(wait.deadline(), System.currentTimeMillis()) + GRACE, () -> stopLate(number));
        }
    }

    private void stopLate(int number) {
        BodyExecution running;
        synchronized (this) {
            if (phase != Phase.ASKING || number != wait.tries() + 1) {
                return;
            }
            stoppedAsLate = true;
            running = body;
        }
        if (running != null) {
            log("Stopping the block: timeout is over, and it has not ended.");
            running.cancel(new FlowInterruptedException(Result.FAILURE, true, new TimeIsOver()));
        }
    }

    /** Handles the end of the block. Called on the CPS VM thread, because the returned value may only be used there. */
    void blockEnded(int number, Object value, Throwable failure) {
        synchronized (this) {
            if (phase == Phase.ENDING || number != wait.tries() + 1) {
                return;
            }
            body = null;
            cancelScheduled();
            long now = System.currentTimeMillis();
            if (failure == null) {
                outcome = wait.returned(value, now);
            } else if (stoppedAsLate) {
                outcome = wait.gaveUp();
            } else if (failure instanceof FlowInterruptedException stopped && stopped.isActualInterruption()) {
                interruption = interruption == null ? failure : interruption;
            } else {
                outcome = wait.threw(StepFailures.messageOf(failure), now);
            }
            phase = interruption == null && outcome == RestorableWait.Outcome.AGAIN ? Phase.WAITING : Phase.ENDING;
        }
        inBackground(this::proceed);
    }

    private void proceed() throws Exception {
        Throwable abort = interruption == null ? StepFailures.abortOf(aborts()) : null;
        if (abort != null) {
            // The block may have caught the abort, but the build is aborted all the same.
            interruption = abort;
        }
        if (interruption != null) {
            fail(interruption);
        } else if (phase == Phase.WAITING) {
            log(wait.progress(System.currentTimeMillis()));
            getContext().saveState();
            schedule();
        } else {
            end();
        }
    }

    private synchronized BuildAborts aborts() throws IOException, InterruptedException {
        if (aborts == null) {
            aborts = BuildAborts.since(run(), abortsNoted);
            abortsNoted = aborts.notedBefore();
        }
        return aborts;
    }

    private void schedule() {
        synchronized (this) {
            if (interruption != null) {
                fail(interruption);
                return;
            }
            schedule(wait.nextTryAt(), this::ask);
        }
    }

    private void end() throws Exception {
        Instant now = Instant.now();
        boolean restorable = outcome == RestorableWait.Outcome.RESTORABLE;
        Restorability restorability = moment.found(wait, windowDatabases);
        if (restorable) {
            log(wait.database() + " can be restored to " + wait.named() + ": its latest restorable time is "
                    + wait.latest()
                    + (restorability.expires() == null ? "" : ", and it is kept until " + restorability.expires())
                    + ".");
        }
        if (windowId != null) {
            Run<?, ?> run = run();
            WindowKeeper.get()
                    .findings()
                    .store(run, listener(), Finding.of(windowId, now, Findings.foundBy(run), restorability), this::log);
        }
        if (restorable) {
            getContext().onSuccess(AwaitedMoment.result(windowId, restorability, now));
        } else {
            fail(new RefusedException(wait.reason()));
        }
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        BodyExecution running;
        synchronized (this) {
            interruption = cause;
            running = body;
            cancelScheduled();
        }
        stop(running, cause);
    }

    @Override
    public void onResume() {
        inBackground(() -> {
            if (interruption != null && phase != Phase.ASKING) {
                fail(interruption);
                return;
            }
            // Counted now, if it wasn't before, so that later aborts can be distinguished from earlier ones.
            aborts();
            switch (phase) {
                case BEGINNING -> begin();
                case WAITING -> {
                    synchronized (this) {
                        // A block that was not launched before the restart doesn't exist.
                        body = null;
                    }
                    log("The controller was restarted; " + wait.progress(System.currentTimeMillis()));
                    schedule();
                }
                case ASKING -> scheduleLateStop();
                case ENDING -> proceed();
            }
        });
    }

    @Override
    public String getStatus() {
        RestorableWait waiting = wait;
        return switch (phase) {
            case BEGINNING -> "looking up the window";
            case WAITING -> waiting.progress(System.currentTimeMillis());
            case ASKING -> "asking " + waiting.database() + ", try " + (waiting.tries() + 1);
            case ENDING -> "noting what was found";
        };
    }
}
